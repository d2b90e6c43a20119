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
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.calibrate import as_yaml, calibration
from benchmarks.intervals import coverage, group_names, judged
from benchmarks.item_laws import WORK, item_coverage, left_out
from benchmarks.law import Law, Prepared
from benchmarks.measurements import Allocation, allocations, file_rows, rows, shapes
from benchmarks.speed_laws import CPU, GPU, LAWS, NPU, OFFLOAD, PREFILL
from benchmarks.split_laws import split_ratios
from modelpick.estimate.buffers import compute_law, resident_bytes
from modelpick.estimate.calibration import Calibration
from modelpick.estimate.kv_cache import cache_law, kv_bytes
from modelpick.estimate.mixture import gguf_bytes

__all__ = ["Errors", "decode_errors", "errors_of", "item_errors", "main", "memory_errors"]

PACKAGED = Path(__file__).resolve().parent.parent / "data" / "calibration.yaml"
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
    median, most, nearly = (ordered[min(int(share * count), count - 1)] for share in (0.5, 0.9, 0.95))
    return count, median, most, nearly


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
                    found[name] = _speed_errors(law, _among(chosen))
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


def _kv(a: Allocation) -> float:
    assert a.shape.architecture is not None
    law = cache_law(a.shape.architecture, a.kv_type, a.ubatch)
    assert law is not None
    return kv_bytes(law, a.context // a.sequences, a.sequences)


def _compute(a: Allocation) -> float:
    assert a.shape.architecture is not None
    law = compute_law(
        a.shape.architecture, a.shape.parameters or 0, flash_attention=a.flash_attention, ubatch=a.ubatch
    )
    return law.at(a.context)


def _resident() -> list[tuple[float, float]]:
    """Resident memory of llama.cpp on a CPU where the file is mapped."""
    pairs = []
    for row in rows("resident"):
        if row["mapped"] == "1":
            kv = float(row["kv_mib"]) * 2**20
            said = resident_bytes(float(row["weights"]), kv, row["quantization"])
            pairs.append((said, float(row["peak_mib"]) * 2**20))
    return pairs


def _vllm() -> list[tuple[float, float]]:
    """Cache per token and GPU in server logs; these versions give sliding windows the whole context."""
    pairs = []
    for row in rows("vllm"):
        name = VLLM_SHAPES.get(row["model"].split("/")[1])
        arch = shapes()[name].architecture if name else None
        if arch is None:
            continue
        layers = arch.full_layers + arch.window_layers
        said = 4 * layers * (arch.kv_heads or 0) * (arch.head_dim or 0) / int(row["tensor_parallel"])
        pairs.append((said, float(row["kv_gib"]) * 2**30 / float(row["kv_tokens"])))
    return pairs


VLLM_SHAPES = {
    "Qwen3-14B-FP8-dynamic": "Qwen3-14B",
    "Qwen3-Coder-30B-A3B-Instruct-GPTQ-4bit": "Qwen3-30B-A3B",
    "gpt-oss-20b": "gpt-oss-20b",
}


def coverages() -> dict[str, tuple[int, float, float]]:
    """Of each backend: rows; share within 90 % intervals made without a fifth of the rows, or the device."""
    found = {}
    for law in LAWS:
        fifths = coverage(judged(law), group_names(law), lambda index, _: index % 5)
        devices = coverage(judged(law), group_names(law), _grouping(law))
        for name, (count, share) in fifths.items():
            found[name] = (count, share, devices[name][1])
    return found


def _grouping(law: Law) -> Callable[[int, Prepared], object]:
    return lambda _, one: law.group(one)


def table(title: str, head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table under a heading."""
    ruler = ["---", *("---:" for _ in head[1:])]
    rendered = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ruler, *lines))
    return f"## {title}\n\n{rendered}\n"


def _percent(value: float) -> str:
    digits = 2 if value < 0.01 else 1 if value < 0.1 else 0
    return f"{100 * value:.{digits}f}"


def _errors_table(title: str, found: dict[str, Errors]) -> str:
    lines = [(name, str(e[0]), *map(_percent, e[1:])) for name, e in found.items()]
    return table(title, ("", "rows", "median %", "90th %", "95th %"), lines)


def item_errors() -> dict[str, Errors]:
    """Errors of models that work on items, the device (or the family of models) kept out of the fit."""
    return {name: errors_of(abs(1 / ratio - 1) for ratio in left_out(name)) for name in WORK}


def _items_table() -> str:
    lines = [
        (name, str(e[0]), *map(_percent, e[1:]), f"{100 * item_coverage(name):.0f}")
        for name, e in item_errors().items()
    ]
    head = ("", "rows", "median %", "90th %", "95th %", "within the 90 % interval, %")
    return table("Items a second, the device or the family of models kept out of the fit", head, lines)


def split_errors() -> dict[str, Errors]:
    """Errors of decode on several GPUs: layers against one GPU of the same source, tensors against the dimensions."""
    names = {"split/layers": "layers on one GPU after another", "split/tensor": "tensor parallel"}
    packaged = Calibration.from_mapping(yaml.safe_load(PACKAGED.read_text(encoding="utf-8")))
    found = split_ratios(packaged)
    return {names[key]: errors_of(abs(1 / ratio - 1) for ratio in ratios) for key, ratios in found.items()}


def _peers_table() -> str:
    ours, naive = decode_errors(), naive_errors()
    lines = []
    for name, (llmfit, whichllm) in PEERS.items():
        mine, plain = ours[name], naive[name]
        cells = (f"{100 * e[1]:.0f} / {100 * e[3]:.0f}" for e in (mine, plain))
        lines.append((name, *cells, llmfit, whichllm))
    head = (
        "decode, median / 95th %",
        "modelpick, device kept out",
        "bandwidth over file size",
        "llmfit",
        "whichllm",
    )
    return table("Beside the peers", head, lines)


def _coverage_table() -> str:
    lines = [
        (name, str(count), f"{100 * fifth:.0f}", f"{100 * device:.0f}")
        for name, (count, fifth, device) in coverages().items()
    ]
    head = ("", "rows", "a fifth of the rows kept out, %", "the device kept out, %")
    return table("How often the 90 % interval holds", head, lines)


def report() -> str:
    """All tables."""
    return "\n".join(
        (
            _errors_table("Memory", memory_errors()),
            _errors_table("Speed, the device kept out of the fit", decode_errors()),
            _items_table(),
            _errors_table("Decode on several GPUs", split_errors()),
            _peers_table(),
            _coverage_table(),
            _errors_table("Speed by family of devices", backend_errors()),
        )
    )


def main() -> None:
    """Print the tables, or the constants."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calibration", action="store_true", help="print data/calibration.yaml instead")
    print(as_yaml(calibration()) if parser.parse_args().calibration else report())


if __name__ == "__main__":
    main()
