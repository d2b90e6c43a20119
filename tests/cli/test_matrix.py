"""``modelpick matrix``."""

from __future__ import annotations

import csv
import io

import pytest

DECISION = ("by-task", "by-constraint", "by-modality", "when-to-use", "sam-prompts", "summary")


def test_the_tables_are_listed(document):
    """Without a name, every decision table and source table is named."""
    names = {entry["id"] for entry in document("matrix")["index"]}

    assert {*DECISION, "contradictions", "memory-by-size", "trends", "004-quick-comparison"} <= names


@pytest.mark.parametrize("table", DECISION)
def test_a_decision_table_is_shown_rule_by_rule(document, table):
    """Each rule has its condition, ranked classes, status, reason and a source."""
    rules = document("matrix", table)["decision_tables"][0]["rules"]

    assert rules
    assert all(rule["because"] and (rule["refs"] or rule["as_sourced"]) for rule in rules)


def test_as_sourced_gives_the_sources_own_words(document, modelpick):
    """``--as-sourced`` shows what each source says, with its place, one row a sourced rule."""
    rules = document("matrix", "by-task", "--as-sourced")["decision_tables"][0]["rules"]
    rows = list(
        csv.DictReader(io.StringIO(modelpick("matrix", "by-task", "--as-sourced", "--format", "csv").stdout))
    )

    assert [row["Seed rule"] for row in rows] == [s["rule"] for rule in rules for s in rule["as_sourced"]]
    assert all(row["Source"].startswith("seed-") and row["Lines"] for row in rows)


def test_a_source_table_is_shown_cell_by_cell(document):
    """The quick comparison of seed 004 has its eleven classes and eight columns."""
    table = document("matrix", "004-quick-comparison", "--as-sourced")["source_tables"][0]

    assert len(table["columns"]) == 8
    assert [row["cells"][0] for row in table["rows"]][:2] == ["LLM", "VLM"]


def test_corrections_stand_beside_a_source_table(modelpick):
    """Without ``--as-sourced`` the table is followed by what is right."""
    assert "What is right or more exact" in modelpick("matrix", "004-quick-comparison").stdout
    assert "What is right" not in modelpick("matrix", "004-quick-comparison", "--as-sourced").stdout


def test_every_source_table_at_once(document):
    """``--as-sourced`` alone shows all of them."""
    index = document("matrix")["index"]
    shown = document("matrix", "--as-sourced")["source_tables"]

    assert {table["id"] for table in shown} == {entry["id"] for entry in index if entry["kind"] == "source"}


def test_memory_by_size_has_both_figures(document, modelpick):
    """The memory table has what the source says and what it is, smallest first."""
    rows = document("matrix", "memory-by-size")["memory_by_size"]

    assert [row["size"] for row in rows] == ["1B", "7B", "13B", "70B", "405B"]
    assert all(row["said_fp16"] and row["q4_k_m_gb"] for row in rows)
    assert "Q4_K_M" not in modelpick("matrix", "memory-by-size", "--as-sourced").stdout


def test_trends_have_their_outcome(document):
    """The five trends are judged."""
    trends = document("matrix", "trends")["trends"]

    assert len(trends) == 5
    assert all(trend["outcome"] for trend in trends)


def test_contradictions_have_a_resolution(document):
    """The 35 disagreements between the sources are resolved."""
    found = document("matrix", "contradictions")["contradictions"]

    assert len(found) == 35
    assert all(one["resolution"] and one["because"] for one in found)


def test_an_unknown_table_names_the_closest(modelpick):
    """Exit 2, and the nearest name."""
    run = modelpick("matrix", "by-taks")

    assert (run.returncode, run.stdout) == (2, "")
    assert "by-task" in run.stderr
