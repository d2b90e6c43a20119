"""Criteria on fixed scales: where a measurement stands between the worst and the best that is worth telling apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from msgspec import Struct

__all__ = ["Criterion", "Measurement", "normalise_weights", "scale_of"]


class Criterion(Struct, frozen=True):
    """What alternatives are ranked by.

    Attributes:
        id: its name in answers.
        worst, best: the values that score 0 and 1; ``best`` below ``worst`` means that less is better.
        log: whether equal ratios, not equal differences, count alike.
    """

    id: str
    worst: float
    best: float
    log: bool = False


class Measurement(Struct, frozen=True, gc=False):
    """A value with the interval it is known within; all three equal when it is exact."""

    value: float
    low: float
    high: float

    @classmethod
    def exact(cls, value: float) -> Measurement:
        """A value known as it stands."""
        return cls(value, value, value)


def scale_of(criterion: Criterion) -> Callable[[float], float]:
    """What places a value on 0..1 between the criterion's anchors, clipped at both ends."""
    worst, best = criterion.worst, criterion.best
    if not criterion.log:
        return lambda value: min(1.0, max(0.0, (value - worst) / (best - worst)))
    floor = min(worst, best) * 1e-9
    low, high = math.log(worst), math.log(best)
    return lambda value: min(1.0, max(0.0, (math.log(max(value, floor)) - low) / (high - low)))


def normalise_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights that sum to 1, zeros kept; all equal when every weight is zero."""
    total = sum(weights.values())
    if total <= 0:
        return {name: 1 / len(weights) for name in weights}
    return {name: weight / total for name, weight in weights.items()}
