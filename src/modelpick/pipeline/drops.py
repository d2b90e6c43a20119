"""Whole options dropped, for a query that no class can serve: there no model says how far to move what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from msgspec.structs import replace

from modelpick.query import Query

__all__ = ["dropped"]


def dropped(
    query: Query, suffices: Callable[[Query], bool], *, most: int = 2
) -> Iterator[tuple[Query, frozenset[str]]]:
    """Queries that suffice with one option dropped, then several, with the fields dropped; none contains another.

    Args:
        most: up to so many at a time; from two on, last of all everything but the task.
    """
    enough = set[frozenset[int]]()
    drops = [(i, change) for i, change in enumerate(_DROPS) if _says(query, change)]
    for size in (*range(1, most + 1), *(len(drops),) * (most > 1)):
        for chosen in combinations(drops, size):
            key = frozenset(i for i, _ in chosen)
            if any(found <= key for found in enough):
                continue
            values = {name: value for _, change in chosen for name, value in change.items()}
            changed = replace(query, **values)
            if suffices(changed):
                enough.add(key)
                yield changed, frozenset(values)


def _says(query: Query, change: Mapping[str, Any]) -> bool:
    return any(getattr(query, name) != value for name, value in change.items())


_DROPS: tuple[Mapping[str, Any], ...] = (
    {"classes": ()},
    {"modalities": None},
    {"outputs": ()},
    {"inputs": ()},
    {"models": ()},
    {"families": ()},
    {"providers": ()},
    {"exclude": ()},
    {"min_speed": None},
    {"max_latency": None},
    {"latency": None},
    {"hardware": None, "vram": None, "ram": None, "memory": None},
    {"on_device": False, "privacy": "any"},
    {"license": ()},
    {"languages": ()},
    {"region": None},
    {"context": None},
    {"quality": "any"},
    {"max_price": None},
    {"matrix": "current"},
)
