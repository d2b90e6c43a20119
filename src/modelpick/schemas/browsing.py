"""Documents of the browsing commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelpick.knowledge import records
from modelpick.schemas.parts import (
    AspectPart,
    ClaimPart,
    Printed,
    QualityPart,
    SourcePart,
)

__all__ = ["Catalog", "Check", "Comparison", "Explanation", "Model", "Schemas", "Timeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPart(Printed):
    """An acronym with its senses."""

    id: str
    aliases: tuple[str, ...]
    senses: tuple[records.Sense, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPart(Printed):
    """A class, aspect by aspect."""

    id: str
    name: str
    short: str
    kind: Literal["class", "umbrella", "attribute"]
    candidate: str | None
    aliases: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    aspects: tuple[AspectPart, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Printed):
    """What ``modelpick explain --json`` prints."""

    schema: Literal["modelpick.explanation/1"]
    term: str
    terms: tuple[TermPart, ...]
    card: CardPart | None
    task: records.Task | None
    claims: tuple[ClaimPart, ...]
    contradictions: tuple[records.Contradiction, ...]
    sources: tuple[SourcePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedAspect(AspectPart):
    """An aspect of one of the classes compared."""

    class_: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow(Printed):
    """One aspect of everything compared: texts for models, statements and claims for classes."""

    id: str
    title: str
    values: tuple[str | ComparedAspect | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedQuality(Printed):
    """Quality in a task that all the models share."""

    task: str
    values: tuple[QualityPart | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedScore(Printed):
    """The best row that a model has in a benchmark."""

    value: float
    date: str | None
    kind: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedBenchmark(Printed):
    """A benchmark that measured all the models."""

    benchmark: str
    metric: str
    objective: Literal["max", "min"]
    values: tuple[ComparedScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Printed):
    """What ``modelpick compare --json`` prints; ``values`` are in the order of ``ids``."""

    schema: Literal["modelpick.comparison/1"]
    kind: Literal["classes", "models"]
    ids: tuple[str, ...]
    aspects: tuple[ComparedRow, ...]
    quality: tuple[ComparedQuality, ...] = ()
    benchmarks: tuple[ComparedBenchmark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPart(Printed):
    """A task that a model can be asked to do."""

    task: str
    quality: QualityPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart(Printed):
    """A row of a benchmark."""

    benchmark: str
    name: str
    metric: str
    objective: Literal["max", "min"]
    value: float
    date: str | None
    kind: Literal["independent", "vendor"]
    variant: str | None
    note: str | None
    source: str
    url: str
    attribution: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Printed):
    """What ``modelpick show --json`` prints."""

    schema: Literal["modelpick.model/1"]
    model: records.ModelRecord
    license: records.License | None
    tasks: tuple[ServedPart, ...]
    scores: tuple[ScorePart, ...]
    tuned: tuple[str, ...]
    sources: tuple[SourcePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPart(Printed):
    """A milestone."""

    date: str
    event: str
    classes: tuple[str, ...]
    status: Literal["as-said", "corrected", "added"]
    said: str | None
    note: str | None
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Printed):
    """What ``modelpick timeline --json`` prints."""

    schema: Literal["modelpick.timeline/1"]
    events: tuple[EventPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog(Printed):
    """What ``modelpick catalog info --json`` prints."""

    schema: Literal["modelpick.catalog/1"]
    version: str
    built: str
    oldest: str | None
    counts: dict[str, int]
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPart(Printed):
    """Something wrong in the data."""

    file: str
    line: int | None
    field: str
    message: str
    fatal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Printed):
    """What ``modelpick catalog check --json`` prints."""

    schema: Literal["modelpick.check/1"]
    folder: str
    counts: dict[str, int]
    problems: tuple[ProblemPart, ...]
    stale: tuple[ProblemPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaPart(Printed):
    """A schema that can be printed."""

    name: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemas(Printed):
    """What ``modelpick schema --json`` prints."""

    schema: Literal["modelpick.schemas/1"]
    schemas: tuple[SchemaPart, ...]
