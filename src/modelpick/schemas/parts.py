"""Parts that several printed documents share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "AspectPart",
    "ClaimPart",
    "EvidencePart",
    "FigurePart",
    "OutcomePart",
    "Printed",
    "QualityPart",
    "SourcePart",
    "StatementPart",
    "Values",
]

Values = dict[str, Any]
Verdict = Literal["true", "imprecise", "outdated", "wrong", "opinion"]
Grade = Literal["measured", "self-reported", "inherited", "estimated"]


def _key(field: str) -> str:
    """The key of a field: ``class`` for ``class_``, since Python keeps the word for itself."""
    return field.rstrip("_")


@dataclass(frozen=True, slots=True)
class Printed:
    """What every printed object shares: a key that is not declared here is never printed."""

    __pydantic_config__ = {"extra": "forbid", "alias_generator": _key}  # read by pydantic


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePart(Printed):
    """A measurement that a quality rests on, and its share."""

    benchmark: str
    value: float | None
    date: str | None
    kind: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPart(Printed):
    """Quality in a task from 0 to 1, with its 90 % interval."""

    value: float
    low: float
    high: float
    grade: Grade
    evidence: tuple[EvidencePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePart(Printed):
    """A figure with its interval and what it rests on."""

    unit: str
    value: float
    low: float
    high: float
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePart(Printed):
    """An entry of the bibliography, or an address."""

    id: str
    title: str | None
    url: str | None
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPart(Printed):
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
class StatementPart(Printed):
    """A sentence that holds today."""

    text: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectPart(Printed):
    """One row of a class card."""

    id: str
    title: str
    statements: tuple[StatementPart, ...]
    claims: tuple[ClaimPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePart(Printed):
    """One ranked place of a rule."""

    class_: str
    modifiers: tuple[str, ...]
    pipeline: tuple[str, ...]
