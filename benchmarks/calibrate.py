"""Fit every law to all its measurements and write the constants the package reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.intervals import group_names, judged, spreads
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
from modelpick.estimate.calibration import Cost, DecodeLaw, PrefillLaw, Spread

__all__ = ["as_yaml", "calibration"]

HEAD = """\
# Constants of the speed laws (src/modelpick/estimate/calibration.py says what each means), fitted to the
# measurements of benchmarks/data by `python benchmarks/accuracy.py --calibration`: do not edit by hand.
# `items` comes from benchmarks/calibrate.py: orders of magnitude, checked for speech recognition alone.
"""
SYCL = 0.75
"""Intel's cards reach that share of what AMD's do through Vulkan (two cards measured)."""
ITEMS = {
    "text-encoder": {"work": 128, "share": 0.3, "passes": 1, "launch": 0.002},
    "image-encoder": {"work": 400, "share": 0.3, "passes": 1, "launch": 0.005},
    "diffusion": {"work": 4096, "share": 0.4, "passes": 1, "launch": 0.01},
    "diffusion-small": {"work": 1024, "share": 0.4, "passes": 1, "launch": 0.01},
    "asr": {"work": 40, "share": 0.1, "passes": 1, "launch": 0.0008},
    "tts": {"work": 50, "share": 0.2, "passes": 40, "launch": 0.005},
    "other": {"work": 256, "share": 0.2, "passes": 1, "launch": 0.005},
}
"""Speech recognition against 24 models of the Open ASR leaderboard on an A100, in batches; one stream at a
time is slower, hence its low end. The rest: physics only."""
ITEM_SPREADS = {"asr": Spread(0.1, 8.0, 24)} | {kind: Spread(0.2, 4.0, 0) for kind in ITEMS if kind != "asr"}


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
    return {
        "decode": _rows(decode),
        "terms": _row(terms),
        "offload": _row(offload),
        "costs": {"gpu": _rows(gpu_costs), "cpu": _rows(cpu_costs)},
        "prefill": _rows(prefill),
        "prefill_terms": _row(prompt_terms),
        "spreads": _rows(_spreads()),
        "items": ITEMS,
    }


def _spreads() -> dict[str, Spread]:
    found: dict[str, Spread] = {}
    for law in LAWS:
        found |= spreads(judged(law), group_names(law))
    return found | ITEM_SPREADS


def _rows(records: Mapping[str, DecodeLaw | PrefillLaw | Cost | Spread]) -> dict[str, dict[str, float]]:
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
