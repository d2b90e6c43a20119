"""The Pareto front: alternatives that nothing else beats on every criterion at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import ge
from typing import TypeVar

__all__ = ["dominates", "dominators", "front"]

Point = tuple[float, ...]
K = TypeVar("K")


def dominates(one: Point, other: Point) -> bool:
    """Whether ``one`` is at least as good everywhere and better somewhere (more is better)."""
    return one != other and all(map(ge, one, other))


def front(points: Mapping[K, Point]) -> set[K]:
    """The keys of the points that no other point dominates; equal points stand or fall together."""
    ordered = sorted(points.items(), key=lambda item: (sum(item[1]), item[1]), reverse=True)
    kept: dict[Point, list[K]] = {}
    for key, point in ordered:
        # What dominates has no smaller sum and, where rounding makes them equal, comes first in lexicographic order.
        if point in kept or not any(all(map(ge, other, point)) for other in kept):
            kept.setdefault(point, []).append(key)
    return {key for keys in kept.values() for key in keys}


def dominators(points: Mapping[str, Point], key: str) -> Sequence[str]:
    """The keys of the points that dominate one, in the order of ``points``."""
    return [other for other, point in points.items() if dominates(point, points[key])]
