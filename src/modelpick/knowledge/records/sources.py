"""What is cited, what the sources claim, and what became of it."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Record, Ref, Statement

__all__ = ["Claim", "Contradiction", "Source", "SourceRow", "SourceTable", "TimelineEvent", "Trend"]


class Source(Record, frozen=True, kw_only=True):
    """An entry of the bibliography (``data/sources.yaml``)."""

    id: str
    title: str
    url: str | None = None
    date: str | None = None
    """When it was published or, failing that, read."""
    license: str | None = None
    file: str | None = None
    """For the five seed documents: the file name they are cited by."""
    note: str | None = None


class Claim(Record, frozen=True, kw_only=True):
    """One statement of a seed document and what became of it (``data/claims/<seed>.yaml``)."""

    id: str
    """Seed and number, as in ``004-012``."""
    source: Ref
    section: str
    line: str
    about: tuple[str, ...]
    """What it speaks of: class ids, ``term:LMM``, ``task:captioning``, ``table:by-task``, ``timeline``, ``memory``,
    ``trend``, ``source``."""
    aspect: str
    """The row of a class card it belongs to (`ModelClass`), or ``history``, ``rule``, ``memory``, ``opinion`` …"""
    text: str
    """What the source says, in our words; figures and names kept."""
    verdict: Literal["true", "imprecise", "outdated", "wrong", "opinion"]
    correction: str | None = None
    """What is right instead; required where the verdict is imprecise, outdated or wrong."""
    refs: tuple[Ref, ...] = ()
    """Sources of the verdict or correction."""
    checked: str = ""


class SourceRow(Record, frozen=True, kw_only=True):
    """One row of a table of a source, cell by cell, and the claims that judge it."""

    cells: tuple[str, ...]
    claims: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class SourceTable(Record, frozen=True, kw_only=True):
    """A table, list or matrix exactly as a seed document gives it (``data/source-tables/<id>.yaml``)."""

    id: str
    title: str
    source: Ref
    section: str
    lines: str
    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]


class Contradiction(Record, frozen=True, kw_only=True):
    """Two sources that disagree, and what we do about it (``data/contradictions.yaml``)."""

    id: str
    conflict: str
    between: tuple[str, ...]
    resolution: str
    because: str
    refs: tuple[Ref, ...] = ()
    checked: str = ""


class TimelineEvent(Record, frozen=True, kw_only=True):
    """A milestone (``data/timeline.yaml``)."""

    date: str
    event: str
    classes: tuple[str, ...] = ()
    said: str | None = None
    """What the seed said, where it said something (with its year)."""
    status: Literal["as-said", "corrected", "added"]
    note: str | None = None
    refs: tuple[Ref, ...] = ()
    checked: str = ""


class Trend(Record, frozen=True, kw_only=True):
    """A trend that a source expected, and what came of it (``data/trends.yaml``)."""

    id: str
    title: str
    """The source's own name for it."""
    said: str
    """The source's own words after the name."""
    source: Ref
    line: str
    verdict: Literal["confirmed", "partly", "refuted"]
    outcome: tuple[Statement, ...]
    claims: tuple[str, ...] = ()
    checked: str
