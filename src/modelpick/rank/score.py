"""A score that keeps its parts: the weighted sum of criteria, with what is unknown kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor

from msgspec import Struct

from modelpick.rank.criteria import Criterion, Measurement, scale_of

__all__ = ["Contribution", "Score", "rounded_points", "score"]


class Contribution(Struct, frozen=True, gc=False):
    """What one criterion adds to a score.

    Attributes:
        criterion: its id.
        weight: its share of the whole, all shares summing to 1.
        measurement: the value it was read from, None where unknown.
        low, value, high: the value on the criterion's scale from 0 to 1; an unknown counts as 0 .. 1 with
            value 0.
    """

    criterion: str
    weight: float
    measurement: Measurement | None
    low: float
    value: float
    high: float

    @property
    def points(self) -> float:
        """What it adds to the score: weight times value."""
        return self.weight * self.value


class Score(Struct, frozen=True, gc=False):
    """The contributions of every criterion; the total is their sum."""

    contributions: tuple[Contribution, ...]

    @property
    def total(self) -> float:
        """What is known adds up to this; the unmeasured adds nothing."""
        return sum(part.points for part in self.contributions)

    @property
    def low(self) -> float:
        """The total if every value were at the low end of its interval."""
        return sum(part.weight * part.low for part in self.contributions)

    @property
    def high(self) -> float:
        """The total if every value, the unmeasured ones included, were at the high end."""
        return sum(part.weight * part.high for part in self.contributions)

    def part(self, criterion: str) -> Contribution | None:
        """The contribution of one criterion."""
        return next((part for part in self.contributions if part.criterion == criterion), None)


def score(
    criteria: Sequence[Criterion], weights: Mapping[str, float], measured: Mapping[str, Measurement | None]
) -> Score:
    """Score one alternative.

    Args:
        criteria: those that apply to the query, in the order they are shown.
        weights: share of each, summing to 1.
        measured: what is known of the alternative; a criterion left out or None is unknown.
    """
    return Score(tuple(_contribution(c, weights[c.id], measured.get(c.id)) for c in criteria))


def rounded_points(found: Score, digits: int) -> tuple[float, ...]:
    """What each criterion adds, rounded so that the parts shown add up to the rounded total.

    Every part is cut to ``digits`` decimals, and what the total then lacks goes, a unit each, to the parts
    that lost most (the method of largest remainders).
    """
    unit = 10.0**digits
    exact = [part.points * unit for part in found.contributions]
    cut = [floor(value + 1e-9) for value in exact]
    lacking = round(round(found.total, digits) * unit) - sum(cut)
    by_loss = sorted(range(len(exact)), key=lambda i: cut[i] - exact[i])
    for index in by_loss[: max(0, lacking)]:
        cut[index] += 1
    return tuple(round(value / unit, digits) for value in cut)


def _contribution(criterion: Criterion, weight: float, found: Measurement | None) -> Contribution:
    if found is None:
        return Contribution(criterion.id, weight, None, 0.0, 0.0, 1.0)
    placed = scale_of(criterion)
    value = placed(found.value)
    if found.low == found.high:
        return Contribution(criterion.id, weight, found, value, value, value)
    low, high = sorted((placed(found.low), placed(found.high)))
    return Contribution(criterion.id, weight, found, low, value, high)
