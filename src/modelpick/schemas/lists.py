"""Documents of ``modelpick list``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelpick.schemas.parts import Printed, QualityPart

__all__ = [
    "Benchmarks",
    "Classes",
    "Hardware",
    "Licenses",
    "Models",
    "Quantizations",
    "Runtimes",
    "Sources",
    "Tasks",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModel(Printed):
    """A model; ``quality`` speaks for the task that was named."""

    id: str
    family: str
    provider: str
    class_: str | None
    tasks: tuple[str, ...]
    license: str | None
    weights: Literal["open", "gated", "closed"]
    parameters: int | None
    released: str | None
    quality: QualityPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Models(Printed):
    """What ``modelpick list models --json`` prints."""

    schema: Literal["modelpick.models/1"]
    models: tuple[ListedModel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTask(Printed):
    """A task."""

    id: str
    name: str
    aliases: tuple[str, ...]
    pipeline_tag: str | None
    parent: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    metrics: tuple[str, ...]
    speed_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks(Printed):
    """What ``modelpick list tasks --json`` prints."""

    schema: Literal["modelpick.tasks/1"]
    tasks: tuple[ListedTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedClass(Printed):
    """A class, umbrella term or attribute."""

    id: str
    name: str
    short: str
    kind: Literal["class", "umbrella", "attribute"]
    aliases: tuple[str, ...]
    candidate: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes(Printed):
    """What ``modelpick list classes --json`` prints."""

    schema: Literal["modelpick.classes/1"]
    classes: tuple[ListedClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDevice(Printed):
    """A device; sizes as the maker says them, bandwidth in GB/s."""

    id: str
    name: str
    aliases: tuple[str, ...]
    vendor: str
    kind: str
    memory_kind: Literal["dedicated", "unified", "system"]
    memory_gb: tuple[float, ...]
    default_memory_gb: float | None
    bandwidth_gbps: float | None
    fp16_tflops: float | None
    int8_tops: float | None
    backend: str | None
    tdp_w: float | None
    released: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware(Printed):
    """What ``modelpick list hardware --json`` prints."""

    schema: Literal["modelpick.hardware/1"]
    hardware: tuple[ListedDevice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBenchmark(Printed):
    """A benchmark, the tasks it speaks for (0 to 1) and how many scores are known."""

    id: str
    name: str
    measures: str
    metric: str
    objective: Literal["max", "min"]
    harness: str | None
    license: str | None
    date: str | None
    url: str
    speaks_for: dict[str, float]
    scores: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmarks(Printed):
    """What ``modelpick list benchmarks --json`` prints."""

    schema: Literal["modelpick.benchmarks/1"]
    benchmarks: tuple[ListedBenchmark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedQuantization(Printed):
    """A weight format."""

    id: str
    format: str
    bits_per_weight: float
    exact: bool
    quality_loss: float | None
    loss_note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantizations(Printed):
    """What ``modelpick list quantizations --json`` prints."""

    schema: Literal["modelpick.quantizations/1"]
    quantizations: tuple[ListedQuantization, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRuntime(Printed):
    """A program that runs models."""

    id: str
    name: str
    formats: tuple[str, ...]
    platforms: tuple[str, ...]
    capabilities: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtimes(Printed):
    """What ``modelpick list runtimes --json`` prints."""

    schema: Literal["modelpick.runtimes/1"]
    runtimes: tuple[ListedRuntime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLicense(Printed):
    """A licence and what it allows."""

    id: str
    name: str
    spdx: str | None
    kind: str
    commercial: Literal["yes", "conditional", "no", "unknown"]
    conditions: tuple[str, ...]
    excluded_regions: tuple[str, ...]
    user_cap: int | None
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Licenses(Printed):
    """What ``modelpick list licenses --json`` prints."""

    schema: Literal["modelpick.licenses/1"]
    licenses: tuple[ListedLicense, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSource(Printed):
    """An entry of the bibliography."""

    id: str
    title: str
    url: str | None
    date: str | None
    license: str | None
    file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources(Printed):
    """What ``modelpick list sources --json`` prints."""

    schema: Literal["modelpick.sources/1"]
    sources: tuple[ListedSource, ...]
