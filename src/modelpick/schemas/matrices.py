"""The document of ``modelpick matrix``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelpick.knowledge import records
from modelpick.schemas.parts import OutcomePart, Printed, Values, Verdict

__all__ = ["Matrix"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPart(Printed):
    """A table that can be shown."""

    id: str
    kind: str
    title: str
    rows: int
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedPart(Printed):
    """What a source says where a rule has it from."""

    rule: str
    source: str
    section: str
    lines: str
    says: tuple[str, ...]
    classes: tuple[OutcomePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePart(Printed):
    """A row of a decision table."""

    id: str
    when: Values
    classes: tuple[OutcomePart, ...]
    status: Literal["keep", "amend", "added"]
    because: str
    caution: str | None
    origin: tuple[str, ...]
    refs: tuple[str, ...]
    as_sourced: tuple[SourcedPart, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPart(Printed):
    """A decision table."""

    id: str
    title: str
    question: str
    hit_policy: Literal["first", "unique", "collect"]
    role: str
    weight: float
    inputs: tuple[str, ...]
    rules: tuple[RulePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPart(Printed):
    """A claim of a row, judged."""

    id: str
    text: str
    verdict: Verdict
    correction: str | None
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRowPart(Printed):
    """A row of a source's table."""

    cells: tuple[str, ...]
    rules: tuple[str, ...]
    claims: tuple[JudgedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTablePart(Printed):
    """A table of a source, cell by cell."""

    id: str
    title: str
    source: str
    section: str
    lines: str
    columns: tuple[str, ...]
    rows: tuple[SourceRowPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix(Printed):
    """What ``modelpick matrix --json`` prints."""

    schema: Literal["modelpick.matrix/1"]
    as_sourced: bool
    index: tuple[IndexPart, ...]
    decision_tables: tuple[DecisionPart, ...]
    source_tables: tuple[SourceTablePart, ...]
    contradictions: tuple[records.Contradiction, ...]
    memory_by_size: tuple[records.MemoryBySize, ...]
    trends: tuple[records.Trend, ...]
