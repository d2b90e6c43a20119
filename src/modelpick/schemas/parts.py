"""Parts that several printed documents share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from modelpick.knowledge.records import Record

__all__ = [
    "AspectPart",
    "ClaimPart",
    "EvidencePart",
    "FigurePart",
    "OutcomePart",
    "QualityPart",
    "SourcePart",
]

Verdict = Literal["true", "imprecise", "outdated", "wrong", "opinion"]
Grade = Literal["measured", "self-reported", "inherited", "estimated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePart(Record):
    """A measurement that a quality rests on, and its share."""

    benchmark: str
    value: float | None
    date: str | None
    kind: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPart(Record):
    """Quality in a task from 0 to 1, with its 90 % interval."""

    value: float
    low: float
    high: float
    grade: Grade
    evidence: tuple[EvidencePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePart(Record):
    """A figure with its interval and what it rests on."""

    unit: str
    value: float
    low: float
    high: float
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePart(Record):
    """An entry of the bibliography, or an address."""

    id: str
    title: str | None
    url: str | None
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPart(Record):
    """What a source says, and what became of it."""

    id: str
    source: str
    section: str
    line: str
    text: str
    verdict: Verdict
    correction: str | None
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPart(Record):
    """A sentence that holds today."""

    text: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectPart(Record):
    """One row of a class card."""

    id: str
    title: str
    statements: tuple[StatementPart, ...]
    claims: tuple[ClaimPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePart(Record):
    """One ranked place of a rule."""

    class_: str
    modifiers: tuple[str, ...]
    pipeline: tuple[str, ...]


Values = dict[str, Any]
