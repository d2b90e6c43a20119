"""What lies beside the decision tables: disagreements between sources, memory by size, trends."""

from __future__ import annotations

from collections.abc import Sequence

from modelpick.knowledge.records import Contradiction, MemoryBySize, Trend
from modelpick.render.document import Column, Grid

__all__ = ["contradictions_grid", "memory_grid", "trends_grid"]


def contradictions_grid(found: Sequence[Contradiction]) -> Grid:
    """Each disagreement, who disagrees, and what holds here."""
    columns = (
        Column("Id", whole=True),
        Column("Conflict"),
        Column("Between", keep=1),
        Column("Here"),
        Column("Because", keep=2),
        Column("Sources", keep=3),
    )
    rows = (
        (c.id, c.conflict, "; ".join(c.between), c.resolution, c.because, ", ".join(c.refs)) for c in found
    )
    return Grid(columns, tuple(rows))


def memory_grid(found: Sequence[MemoryBySize], *, as_sourced: bool) -> Grid:
    """Memory by size of model: the source's own figures, or beside them what they are."""
    said = (
        Column("Size", whole=True),
        Column("FP16, said"),
        Column("4-bit, said"),
        Column("Use, said", keep=2),
    )
    if as_sourced:
        return Grid(said, tuple((row.size, row.said_fp16, row.said_4bit, row.said_use) for row in found))
    columns = (
        *said,
        Column("16-bit GB", right=True),
        Column("4 bits flat GB", right=True, keep=3),
        Column("Q4_K_M GB", right=True),
        Column("KV cache GB", right=True, keep=1),
        Column("Of", keep=4),
        Column("Where it runs", keep=5),
        Column("Because", keep=6),
    )
    return Grid(columns, tuple(_memory_row(row) for row in found))


def _memory_row(row: MemoryBySize) -> tuple[str, ...]:
    figures = (row.fp16_gb, row.four_bit_gb, row.q4_k_m_gb, row.kv_cache_gb)
    return (
        row.size,
        row.said_fp16,
        row.said_4bit,
        row.said_use,
        *(f"{figure:g}" for figure in figures),
        f"{row.example} at {row.context:,} tokens",
        row.use,
        row.because,
    )


def trends_grid(found: Sequence[Trend], *, as_sourced: bool) -> Grid:
    """What was expected, and what came of it."""
    said = (Column("Trend", whole=True), Column("Said"))
    if as_sourced:
        return Grid(said, tuple((trend.title, trend.said) for trend in found))
    columns = (
        *said,
        Column("Verdict", keep=1, whole=True),
        Column("What came of it"),
        Column("Sources", keep=2),
    )
    return Grid(columns, tuple(_trend_row(trend) for trend in found))


def _trend_row(trend: Trend) -> tuple[str, ...]:
    refs = dict.fromkeys(ref for statement in trend.outcome for ref in statement.refs)
    outcome = " ".join(statement.text for statement in trend.outcome)
    return trend.title, trend.said, trend.verdict, outcome, ", ".join(refs)
