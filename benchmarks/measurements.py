"""The measurements under ``benchmarks/data``, as the estimates' own types.

Every row names where it was published. Left out of the published speeds: several GPUs at once, speculative
decoding, runtimes far off the mainstream, hosts of unknown memory, and rows whose note says they are odd.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from msgspec.structs import fields

from modelpick.estimate.device import Device, Pool
from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.estimate.token_cost import TokenCost, token_cost

__all__ = [
    "Allocation",
    "FileRow",
    "Speed",
    "allocations",
    "device_of",
    "file_rows",
    "rows",
    "shapes",
    "speeds",
]

DATA = Path(__file__).parent / "data"
PRESENT = 2026.5
"""The year whose builds the estimates speak for."""
Row = Mapping[str, str]


@dataclass(frozen=True)
class Speed:
    """One published speed.

    Attributes:
        device: with the pool that was measured first.
        seconds: per token.
        age: years the build lay behind `PRESENT`.
        gpu_layers, cpu_expert_layers: how a split model was laid out.
    """

    what: str
    device: Device
    runtime: str
    shape: ModelShape
    quantization: str
    weights: float
    depth: int
    kv_type: str
    prompt: int
    residency: str
    seconds: float
    age: float
    source: str
    gpu_layers: int = 0
    cpu_expert_layers: int = 0
    cost: TokenCost = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cost", token_cost(self.shape))

    @property
    def moe(self) -> bool:
        """Whether only some experts run for a token."""
        return bool(self.cost.experts)


@dataclass(frozen=True)
class Allocation:
    """What llama.cpp allocates for a model, by its own account: bytes."""

    shape: ModelShape
    quantization: str
    weights: float
    context: int
    kv_type: str
    flash_attention: bool
    ubatch: int
    sequences: int
    kv: float
    compute: float


@dataclass(frozen=True)
class FileRow:
    """The exact size of a file, in bytes."""

    shape: ModelShape
    quantization: str
    size: float


def rows(name: str) -> list[Row]:
    """The rows of ``benchmarks/data/<name>.csv``."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def shapes() -> dict[str, ModelShape]:
    """The models whose dimensions are known, by name."""
    return {row["name"]: _shape(row) for row in rows("architectures")}


def _shape(row: Row) -> ModelShape:
    values = {f.name: row[f.name] for f in fields(ArchitectureShape)}
    numbers = {key: int(float(text)) for key, text in values.items() if text and key != "kind"}
    arch = ArchitectureShape(kind=values["kind"], **numbers)  # type: ignore[arg-type] # 0 and 1 serve as bool
    return ModelShape(row["name"], "text", int(row["parameters"]), _int(row["active"]), arch)


def _int(text: str) -> int | None:
    return int(float(text)) if text else None


def _float(text: str, unit: float) -> float | None:
    return float(text) * unit if text else None


@cache
def speeds() -> tuple[Speed, ...]:
    """Every published speed that is used."""
    return tuple(_speed(row) for row in rows("speeds"))


def _speed(row: Row) -> Speed:
    known = shapes().get(row["architecture"])
    arch = known.architecture if known else None
    active = _int(row["active"]) or (known.active_parameters if known else None)
    return Speed(
        what=row["what"],
        device=device_of(row),
        runtime=row["runtime"],
        shape=ModelShape(row["model"], "text", int(row["parameters"]), active, arch),
        quantization=row["quantization"],
        weights=float(row["weights"]),
        depth=int(row["depth"]),
        kv_type=row["kv_type"],
        prompt=int(row["prompt"] or 0),
        residency=row["residency"],
        seconds=1.0 / float(row["tokens_per_second"]),
        age=min(max(PRESENT - _year(row["date"]), 0.0), 4.0),
        source=row["source"],
        gpu_layers=int(row["gpu_layers"] or 0),
        cpu_expert_layers=int(row["cpu_expert_layers"] or 0),
    )


def device_of(row: Row) -> Device:
    """The device of a row of measurements, with the pool that was measured."""
    bandwidth = _float(row["bandwidth_gbps"], 1e9)
    kinds = {"vram": "vram", "unified": "unified", "ram": "ram"}
    pool = Pool(kinds[row["memory"]], 0.0, 0.0, bandwidth, memory_type=row["memory_type"])  # type: ignore[arg-type]
    return Device(
        name=row["device"],
        ids=(row["device"],),
        kind=row["kind"],  # type: ignore[arg-type]
        backend=row["backend"],
        pools=(pool,),
        fp16_flops=_float(row["fp16_tflops"], 1e12),
        int8_ops=_float(row["int8_tops"], 1e12),
        cores=_int(row["cores"]),
    )


def _year(text: str) -> float:
    """The last year and month named in a date or a span of dates."""
    found = re.findall(r"(20\d\d)(?:-(\d\d))?", text)
    if not found:
        return 2025.0
    year, month = found[-1]
    return float(year) + ((float(month) - 0.5) / 12 if month else 0.5)


@cache
def allocations() -> tuple[Allocation, ...]:
    """What ``llama-fit-params`` printed for random weights of known shapes."""
    return tuple(
        Allocation(
            shape=shapes()[row["model"]],
            quantization=row["quantization"],
            weights=float(row["weights"]),
            context=int(row["context"]),
            kv_type=row["kv_type"],
            flash_attention=row["flash_attention"] == "1",
            ubatch=int(row["ubatch"]),
            sequences=int(row["sequences"]),
            kv=float(row["kv_mib"]) * 2**20,
            compute=float(row["compute_mib"]) * 2**20,
        )
        for row in rows("allocations")
    )


@cache
def file_rows() -> tuple[FileRow, ...]:
    """Exact sizes of GGUF files of models whose architecture is known."""
    return tuple(
        FileRow(shapes()[row["model"]], row["quantization"], float(row["bytes"]))
        for row in rows("file_sizes")
    )
