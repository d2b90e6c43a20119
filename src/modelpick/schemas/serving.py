"""Documents of ``fit`` and ``plan``: sizes are GB of 10^9 bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelpick.schemas.answers import ChosenFit, FitVerdict, HardwarePart
from modelpick.schemas.parts import FigurePart, Printed, Values

__all__ = ["Fit", "Plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectPart(Printed):
    """The model; ``typical`` is the model whose architecture a plain size takes."""

    id: str
    plain_size: bool
    typical: str | None
    family: str | None
    parameters: int | None
    active_parameters: int | None
    context: int | None
    architecture: Values | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPart(HardwarePart):
    """The hardware; ``found`` and ``missing`` are what was and was not read where it is this machine."""

    detected: bool
    found: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPart(Printed):
    """Share of quality that a quantisation costs, and on what it was measured; null where it was not."""

    value: float | None
    measured_on: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSpeedPart(Printed):
    """How fast it answers, also at the end of the context, and reads prompts; ``item``: without tokens."""

    decode: FigurePart | None
    decode_full: FigurePart | None
    prefill: FigurePart | None
    item: FigurePart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOption(ChosenFit):
    """Memory and speed at one quantisation; ``published`` where a file's exact size is known."""

    concurrency: int
    published: bool
    bits_per_weight: float
    quality_loss: LossPart
    speed: OptionSpeedPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit(Printed):
    """What ``modelpick fit --json`` prints."""

    schema: Literal["modelpick.fit/1"]
    model: SubjectPart
    hardware: TargetPart
    feasible: bool
    chosen: str | None
    options: tuple[FitOption, ...]
    unknown: str | None
    remedies: tuple[str, ...]
    memory_by_size: tuple[Values, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPart(Printed):
    """What the plan must serve; ``concurrency`` users, each with the whole context."""

    context: int
    kv_type: str
    concurrency: int
    min_speed: float | None
    quantization: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHardwarePart(HardwarePart):
    """Devices alike, so many to a machine."""

    machines: int
    per_machine: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPart(Printed):
    """How one model lies over devices: ``machines`` of one server, ``servers`` alike."""

    tensor_parallel: int
    pipeline_parallel: int
    data_parallel: int
    expert_parallel: bool
    machines: int
    servers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePart(Printed):
    """What the fullest device holds."""

    weights_gb: float
    kv_cache_gb: float
    compute_gb: float
    overhead_gb: float
    total_gb: float
    available_gb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedSpeedPart(Printed):
    """Speed of each user, and of all that were asked for together."""

    decode: FigurePart | None
    prefill: FigurePart | None
    item: FigurePart | None
    all_users: FigurePart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPart(Printed):
    """One split: memory, how many users with the whole context go in, speed."""

    split: SplitPart
    verdict: FitVerdict
    per_device: DevicePart
    total_gb: float
    users: int
    max_context: int | None
    cache_tokens: int | None
    speed: ServedSpeedPart


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficPart(Printed):
    """What a split sends, GB/s each device, and what the link carries one way."""

    split: Literal["tensor", "pipeline", "expert"]
    devices: int
    bytes_per_token_per_layer: int
    bytes_per_token: int
    needed_gbps: dict[str, float | None]
    link: str | None
    link_gbps_one_way: float | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPart(Printed):
    """A line to type, and where."""

    where: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginePart(Printed):
    """How to serve with one engine."""

    id: str
    name: str
    engine: str
    commands: tuple[CommandPart, ...]
    manifest: str | None
    note: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart(ServedPart):
    """One way to serve the model; ``also`` are other devices with as much memory."""

    rank: int
    hardware: PlanHardwarePart
    also: tuple[str, ...]
    quantization: str
    quality_loss: float | None
    runtime: str
    interconnect: tuple[TrafficPart, ...]
    other_splits: tuple[ServedPart, ...]
    engines: tuple[EnginePart, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Printed):
    """What ``modelpick plan --json`` prints."""

    schema: Literal["modelpick.plan/1"]
    model: SubjectPart
    hardware: TargetPart | None
    demand: DemandPart
    feasible: bool
    plans: tuple[PlanPart, ...]
    unknown: str | None
    remedies: tuple[str, ...]
    notes: tuple[str, ...]
