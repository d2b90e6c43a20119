"""A figure that says how far it may be off."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Interval"]


class Interval(Struct, frozen=True, gc=False):
    """A median with its 90 % interval.

    Attributes:
        value: the median estimate.
        low, high: nine true values in ten lie between them.
        unit: ``tok/s``, ``images/s``, ``items/s``, ``x realtime`` or ``s``.
        basis: in words, what the figure rests on.
    """

    value: float
    low: float
    high: float
    unit: str
    basis: str
