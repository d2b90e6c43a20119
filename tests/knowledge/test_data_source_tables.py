"""The tables of the seed documents (``data/source-tables``): every row as its source has it, and judged."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import Claim, MemoryBySize, SourceTable, TimelineEvent, Trend

DATA = Path(__file__).parents[2] / "data"
PINNED: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("seed_tables.json").read_text(encoding="utf-8")
)
"""What the seed documents say, cell by cell; kept apart from the data so that neither changes unnoticed."""
Q4_K_M_BITS = 4.8944


@cache
def loaded(name: str) -> tuple[Any, ...]:
    """Every record of one kind, read from its files alone."""
    found = next(k for k in KINDS if k.name == name)
    paths = sorted(DATA.glob(found.pattern))
    return tuple(entry.record for path in paths for entry in load_file(path, found, DATA))


def tables() -> dict[str, SourceTable]:
    return {table.id: table for table in loaded("source_tables")}


def claims() -> dict[str, Claim]:
    return {claim.id: claim for claim in loaded("claims")}


def bounds(lines: str) -> tuple[int, int]:
    first, _, last = lines.partition("-")
    return int(first), int(last or first)


def test_no_table_of_a_seed_is_missing_or_invented() -> None:
    """The tables are those that were read in the five documents."""
    assert set(tables()) == set(PINNED)


@pytest.mark.parametrize("key", PINNED)
def test_columns_are_those_of_the_source(key: str) -> None:
    """The heads of the columns stand as the source has them, in its order."""
    assert list(tables()[key].columns) == PINNED[key]["columns"]


@pytest.mark.parametrize("key", PINNED)
def test_rows_are_those_of_the_source(key: str) -> None:
    """Every row stands as the source has it, cell by cell, none missing and none added."""
    assert [list(row.cells) for row in tables()[key].rows] == PINNED[key]["rows"]


@pytest.mark.parametrize("key", PINNED)
def test_every_row_fills_every_column(key: str) -> None:
    """A row has one cell for each column, empty where the source is silent."""
    table = tables()[key]
    assert {len(row.cells) for row in table.rows} == {len(table.columns)}


@pytest.mark.parametrize("key", PINNED)
def test_every_row_is_judged(key: str) -> None:
    """Each row names the claims that say whether it holds."""
    assert [row.cells for row in tables()[key].rows if not row.claims] == []


@pytest.mark.parametrize("key", PINNED)
def test_a_row_is_judged_by_claims_of_its_own_source(key: str) -> None:
    """A row's claims exist and are about the very document."""
    table, known = tables()[key], claims()
    assert {known[claim].source for row in table.rows for claim in row.claims} == {table.source}


@pytest.mark.parametrize("key", PINNED)
def test_a_row_is_judged_by_claims_of_its_own_lines(key: str) -> None:
    """No claim from elsewhere in the document is hung on a row."""
    table, known = tables()[key], claims()
    first, last = bounds(table.lines)
    lines = {bounds(known[claim].line)[0] for row in table.rows for claim in row.claims}
    assert all(first <= line <= last for line in lines)


def test_no_claim_on_a_table_is_left_out() -> None:
    """Every claim made within a table hangs on one of its rows."""
    hung = {claim for table in tables().values() for row in table.rows for claim in row.claims}
    left = {
        claim.id
        for claim in claims().values()
        for table in tables().values()
        if claim.source == table.source and _within(claim, table) and claim.id not in hung
    }
    assert left == set()


def _within(claim: Claim, table: SourceTable) -> bool:
    first, last = bounds(table.lines)
    return first <= bounds(claim.line)[0] <= last


def test_a_rule_hangs_on_rows_of_one_source_only() -> None:
    """A seed rule was read in one document."""
    sources: dict[str, set[str]] = {}
    for table in tables().values():
        for row in table.rows:
            for rule in row.rules:
                sources.setdefault(rule, set()).add(table.source)
    assert {rule for rule, where in sources.items() if len(where) > 1} == set()


@pytest.mark.parametrize("year", [row[0] for row in PINNED["004-timeline"]["rows"]])
def test_every_year_of_the_timeline_is_answered(year: str) -> None:
    """Each year that the seed's timeline names is taken up, as said or with its date corrected."""
    events: tuple[TimelineEvent, ...] = loaded("timeline")
    assert [e.event for e in events if e.said and e.said.startswith(f"{year}: ") and e.status != "added"]


def test_the_timeline_runs_forwards() -> None:
    """Milestones stand in order of time."""
    dates = [event.date for event in loaded("timeline")]
    assert dates == sorted(dates)


def test_a_corrected_date_says_what_was_wrong() -> None:
    """A correction keeps what the seed said and gives the reason."""
    corrected = [event for event in loaded("timeline") if event.status == "corrected"]
    assert [event.event for event in corrected if not event.said or not event.note] == []


def test_memory_keeps_the_figures_of_the_source() -> None:
    """The corrected memory table stands beside the very cells of the source."""
    kept = [[f"{m.size} params", m.said_fp16, m.said_4bit, m.said_use] for m in loaded("memory_by_size")]
    assert kept == PINNED["004-memory-requirements"]["rows"]


@pytest.mark.parametrize("memory", loaded("memory_by_size"), ids=lambda memory: memory.id)
def test_corrected_memory_follows_from_the_parameters(memory: MemoryBySize) -> None:
    """Weights are parameters times bits over eight, in GB of 10^9 bytes, to the digits shown."""
    found = [memory.fp16_gb, memory.four_bit_gb, memory.q4_k_m_gb]
    right = [memory.parameters * bits / 8e9 for bits in (16, 4, Q4_K_M_BITS)]
    assert found == pytest.approx(right, abs=0.051)


def test_trends_are_those_of_the_source() -> None:
    """The trends stand in the source's words and order."""
    trends: tuple[Trend, ...] = loaded("trends")
    kept = [[str(i), trend.title, trend.said] for i, trend in enumerate(trends, 1)]
    assert kept == PINNED["004-future-trends"]["rows"]


def test_every_trend_says_what_came_of_it_with_sources() -> None:
    """A trend is answered by sourced statements."""
    assert all(trend.outcome and all(s.refs for s in trend.outcome) for trend in loaded("trends"))


def test_all_contradictions_are_settled() -> None:
    """Thirty-five disagreements are on record, each between named places, resolved and sourced."""
    found = loaded("contradictions")
    assert len(found) == 35
    assert [c.id for c in found if not (c.between and c.resolution and c.because and c.refs)] == []
