"""The decision tables and the tables of the sources, by name."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from modelpick.errors import UsageError, closest
from modelpick.knowledge import records
from modelpick.knowledge.naming import fold
from modelpick.knowledge.store import Catalog

__all__ = ["CONTRADICTIONS", "MEMORY", "TRENDS", "Entry", "Matrices", "entries", "matrices"]

CONTRADICTIONS, MEMORY, TRENDS = "contradictions", "memory-by-size", "trends"


class Entry(Struct, frozen=True):
    """A table that can be shown."""

    id: str
    kind: str
    title: str
    rows: int
    source: str | None = None


class Matrices(Struct, frozen=True):
    """The tables that were asked for.

    ``claims`` judge the rows of source tables, by id.
    """

    decision: tuple[records.DecisionTable, ...] = ()
    source: tuple[records.SourceTable, ...] = ()
    contradictions: tuple[records.Contradiction, ...] = ()
    memory: tuple[records.MemoryBySize, ...] = ()
    trends: tuple[records.Trend, ...] = ()
    claims: Mapping[str, records.Claim] = {}


def entries(catalog: Catalog) -> tuple[Entry, ...]:
    """Everything that can be shown: decision tables, then what they grew from."""
    found = [
        Entry(t.id, "decision", t.title, len(t.rules)) for t in catalog.all("tables", records.DecisionTable)
    ]
    for table in catalog.all("source_tables", records.SourceTable):
        found.append(Entry(table.id, "source", table.title, len(table.rows), table.source))
    others = (
        (CONTRADICTIONS, "contradictions", "Where the sources disagree, and what holds here"),
        (MEMORY, "memory_by_size", "Memory by size of model, as said and as it is"),
        (TRENDS, "trends", "Trends that were expected, and what came of them"),
    )
    for name, kind, title in others:
        if rows := len(catalog.ids(kind)):
            found.append(Entry(name, name, title, rows))
    return tuple(found)


def matrices(name: str | None, catalog: Catalog) -> Matrices:
    """The table of that name, or every table of the sources where no name is given.

    Raises:
        UsageError: no table is called that.
    """
    sources = catalog.all("source_tables", records.SourceTable)
    if name is None:
        return Matrices(source=sources)
    known = {entry.id for entry in entries(catalog)}
    wanted = fold(name)
    if wanted not in known:
        near = closest(name, known)
        hint = (
            f"did you mean {' or '.join(near)}? (see: modelpick matrix)" if near else "see: modelpick matrix"
        )
        raise UsageError(f"no table is called {name!r}", hint=hint)
    return Matrices(
        decision=tuple(t for t in catalog.all("tables", records.DecisionTable) if t.id == wanted),
        source=tuple(table for table in sources if table.id == wanted),
        contradictions=catalog.all("contradictions", records.Contradiction)
        if wanted == CONTRADICTIONS
        else (),
        memory=_by_size(catalog) if wanted == MEMORY else (),
        trends=_in_order_said(catalog) if wanted == TRENDS else (),
        claims={claim.id: claim for claim in catalog.all("claims", records.Claim)},
    )


def _by_size(catalog: Catalog) -> tuple[records.MemoryBySize, ...]:
    rows = catalog.all("memory_by_size", records.MemoryBySize)
    return tuple(sorted(rows, key=lambda row: row.parameters))


def _in_order_said(catalog: Catalog) -> tuple[records.Trend, ...]:
    trends = catalog.all("trends", records.Trend)
    return tuple(sorted(trends, key=lambda trend: (trend.source, int(trend.line.split("-")[0]))))
