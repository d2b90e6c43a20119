"""How firmly a first place stands: over all weightings, and to the smallest change that would take it.

The share of the weight space in which an alternative is first is its rank acceptability in stochastic
multicriteria acceptability analysis (Lahdelma, Hokkanen and Salminen 1998,
doi.org/10.1016/S0377-2217(97)00163-X). The sample is the additive recurrence on the generalised golden ratio
(Roberts 2018, https://extremelearning.com.au/unreasonable-effectiveness-of-quasirandom-sequences/), mapped to
the simplex by the spacings of exponentials, so that it is the same at every run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log
from operator import mul
from struct import unpack
from typing import Literal

from msgspec import Struct

from modelpick.rank.pareto import front
from modelpick.rank.score import Contribution, Score

__all__ = ["SAMPLES", "ValueSwap", "WeightSwap", "first_shares", "simplex", "value_swap", "weight_swap"]

SAMPLES = 192
_LANE = 64
"""Bits that the weighted sum of one sample takes."""
Point = tuple[float, ...]


class WeightSwap(Struct, frozen=True):
    """A change of one weight, the others keeping their proportions, that makes two alternatives equal.

    Attributes:
        criterion: its id.
        weight: its share now, of all weights.
        needed: the share at which they are equal; beyond it they have changed places.
    """

    criterion: str
    weight: float
    needed: float


class ValueSwap(Struct, frozen=True):
    """A change of one value within its interval that makes two alternatives equal.

    Attributes:
        side: whose value: the ``first``'s falls or the ``second``'s rises.
        criterion: its id.
        value, needed: on the criterion's scale from 0 to 1, now and where they are equal.
        limit: the end of the interval on that side.
    """

    side: Literal["first", "second"]
    criterion: str
    value: float
    needed: float
    limit: float


def first_shares(
    points: Mapping[str, Point], samples: int = SAMPLES, *, undominated: bool = False
) -> dict[str, float]:
    """The share of all weightings under which each alternative has the highest weighted sum.

    Args:
        points: values on the criteria's scales from 0 to 1, one tuple for each alternative, all of one length.
        samples: weightings tried.
        undominated: whether the points are known to be a Pareto front.

    Returns:
        A share for every key, summing to 1 (empty for no points); equal points share theirs evenly. The order
        of ``points`` plays no part.
    """
    best = points.keys() if undominated else front(points)  # nothing else can be first, whatever the weights
    groups: dict[Point, list[str]] = {}
    for key in points:
        if key in best:
            groups.setdefault(points[key], []).append(key)
    shares = dict.fromkeys(points, 0.0)
    ordered = sorted(groups)
    for point, wins in zip(ordered, _wins(tuple(_telling(ordered)), samples), strict=True):
        for key in groups[point]:
            shares[key] = wins / samples / len(groups[point])
    return shares


def _telling(points: Sequence[Point]) -> list[Point]:
    """The points without the criteria on which all agree: the weights of the others are as uniform without
    them."""
    columns = [column for column in zip(*points, strict=True) if min(column) < max(column)]
    return list(zip(*columns, strict=True)) if columns else [() for _ in points]


@lru_cache(maxsize=1024)
def _wins(points: tuple[Point, ...], samples: int) -> Sequence[int]:
    wins = [0] * len(points)
    if len(points) < 2:
        return [samples] * len(points)
    packed = _packed(len(points[0]), samples)
    totals = (_unpacked(sum(map(mul, packed, map(_fixed, point))), samples) for point in points)
    for of_sample in zip(*totals, strict=True):
        wins[of_sample.index(max(of_sample))] += 1
    return wins


@lru_cache(maxsize=64)
def _packed(dimensions: int, samples: int) -> tuple[int, ...]:
    """The weights of every criterion under all samples side by side in one integer, so that a weighted sum under all of
    them is one product for each criterion."""
    return tuple(
        sum(_fixed(weight) << (_LANE * lane) for lane, weight in enumerate(weights))
        for weights in zip(*simplex(dimensions, samples), strict=True)
    )


def _unpacked(lanes: int, samples: int) -> tuple[int, ...]:
    return unpack(f"<{samples}Q", lanes.to_bytes(samples * _LANE // 8, "little"))


def _fixed(value: float) -> int:
    """As a whole number of 2⁻²⁴: no weight of a sample exceeds 37, so that a lane holds the sum of 1 700 products."""
    return round(value * 2**24)


@lru_cache(maxsize=64)
def simplex(dimensions: int, samples: int) -> tuple[Point, ...]:
    """Evenly spread directions of the simplex: positive weights, uniform once they are divided by their
    sum."""
    ratio = _golden(dimensions)
    steps = [ratio ** -(j + 1) for j in range(dimensions)]
    return tuple(tuple(-log((0.5 + n * step) % 1.0 or 0.5) for step in steps) for n in range(1, samples + 1))


def _golden(dimensions: int) -> float:
    """The positive root of x^(d+1) = x + 1."""
    root = 2.0
    for _ in range(40):
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    return root


def weight_swap(first: Score, second: Score) -> WeightSwap | None:
    """The smallest change of one weight that brings ``second`` level with ``first``; None where no weight
    does.

    With w the weight of a criterion, d the lead of ``first`` on it and r its lead on all others together when
    they share the whole weight, the lead at weight t is t d + (1 - t) r: zero at t = r / (r - d), where d and
    r differ in sign.
    """
    parts = list(zip(first.contributions, second.contributions, strict=True))
    leads = [one.weight * (one.value - other.value) for one, other in parts]
    found: list[WeightSwap] = []
    for index, (one, other) in enumerate(parts):
        if one.weight >= 1:
            continue
        gap = one.value - other.value
        rest = sum(lead for i, lead in enumerate(leads) if i != index) / (1 - one.weight)
        if gap * rest < 0:
            found.append(WeightSwap(one.criterion, one.weight, rest / (rest - gap)))
    return min(found, key=lambda swap: abs(swap.needed - swap.weight), default=None)


def value_swap(first: Score, second: Score) -> ValueSwap | None:
    """The smallest change of one value within its interval that does; None where no interval reaches that
    far."""
    lead = first.total - second.total
    found = [*_swaps("first", first, lead), *_swaps("second", second, lead)]
    return min(found, key=lambda swap: abs(swap.needed - swap.value), default=None)


def _swaps(side: Literal["first", "second"], score: Score, lead: float) -> Iterator[ValueSwap]:
    for part in score.contributions:
        if part.weight <= 0 or part.measurement is None:
            continue
        needed, limit = _moved(side, part, lead / part.weight)
        if (needed >= limit) if side == "first" else (needed <= limit):
            yield ValueSwap(side, part.criterion, part.value, needed, limit)


def _moved(side: str, part: Contribution, by: float) -> tuple[float, float]:
    return (part.value - by, part.low) if side == "first" else (part.value + by, part.high)
