"""Documents of ``recommend`` and ``why``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelpick.schemas.parts import EvidencePart, FigurePart, Printed, Values
from modelpick.schemas.reasoning import (
    ContradictionPart,
    RelaxationPart,
    StabilityPart,
    StagePart,
    WhyNotPart,
)

__all__ = ["ChosenFit", "FitVerdict", "MemoryPart", "Recommendation", "Why"]

Privacy = Literal["any", "private-cloud", "local", "air-gapped"]
FitVerdict = Literal["fits", "tight", "offload", "too-large"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPart(Printed):
    """The data the answer comes from."""

    version: str
    built: str
    models: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPart(Printed):
    """A memory of the target, GB of 10^9 bytes."""

    kind: str
    total_gb: float
    usable_gb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HardwarePart(Printed):
    """The target for local models."""

    name: str
    ids: tuple[str, ...]
    kind: str
    count: int
    backend: str | None
    memory: tuple[MemoryPart, ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPart(Printed):
    """The question as it was understood; ``constraints`` are options by their long name."""

    task: str | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    hardware: HardwarePart | None
    constraints: Values
    prefer: str
    matrix: Literal["current", "as-sourced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonPart(Printed):
    """Why: the rule or measurement in words, and its source."""

    rule: str
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedClassPart(Printed):
    """A class, best first; ``models`` of it satisfy every constraint."""

    rank: int
    id: str
    name: str
    score: float
    modifiers: tuple[str, ...]
    pipeline: tuple[str, ...]
    models: int
    reasons: tuple[ReasonPart, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionPart(Printed):
    """What a criterion gave a model: its value, its score from 0 to 1, and what that adds."""

    value: float | None
    score: float
    low: float
    high: float
    weight: float
    contribution: float
    grade: str | None = None
    evidence: tuple[EvidencePart, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFit(Printed):
    """Memory of the quantisation and placement that was chosen, GB of 10^9 bytes."""

    quantization: str
    runtime: str
    context: int
    kv_type: str
    weights_gb: float
    kv_cache_gb: float
    compute_gb: float
    overhead_gb: float
    total_gb: float
    available_gb: float
    verdict: FitVerdict
    max_context: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedFit(Printed):
    """A model that only runs at its provider."""

    verdict: Literal["api"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPart(Printed):
    """A command that starts the model."""

    runtime: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedModelPart(Printed):
    """A model, best first."""

    rank: int
    id: str
    name: str
    family: str
    provider: str
    class_: str
    stage: str | None
    also: tuple[str, ...]
    weights: Literal["open", "gated", "closed"]
    license: str | None
    parameters: int | None
    released: str | None
    score: float
    score_low: float
    score_high: float
    pareto: bool
    criteria: dict[str, CriterionPart]
    fit: ChosenFit | HostedFit | None
    speed: FigurePart | None
    run: tuple[RunPart, ...]
    reasons: tuple[ReasonPart, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPart(Printed):
    """A class that rules proposed and something ruled out."""

    id: str
    name: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedPart(Printed):
    """What was excluded, counted by the constraint that did it, and answers to ``--why-not``."""

    count: int
    by_constraint: dict[str, int]
    classes: tuple[CutPart, ...]
    why_not: dict[str, WhyNotPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Printed):
    """What ``modelpick recommend --json`` prints."""

    schema: Literal["modelpick.recommendation/1"]
    catalog: CatalogPart
    query: QueryPart
    feasible: bool
    classes: tuple[RankedClassPart, ...]
    models: tuple[RankedModelPart, ...]
    excluded: ExcludedPart
    relaxations: tuple[RelaxationPart, ...]
    contradictions: tuple[ContradictionPart, ...]
    stability: StabilityPart | None
    stages: tuple[StagePart, ...]
    dominates: dict[str, tuple[str, ...]] | None = None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why(Printed):
    """What ``modelpick why --json`` prints: where one model stands under a query, and why."""

    schema: Literal["modelpick.why/1"]
    catalog: CatalogPart
    query: QueryPart
    feasible: bool
    verdict: WhyNotPart
    model: RankedModelPart | None
    class_: RankedClassPart | None
    arguments: tuple[str, ...]
    first_share: float | None
    stability: StabilityPart | None
    relaxations: tuple[RelaxationPart, ...]
    contradictions: tuple[ContradictionPart, ...]
    warnings: tuple[str, ...]
