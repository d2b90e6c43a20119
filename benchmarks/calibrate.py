"""Fit every law to all its measurements and write the constants the package reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict

from benchmarks.intervals import group_names, judged, spreads
from benchmarks.item_laws import item_laws, item_spreads
from benchmarks.own_runs import variances
from benchmarks.speed_laws import (
    CPU,
    GPU,
    LAWS,
    NPU,
    OFFLOAD,
    PREFILL,
    cpu_laws,
    gpu_laws,
    npu_law,
    offload_law,
    prefill_laws,
)
from benchmarks.split_laws import split_spreads
from modelpick.estimate.calibration import Calibration, Cost, DecodeLaw, ItemLaw, PrefillLaw, Spread
from modelpick.estimate.own import Variance

__all__ = ["as_yaml", "calibration"]

HEAD = """\
# Constants of the speed laws (src/modelpick/estimate/calibration.py says what each means), fitted to the
# measurements of benchmarks/data by `python benchmarks/accuracy.py --calibration`: do not edit by hand.
"""
SYCL = 0.75
"""Intel's cards reach that share of what AMD's do through Vulkan (two cards measured)."""


def calibration() -> dict[str, Any]:
    """The mapping that ``data/calibration.yaml`` holds."""
    laws, terms, gpu_costs = gpu_laws(GPU.fit(GPU.measured))
    cores, cpu_costs = cpu_laws(CPU.fit(CPU.measured))
    prompts, prompt_terms = prefill_laws(PREFILL.fit(PREFILL.measured))
    offload = offload_law(OFFLOAD.fit(OFFLOAD.measured))
    vulkan = laws["vulkan"]
    sycl = DecodeLaw(SYCL * vulkan.efficiency, vulkan.kv_weight, vulkan.layer, vulkan.compute)
    decode = {**laws, "sycl": sycl, **cores, "npu": npu_law(NPU.fit(NPU.measured))}
    prefill = {**prompts, "sycl": PrefillLaw(0.1, 0.0), "npu": PrefillLaw(0.3, 0.0)}
    fitted: dict[str, Any] = {
        "decode": _rows(decode),
        "terms": _row(terms),
        "offload": _row(offload),
        "costs": {"gpu": _rows(gpu_costs), "cpu": _rows(cpu_costs)},
        "prefill": _rows(prefill),
        "prefill_terms": _row(prompt_terms),
        "spreads": _rows(_spreads()),
        "items": _rows(item_laws()),
        "own": _rows(variances()),
    }
    fitted["spreads"] |= _rows(split_spreads(Calibration.from_mapping(fitted)))
    return fitted


def _spreads() -> dict[str, Spread]:
    found: dict[str, Spread] = {}
    for law in LAWS:
        found |= spreads(judged(law), group_names(law))
    return found | item_spreads()


def _rows(
    records: Mapping[str, DecodeLaw | PrefillLaw | Cost | Spread | ItemLaw | Variance],
) -> dict[str, dict[str, float]]:
    return {name: _row(record) for name, record in records.items()}


def _row(record: Any) -> dict[str, float]:
    return {
        name: float(f"{value:.4g}") if isinstance(value, float) else value
        for name, value in asdict(record).items()
    }


def as_yaml(document: Mapping[str, Any]) -> str:
    """Two levels of mappings as block, the third in one line."""
    lines = [HEAD.rstrip()]
    for part, content in document.items():
        lines.append(f"{part}:")
        lines.extend(_lines(content, "  "))
    return "\n".join(lines)


def _lines(content: Mapping[str, Any], indent: str) -> list[str]:
    lines = []
    for name, value in content.items():
        key = f'"{name}"' if name.isdigit() else name
        if not isinstance(value, Mapping):
            lines.append(f"{indent}{key}: {value}")
        elif any(isinstance(inner, Mapping) for inner in value.values()):
            lines += [f"{indent}{key}:", *_lines(value, indent + "  ")]
        else:
            inner = ", ".join(f"{n}: {v}" for n, v in value.items())
            lines.append(f"{indent}{key}: {{{inner}}}")
    return lines
