"""Evaluate decision tables: facts in, the rules that fired out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from modelpick.tables.condition import Condition, Facts

__all__ = ["HitPolicy", "Rule", "Table", "TableError", "evaluate", "next_input"]

HitPolicy = Literal["first", "unique", "collect"]


class TableError(ValueError):
    """A table that breaks its own hit policy, or a fact it needs that nobody stated."""


class Rule(Struct, frozen=True):
    """A row: conditions by input (an input left out matches anything) and whatever it concludes."""

    id: str
    when: Mapping[str, Condition]
    then: Any


class Table(Struct, frozen=True):
    """Rules under one hit policy.

    ``first``: rows are read top-down and the first match wins. ``unique``: at most one row may match.
    ``collect``: every match counts, in order.
    """

    id: str
    hit_policy: HitPolicy
    rules: tuple[Rule, ...]


def evaluate(table: Table, facts: Facts) -> tuple[Rule, ...]:
    """The rules that fire, in order, under the table's hit policy.

    Raises:
        TableError: two rules of a ``unique`` table match, or a fact a rule tests is not stated.
    """
    if table.hit_policy == "first":
        first = next((rule for rule in table.rules if matches(rule, facts)), None)
        return (first,) if first else ()
    hits = tuple(rule for rule in table.rules if matches(rule, facts))
    if table.hit_policy == "unique" and len(hits) > 1:
        raise TableError(f"table {table.id} allows one match, got {', '.join(rule.id for rule in hits)}")
    return hits


def matches(rule: Rule, facts: Facts) -> bool:
    """Whether every condition of the rule holds.

    Raises:
        TableError: the rule tests a fact that ``facts`` lacks; nothing is quietly false.
    """
    for name, condition in rule.when.items():
        if name not in facts:
            raise TableError(f"rule {rule.id} tests {name!r}, which is not stated")
        if not condition(facts[name]):
            return False
    return True


def next_input(table: Table, facts: Facts) -> str | None:
    """The next fact worth asking for, or None once the table is decided."""
    for rule in table.rules:
        if not all(test(facts[name]) for name, test in rule.when.items() if name in facts):
            continue
        unknown = next((name for name in rule.when if name not in facts), None)
        if unknown is not None:
            return unknown
        if table.hit_policy == "first":
            return None
    return None
