"""From arrival times to speeds: pure functions, so that what is measured can be proved.

The time to the first token of a prompt of ``p`` tokens is ``latency + p / prefill``. Prompts of several lengths
give the slope, and with it the speed of reading, whatever the network, the queue and the first token cost. The
slope is the median over pairs of lengths (Theil 1950, Sen 1968), which one disturbed answer does not move far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from statistics import median

from msgspec import Struct

__all__ = ["Figure", "Figures", "Trace", "decode_rate", "figures", "rise", "summary"]

_LEAST_ARRIVALS = 4
"""Moments at which text came in; with fewer the answer was held back somewhere and its pace is not the model's."""


class Trace(Struct, frozen=True):
    """When the text of one answer came in.

    Attributes:
        sent: seconds on a steady clock when the question was sent.
        arrivals: seconds when each piece of text came, in order; pieces that came together share one.
        prompt: tokens of the question that were read, None where the server does not say.
        answer: tokens of the answer, None where the server does not say.
        words: of the question.
    """

    sent: float
    arrivals: tuple[float, ...]
    prompt: int | None = None
    answer: int | None = None
    words: int = 0

    @property
    def first(self) -> float:
        """Seconds to the first piece of text."""
        return self.arrivals[0] - self.sent

    @property
    def read(self) -> int:
        """Tokens that were read: as the server says, else as many as there are words."""
        return self.words if self.prompt is None else self.prompt

    @property
    def said(self) -> int:
        """Tokens of the answer: as the server says, else one a piece."""
        return len(self.arrivals) if self.answer is None else self.answer


class Figure(Struct, frozen=True):
    """A median over runs, with the least and the greatest of them."""

    median: float
    low: float
    high: float
    runs: int


class Figures(Struct, frozen=True):
    """What was measured; None where it could not be.

    Attributes:
        first: seconds to the first token of the shortest prompt.
        latency: seconds of it that do not depend on the prompt's length.
        decode, prefill: tokens a second.
    """

    first: Figure
    latency: Figure | None
    decode: Figure | None
    prefill: Figure | None


def decode_rate(trace: Trace) -> float | None:
    """Tokens a second after the first piece; None where too little came, or all at once.

    A piece may hold several tokens: those of the pieces that came first are left out by their share.
    """
    times = trace.arrivals
    if len(set(times)) < _LEAST_ARRIVALS:
        return None
    together = times.count(times[0])
    return trace.said * (1 - together / len(times)) / (times[-1] - times[0])


def rise(points: Iterable[tuple[float, float]]) -> float | None:
    """The median slope over pairs of points; None where all lie above one another."""
    pairs = combinations(points, 2)
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairs if x1 != x2]
    return median(slopes) if slopes else None


def _waiting(points: Sequence[tuple[float, float]]) -> float:
    """Seconds that a prompt of no length would take: by the two shortest, since long ones read slower."""
    (x, y), slope = points[0], rise(points[:2])
    return max(0.0, y - max(0.0, slope or 0.0) * x)


def figures(rounds: Sequence[Sequence[Trace]]) -> Figures:
    """What rounds of answers say.

    Args:
        rounds: of each, one answer a length: that of the shortest prompt first, which is the long answer.
    """
    points = [sorted((trace.read, trace.first) for trace in traces) for traces in rounds]
    slopes = [slope for found in points if (slope := rise(found)) is not None and slope > 0]
    enough = 2 * len(slopes) > len(rounds)  # else reading is lost in the noise
    first = summary(traces[0].first for traces in rounds)
    assert first is not None
    return Figures(
        first=first,
        latency=summary(map(_waiting, points)) if enough else None,
        decode=summary(rate for traces in rounds if (rate := decode_rate(traces[0])) is not None),
        prefill=summary(1 / slope for slope in slopes) if enough else None,
    )


def summary(values: Iterable[float]) -> Figure | None:
    """Median and range of what was measured; None of nothing."""
    known = list(values)
    return Figure(median(known), min(known), max(known), len(known)) if known else None
