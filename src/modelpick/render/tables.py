"""Decision tables, and the tables of the sources, as documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from modelpick.browse.matrices import Entry, Matrices
from modelpick.knowledge.records import Claim, DecisionTable, Outcome, Rule, SourcedRule, SourceTable
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.render.plain_values import explicit
from modelpick.render.tables_beside import contradictions_grid, memory_grid, trends_grid

__all__ = ["condition_text", "matrix", "matrix_index", "outcomes_text"]

_SCHEMA = "modelpick.matrix/1"


def matrix_index(found: Sequence[Entry]) -> Document:
    """The tables there are."""
    columns = (
        Column("Table", whole=True),
        Column("Kind", keep=2),
        Column("Title", keep=1),
        Column("Rows", right=True),
    )
    grid = Grid(columns, tuple((entry.id, entry.kind, entry.title, str(entry.rows)) for entry in found))
    data = {**_document(Matrices(), False), "index": [explicit(entry) for entry in found]}
    note = Paragraph(
        "one of them: modelpick matrix TABLE, with --as-sourced as its sources give it", style="note"
    )
    return Document(data, (grid, note), grid)


def matrix(found: Matrices, *, as_sourced: bool) -> Document:
    """Tables row by row: as they decide today, or exactly as their sources give them."""
    sections = tuple(_sections(found, as_sourced))
    main = None if len(found.source) < 2 else _long_grid(found.source)
    return Document(_document(found, as_sourced), sections, main)


def _document(found: Matrices, as_sourced: bool) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "as_sourced": as_sourced,
        "index": [],
        "decision_tables": [_decision_data(table) for table in found.decision],
        "source_tables": [_source_data(table, found, as_sourced) for table in found.source],
        "contradictions": [explicit(one) for one in found.contradictions],
        "memory_by_size": [explicit(row) for row in found.memory],
        "trends": [explicit(trend) for trend in found.trends],
    }


def _decision_data(table: DecisionTable) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "question": table.question,
        "hit_policy": table.hit_policy,
        "role": table.role,
        "weight": table.weight,
        "inputs": list(table.inputs),
        "rules": [_rule_data(rule) for rule in table.rules],
    }


def _rule_data(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "when": {name: explicit(cell) for name, cell in rule.when.items()},
        "classes": [_outcome_data(outcome) for outcome in rule.classes],
        "status": rule.status,
        "because": rule.because,
        "caution": rule.caution,
        "origin": list(rule.origin),
        "refs": list(rule.refs),
        "as_sourced": [_sourced_data(sourced) for sourced in rule.as_sourced],
        "checked": rule.checked,
    }


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    return {
        "class": outcome.class_id,
        "modifiers": list(outcome.modifiers),
        "pipeline": list(outcome.pipeline),
    }


def _sourced_data(sourced: SourcedRule) -> dict[str, Any]:
    return {
        "rule": sourced.rule,
        "source": sourced.source,
        "section": sourced.section,
        "lines": sourced.lines,
        "says": list(sourced.says),
        "classes": [_outcome_data(outcome) for outcome in sourced.classes],
    }


def _source_data(table: SourceTable, found: Matrices, as_sourced: bool) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "source": table.source,
        "section": table.section,
        "lines": table.lines,
        "columns": list(table.columns),
        "rows": [
            {
                "cells": list(row.cells),
                "rules": list(row.rules),
                "claims": []
                if as_sourced
                else [_judged(found.claims[c]) for c in row.claims if c in found.claims],
            }
            for row in table.rows
        ],
    }


def _judged(claim: Claim) -> dict[str, Any]:
    names = ("id", "text", "verdict", "correction", "refs")
    return {name: explicit(getattr(claim, name)) for name in names}


def _sections(found: Matrices, as_sourced: bool) -> Iterator[Section]:
    for table in found.decision:
        yield Paragraph(f"{table.title} ({table.id})", style="strong")
        yield Paragraph(f"{table.question} Hit policy: {table.hit_policy}.", style="dim")
        yield _sourced_grid(table) if as_sourced else _rules_grid(table)
    for source in found.source:
        yield Paragraph(f"{source.title} ({source.id})", style="strong")
        yield Paragraph(f"{source.source}, {source.section}, lines {source.lines}", style="dim")
        yield _cells_grid(source)
        if not as_sourced:
            yield from _corrections(source, found)
    if found.contradictions:
        yield contradictions_grid(found.contradictions)
    if found.memory:
        yield memory_grid(found.memory, as_sourced=as_sourced)
    if found.trends:
        yield trends_grid(found.trends, as_sourced=as_sourced)


def _rules_grid(table: DecisionTable) -> Grid:
    columns = (
        Column("Rule", whole=True),
        Column("When"),
        Column("Classes, best first"),
        Column("Status", keep=3, whole=True),
        Column("Because", keep=1),
        Column("Sources", keep=4),
    )
    return Grid(columns, tuple(_rule_row(rule) for rule in table.rules))


def _rule_row(rule: Rule) -> tuple[str, ...]:
    because = rule.because + (f"; caution: {rule.caution}" if rule.caution else "")
    refs = dict.fromkeys((*(sourced.source for sourced in rule.as_sourced), *rule.refs))
    return (
        rule.id,
        condition_text(rule),
        outcomes_text(rule.classes) or "none",
        rule.status,
        because,
        ", ".join(refs),
    )


def condition_text(rule: Rule) -> str:
    """When a rule fires, in words: ``task is chat or rag; memory_gb >= 24``."""
    return "; ".join(_cell_text(name, cell) for name, cell in rule.when.items()) or "always"


def _cell_text(name: str, cell: Any) -> str:
    if isinstance(cell, bool):
        return name if cell else f"not {name}"
    if isinstance(cell, str) and cell[:1] in "<>":
        return f"{name} {cell}"
    if isinstance(cell, str) and cell[:1] == "[":
        low, _, high = cell.strip("[)").partition("..")
        return f"{name} from {low} to below {high}"
    values = cell if isinstance(cell, tuple) else (cell,)
    return f"{name} is {' or '.join(str(value) for value in values)}"


def outcomes_text(outcomes: Sequence[Outcome]) -> str:
    """Ranked classes with their modifiers: ``1 slm (quantized-4bit), 2 pipeline: asr + llm``."""
    return ", ".join(f"{place} {_outcome_text(outcome)}" for place, outcome in enumerate(outcomes, 1))


def _outcome_text(outcome: Outcome) -> str:
    stages = f": {' + '.join(outcome.pipeline)}" if outcome.pipeline else ""
    how = f" ({', '.join(outcome.modifiers)})" if outcome.modifiers else ""
    return f"{outcome.class_id}{stages}{how}"


def _sourced_grid(table: DecisionTable) -> Grid:
    columns = (
        Column("Seed rule", whole=True),
        Column("Source", whole=True, keep=1),
        Column("Section", keep=2),
        Column("Lines", keep=3),
        Column("Says, in order"),
        Column("As classes", keep=4),
        Column("Rule here", keep=5, whole=True),
    )
    return Grid(columns, tuple(_sourced_row(s, rule) for rule in table.rules for s in rule.as_sourced))


def _sourced_row(sourced: SourcedRule, rule: Rule) -> tuple[str, ...]:
    classes = outcomes_text(sourced.classes) or "none"
    return (
        sourced.rule,
        sourced.source,
        sourced.section,
        sourced.lines,
        "; ".join(sourced.says),
        classes,
        rule.id,
    )


def _cells_grid(table: SourceTable) -> Grid:
    return Grid(
        tuple(Column(title) for title in table.columns), tuple(row.cells for row in table.rows), stacks=True
    )


def _corrections(table: SourceTable, found: Matrices) -> Iterator[Section]:
    claims = [found.claims[key] for row in table.rows for key in row.claims if key in found.claims]
    amended = [claim for claim in dict.fromkeys(claims) if claim.correction]
    if amended:
        yield Paragraph("What is right or more exact", style="strong")
    for claim in amended:
        yield Paragraph(f"line {claim.line}, {claim.verdict}: {claim.text}", bullet=True)
        yield Paragraph(f"{claim.correction} [{', '.join(claim.refs)}]", indent=1)


def _long_grid(tables: Sequence[SourceTable]) -> Grid:
    """Cells of several tables, one a row: what CSV prints of them."""
    columns = tuple(Column(title) for title in ("table", "source", "lines", "row", "column", "cell"))
    rows = (
        (table.id, table.source, table.lines, str(number), title, cell)
        for table in tables
        for number, row in enumerate(table.rows, 1)
        for title, cell in zip(table.columns, row.cells, strict=True)
    )
    return Grid(columns, tuple(rows))
