"""How far the estimates are off: memory, decode, prefill, against published measurements.

    python benchmarks/accuracy.py               the tables of docs/accuracy.md, as Markdown
    python benchmarks/accuracy.py --calibration the constants of data/calibration.yaml, fitted anew

Speeds are predicted for each device from all the others (leave one device out; a split model's from the other
models, since one laptop gave those rows). Everything is computed from ``benchmarks/data``, where each row
names its source; no file outside the repository is read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.intervals import Judged, coverage
from benchmarks.measurements import allocations, file_rows, rows, shapes
from benchmarks.speed_laws import CPU, GPU, LAWS, NPU, OFFLOAD, PREFILL, Law, Prepared
from modelpick.estimate.buffers import compute_law
from modelpick.estimate.kv_cache import cache_law, kv_bytes
from modelpick.estimate.mixture import gguf_bytes

__all__ = ["Errors", "decode_errors", "errors_of", "main", "memory_errors"]

PEERS = {
    "GPU, dense": ("30 / 98", "40 / 72"),
    "GPU, mixture of experts": ("39 / 178", "24 / 70"),
    "CPU": ("97 / 777", "52 / 488"),
}
"""Median / 95th percentile error in % of the published formulas of llmfit and whichllm, on 408 dense GPU
measurements, those of mixtures, and 107 CPU ones of the same collection."""
Errors = tuple[int, float, float, float]
"""Count; median, 90th and 95th percentile of the relative error."""


def errors_of(values: Iterable[float]) -> Errors:
    """Percentiles of relative errors, all positive."""
    ordered = sorted(values)
    count = len(ordered)
    return count, *(ordered[min(int(share * count), count - 1)] for share in (0.5, 0.9, 0.95))


@cache
def judged(law: Law) -> tuple[Judged, ...]:
    """Every measurement of ``law`` with what was predicted without its device."""
    return tuple(Judged(p, 1 / r) for p, r in zip(law.measured, law.leave_one_out(), strict=True))


def _speed_errors(law: Law, chosen: Callable[[Prepared], bool] = lambda _: True) -> Errors:
    return errors_of(abs(1 / one.ratio - 1) for one in judged(law) if chosen(one.prepared))


def decode_errors() -> dict[str, Errors]:
    """Errors of decode and prefill with the device kept out."""
    return {
        "GPU, dense": _speed_errors(GPU, lambda p: not p.row.moe),
        "GPU, mixture of experts": _speed_errors(GPU, lambda p: p.row.moe),
        "CPU": _speed_errors(CPU),
        "NPU": _speed_errors(NPU),
        "partly offloaded to the CPU": _speed_errors(OFFLOAD),
        "prefill, dense": _speed_errors(PREFILL, lambda p: not p.row.moe),
        "prefill, mixture of experts": _speed_errors(PREFILL, lambda p: p.row.moe),
    }


def backend_errors() -> dict[str, Errors]:
    """The same by family of devices, where there are at least five measurements."""
    found = {}
    for law, label in ((GPU, "decode"), (PREFILL, "prefill")):
        for family in sorted({p.family for p in law.measured}):
            for moe in (False, True):
                chosen = [p for p in law.measured if p.family == family and p.row.moe == moe]
                name = f"{label}, {family}, {'mixture' if moe else 'dense'} ({_devices(chosen)})"
                if len(chosen) >= 5:
                    found[name] = _speed_errors(law, set(map(id, chosen)).__contains__ if False else _among(chosen))
    return found


def _among(chosen: Sequence[Prepared]) -> Callable[[Prepared], bool]:
    wanted = {id(p) for p in chosen}
    return lambda p: id(p) in wanted


def _devices(chosen: Sequence[Prepared]) -> str:
    count = len({p.row.device.name for p in chosen})
    return "1 device" if count == 1 else f"{count} devices"


def naive_errors() -> dict[str, Errors]:
    """Bandwidth over file size, on our very rows."""

    def error(p: Prepared) -> float:
        return abs(p.bandwidth / p.row.weights * p.row.seconds - 1)

    return {
        "GPU, dense": errors_of(error(p) for p in GPU.measured if not p.row.moe),
        "GPU, mixture of experts": errors_of(error(p) for p in GPU.measured if p.row.moe),
        "CPU": errors_of(error(p) for p in CPU.measured),
    }


def memory_errors() -> dict[str, Errors]:
    """Errors of file size, cache, buffers, the whole of an allocation, resident memory and vLLM's cache."""
    sizes, found = [], allocations()
    for row in file_rows():
        arch = row.shape.architecture
        size = gguf_bytes(arch, row.shape.parameters or 0, row.quantization) if arch else None
        if size is not None:
            sizes.append((size, row.size))
    caches = [(_kv(a), a.kv) for a in found]
    buffers = [(_compute(a), a.compute) for a in found]
    whole = [
        (a.weights + k + c, a.weights + a.kv + a.compute)
        for a, (k, _), (c, _) in zip(found, caches, buffers, strict=True)
    ]
    return {
        "GGUF file from the architecture": _relative(sizes),
        "KV cache, llama.cpp": _relative(caches),
        "compute buffer, llama.cpp": _relative(buffers),
        "whole allocation, llama.cpp": _relative(whole),
        "resident memory on a CPU, llama.cpp": _relative(_resident()),
        "KV cache per token, vLLM": _relative(_vllm()),
    }


def _relative(pairs: Iterable[tuple[float, float]]) -> Errors:
    return errors_of(abs(said / seen - 1) for said, seen in pairs)


def _kv(a: "Allocation") -> float:  # noqa: F821
    assert a.shape.architecture is not None
    law = cache_law(a.shape.architecture, a.kv_type, a.ubatch)
    assert law is not None
    return kv_bytes(law, a.context // a.sequences, a.sequences)


def _compute(a: "Allocation") -> float:  # noqa: F821
    assert a.shape.architecture is not None
    law = compute_law(
        a.shape.architecture, a.shape.parameters or 0, flash_attention=a.flash_attention, ubatch=a.ubatch
    )
    return law.at(a.context)
