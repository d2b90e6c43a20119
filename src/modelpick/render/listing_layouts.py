"""How each kind of record is listed: columns, cells and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from modelpick.knowledge import records
from modelpick.render.document import Column

__all__ = ["LAYOUTS", "Layout"]

_UNKNOWN = "unknown"


class Layout(Struct, frozen=True):
    """How one kind of record is listed: its columns, its cells, its JSON."""

    columns: tuple[Column, ...]
    cells: Callable[[Any], tuple[str, ...]]
    data: Callable[[Any], dict[str, Any]]


def _pick(*names: str) -> Callable[[Any], dict[str, Any]]:
    """The named fields of a record, tuples as lists."""

    def data(record: Any) -> dict[str, Any]:
        return {name: _plain(getattr(record, name)) for name in names}

    return data


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _words(values: Iterable[str]) -> str:
    return ", ".join(values)


def _task_data(task: records.Task) -> dict[str, Any]:
    fields = _pick("id", "name", "aliases", "pipeline_tag", "parent", "inputs", "outputs", "metrics")(task)
    return {**fields, "speed_unit": task.speed.unit}


def _task_cells(task: records.Task) -> tuple[str, ...]:
    return (task.id, _words(task.inputs), _words(task.outputs), task.pipeline_tag or "", _words(task.aliases))


def _class_cells(found: records.ModelClass) -> tuple[str, ...]:
    kind = f"{found.kind}, see {found.candidate}" if found.candidate else found.kind
    return (found.id, found.short, found.name, kind, _words(found.inputs), _words(found.outputs))


def _device_cells(device: records.DeviceRecord) -> tuple[str, ...]:
    return (
        device.id,
        device.name,
        device.kind,
        " or ".join(f"{size:g}" for size in device.memory_gb),
        device.memory_kind,
        f"{device.bandwidth_gbps:g}" if device.bandwidth_gbps else _UNKNOWN,
        f"{device.fp16_tflops:g}" if device.fp16_tflops else _UNKNOWN,
        device.backend or _UNKNOWN,
    )


def _benchmark_data(found: records.Benchmark) -> dict[str, Any]:
    fields = _pick("id", "name", "measures", "metric", "objective", "harness", "license", "date", "url")(
        found
    )
    return {**fields, "speaks_for": dict(found.speaks_for), "scores": len(found.scores)}


def _benchmark_cells(found: records.Benchmark) -> tuple[str, ...]:
    better = "higher" if found.objective == "max" else "lower"
    return (
        found.id,
        found.measures,
        f"{found.metric}, {better} is better",
        str(len(found.scores)),
        found.date or _UNKNOWN,
    )


def _quantization_cells(found: records.QuantizationRecord) -> tuple[str, ...]:
    loss = f"{found.quality_loss:.2%}" if found.quality_loss is not None else _UNKNOWN
    return (found.id, found.format, f"{found.bits_per_weight:g}", loss, found.loss_note or "")


def _runtime_cells(found: records.RuntimeRecord) -> tuple[str, ...]:
    return (found.id, found.name, _words(found.formats), _words(found.platforms), found.url)


def _license_cells(found: records.License) -> tuple[str, ...]:
    return (
        found.id,
        found.kind,
        found.commercial,
        "yes" if found.read else "no",
        "; ".join(found.conditions),
    )


def _source_cells(found: records.Source) -> tuple[str, ...]:
    return (found.id, found.title, found.date or _UNKNOWN, found.license or _UNKNOWN, found.url or "")


LAYOUTS: Mapping[str, Layout] = {
    "tasks": Layout(
        (
            Column("Task", whole=True),
            Column("In", keep=1),
            Column("Out", keep=2),
            Column("HF tag", keep=4),
            Column("Also called", keep=3),
        ),
        _task_cells,
        _task_data,
    ),
    "classes": Layout(
        (
            Column("Class", whole=True),
            Column("Short", keep=2),
            Column("Name", keep=1),
            Column("Kind", keep=3),
            Column("In", keep=4),
            Column("Out", keep=5),
        ),
        _class_cells,
        _pick("id", "name", "short", "kind", "aliases", "candidate", "inputs", "outputs"),
    ),
    "hardware": Layout(
        (
            Column("Device", whole=True),
            Column("Name", keep=5),
            Column("Kind", keep=3),
            Column("Memory GB", keep=1),
            Column("Memory", keep=6),
            Column("GB/s", right=True, keep=2),
            Column("FP16 TFLOP/s", right=True, keep=4),
            Column("Backend", keep=7),
        ),
        _device_cells,
        _pick(
            *("id", "name", "aliases", "vendor", "kind", "memory_kind", "memory_gb", "default_memory_gb"),
            *("bandwidth_gbps", "fp16_tflops", "int8_tops", "backend", "tdp_w", "released"),
        ),
    ),
    "benchmarks": Layout(
        (
            Column("Benchmark", whole=True),
            Column("Measures", keep=1),
            Column("Metric", keep=3),
            Column("Scores", right=True, keep=2),
            Column("Date", keep=4, whole=True),
        ),
        _benchmark_cells,
        _benchmark_data,
    ),
    "quantizations": Layout(
        (
            Column("Quantization", whole=True),
            Column("Format", keep=2),
            Column("Bits per weight", right=True),
            Column("Quality lost", right=True, keep=1),
            Column("Measured on", keep=3),
        ),
        _quantization_cells,
        _pick("id", "format", "bits_per_weight", "exact", "quality_loss", "loss_note"),
    ),
    "runtimes": Layout(
        (
            Column("Runtime", whole=True),
            Column("Name", keep=3),
            Column("Formats", keep=1),
            Column("Platforms", keep=2),
            Column("Address", keep=4),
        ),
        _runtime_cells,
        _pick("id", "name", "formats", "platforms", "capabilities", "url"),
    ),
    "licenses": Layout(
        (
            Column("Licence", whole=True),
            Column("Kind", keep=1),
            Column("Commercial", keep=2),
            Column("Text read", keep=4),
            Column("Conditions", keep=3),
        ),
        _license_cells,
        _pick(
            "id", "name", "spdx", "kind", "commercial", "conditions", "excluded_regions", "user_cap", "read"
        ),
    ),
    "sources": Layout(
        (
            Column("Source", whole=True),
            Column("Title"),
            Column("Date", keep=1, whole=True),
            Column("Licence", keep=2),
            Column("Address", keep=3),
        ),
        _source_cells,
        _pick("id", "title", "url", "date", "license", "file"),
    ),
}
