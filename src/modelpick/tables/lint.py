"""Rules that can never matter, and rules that must not both matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from modelpick.tables.condition import Condition, Scalar, parse_condition
from modelpick.tables.engine import Table

__all__ = ["overlapping_rules", "unreachable_rules"]


def unreachable_rules(table: Table) -> Iterator[str]:
    """Describe each rule of a ``first`` table that an earlier, wider rule always beats."""
    if table.hit_policy != "first":
        return
    for earlier, later in combinations(table.rules, 2):
        if all(name in later.when and _covers(test, later.when[name]) for name, test in earlier.when.items()):
            yield f"{later.id} can never fire: {earlier.id} matches every case it does"


def overlapping_rules(table: Table) -> Iterator[str]:
    """Describe each pair of rules of a ``unique`` table that one case could fire together."""
    if table.hit_policy != "unique":
        return
    for one, other in combinations(table.rules, 2):
        if _may_meet(one.when, other.when):
            yield f"{one.id} and {other.id} can both match; a unique table allows one"


def _may_meet(one: Mapping[str, Condition], other: Mapping[str, Condition]) -> bool:
    shared = set(one) & set(other)
    return all(_intersect(one[name], other[name]) for name in shared)


def _covers(wide: Condition, narrow: Condition) -> bool:
    """Whether every value that passes ``narrow`` passes ``wide`` (exact for values and comparisons)."""
    if wide.cell == narrow.cell:
        return True
    return all(wide.test(sample) for sample in _samples(narrow, wide))


def _intersect(one: Condition, other: Condition) -> bool:
    return any(one.test(s) and other.test(s) for s in {*_samples(one, other), *_samples(other, one)})


def _samples(condition: Condition, other: Condition) -> list[Scalar]:
    """Values that pass ``condition``, enough to tell it from ``other``: listed values, or points round all bounds."""
    cell = condition.cell
    if isinstance(cell, tuple):
        return list(cell)
    if not isinstance(cell, str) or parse_condition(cell).test(cell):
        return [cell]
    points = sorted(
        {p for bound in (*_bounds(condition), *_bounds(other)) for p in (bound - 0.5, bound, bound + 0.5)}
    )
    return [point for point in (points[0] - 1e6, *points, points[-1] + 1e6) if condition.test(point)]


def _bounds(condition: Condition) -> list[float]:
    import re

    cells = condition.cell if isinstance(condition.cell, tuple) else (condition.cell,)
    return [float(n) for c in cells for n in re.findall(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", str(c))]
