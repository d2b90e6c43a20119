"""How hard a change of the query is to live with, so that of several ways out the one given up most easily comes first.

The unit is a doubling: half the context, twice the time or price, a model of half the size are 1 each. Memory is
bought, so a doubling of it weighs half as much again. What cannot be moved by degrees has a fixed weight, in the order
in which people part with it: quality and latency words a step at a time, then what is named (a model, a class, a
family), then what the job needs (what goes in and out, a language), then what others rule (a licence, a region), and
privacy last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log2

from modelpick.estimate.device import Device
from modelpick.pipeline.changes import LICENSE_LADDER
from modelpick.query import LATENCIES, QUALITIES, Query
from modelpick.units import parse_parameters

__all__ = ["hardship"]

_DROPPED = 3.0
_MEMORY = 1.5
_ELSEWHERE = 5.0
_STEP = 1.0
_LICENSE_STEP = 2.0
_EACH: Mapping[str, float] = {
    "exclude": 1.5,
    "models": 2.25,
    "classes": 2.5,
    "families": 2.5,
    "providers": 2.5,
    "inputs": 3.0,
    "outputs": 3.0,
    "languages": 3.5,
    "license": 3.75,
    "region": 4.0,
    "privacy": 4.5,
    "matrix": 6.0,
}
_NUMBERS = ("context", "min_speed", "max_latency", "max_price", "modalities")


def hardship(before: Query, after: Query, own: Device | None, other: Device | None) -> float:
    """The sum over the options that differ.

    Args:
        own, other: the targets that the two queries describe.
    """
    found = sum(weigh(before, after) for weigh in _WEIGHTS)
    return found + _target(before, after, own, other)


def _target(before: Query, after: Query, own: Device | None, other: Device | None) -> float:
    if own == other:
        return 0.0
    if own is None or other is None:
        return _ELSEWHERE
    return _MEMORY * abs(log2(max(other.usable, 1.0) / max(own.usable, 1.0)))


def _numbers(before: Query, after: Query) -> float:
    return sum(_number(getattr(before, name), getattr(after, name)) for name in _NUMBERS)


def _number(old: float | None, new: float | None) -> float:
    if old == new or not old:
        return 0.0
    return abs(log2(new / old)) if new else _DROPPED


def _quality(before: Query, after: Query) -> float:
    return _STEP * (QUALITIES.index(before.quality) - QUALITIES.index(after.quality))


def _latency(before: Query, after: Query) -> float:
    if before.latency == after.latency or before.latency is None:
        return 0.0
    last = len(LATENCIES) if after.latency is None else LATENCIES.index(after.latency)
    return _STEP * (last - LATENCIES.index(before.latency))


def _models(before: Query, after: Query) -> float:
    """Another size by doublings, never more than any other model."""
    if before.models == after.models:
        return 0.0
    old, new = ([parse_parameters(name) for name in query.models] for query in (before, after))
    ways = [abs(log2(b / a)) for a in old for b in new if a and b]
    return min([*ways, _EACH["models"]])


def _license(before: Query, after: Query) -> float:
    if before.license == after.license:
        return 0.0
    step = after.license and after.license[0] in LICENSE_LADDER
    return _LICENSE_STEP if step else _EACH["license"]


def _lists(before: Query, after: Query) -> float:
    names = ("exclude", "classes", "families", "providers", "inputs", "outputs", "languages")
    return sum(_EACH[name] * len({*getattr(before, name)} - {*getattr(after, name)}) for name in names)


def _rules(before: Query, after: Query) -> float:
    found = sum(_EACH[name] for name in ("region", "matrix") if getattr(before, name) != getattr(after, name))
    private = (before.privacy, before.on_device) != (after.privacy, after.on_device)
    return found + _EACH["privacy"] * private


_WEIGHTS: tuple[Callable[[Query, Query], float], ...] = (
    _numbers,
    _quality,
    _latency,
    _models,
    _license,
    _lists,
    _rules,
)
