"""90 % intervals by split conformal prediction: how far measurements kept out of the fit lay from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

from benchmarks.law import Law, Prepared
from benchmarks.speed_laws import CPU, GPU, NPU, OFFLOAD
from modelpick.estimate.calibration import Spread

__all__ = ["ENOUGH", "Judged", "coverage", "group_names", "judged", "spread_of", "spreads"]

ENOUGH = 12
"""Measurements a group needs to have an interval of its own."""
_LEVEL = 0.90
_LEAST = 0.03
"""Runs of one setting differ by as much, so no interval is narrower on either side."""


@dataclass(frozen=True)
class Judged:
    """A measurement and what was predicted for it without its device: measured over predicted speed."""

    prepared: Prepared
    ratio: float


@cache
def judged(law: Law) -> tuple[Judged, ...]:
    """Every measurement of ``law`` with what was predicted without its device."""
    return tuple(Judged(p, 1 / r) for p, r in zip(law.measured, law.leave_one_out(), strict=True))


def group_names(law: Law) -> Callable[[Prepared], tuple[str, ...]]:
    """The names a spread of ``law`` is kept under for one measurement, the narrowest first."""
    if law is OFFLOAD:
        return lambda p: ("decode-offload",)
    if law in (CPU, NPU):
        return lambda p: (f"decode/{'cpu' if law is CPU else 'npu'}",)
    kind = "decode" if law is GPU else "prefill"

    def names(p: Prepared) -> tuple[str, ...]:
        what = f"{kind}-moe" if kind == "decode" and p.row.moe else kind
        what += "-half" if kind == "decode" and p.format == "16" else ""
        return f"{what}/{p.family.split('-')[0]}", what

    return names


def spread_of(ratios: Sequence[float]) -> Spread:
    """The factors that nine in ten of ``ratios`` lie between, the tails cut alike.

    With the finite-sample margin of conformal prediction; ``Spread.count`` is the number of ``ratios``.
    """
    ordered, count = sorted(ratios), len(ratios)
    tail = (1 - _LEVEL) / 2
    high = min(ceil((count + 1) * (1 - tail)) - 1, count - 1)
    return Spread(
        low=min(round(ordered[count - 1 - high], 3), 1 - _LEAST),
        high=max(round(ordered[high], 3), 1 + _LEAST),
        count=count,
    )


def spreads(judged: Iterable[Judged], names: Callable[[Prepared], Sequence[str]]) -> dict[str, Spread]:
    """A spread for every name with enough measurements; ``names`` gives one's, the widest last."""
    groups: dict[str, list[float]] = defaultdict(list)
    for one in judged:
        for name in names(one.prepared):
            groups[name].append(one.ratio)
    return {name: spread_of(found) for name, found in sorted(groups.items()) if len(found) >= ENOUGH}


def coverage(
    judged: Sequence[Judged],
    names: Callable[[Prepared], Sequence[str]],
    hold: Callable[[int, Prepared], object],
) -> dict[str, tuple[int, float]]:
    """Of each backend: rows, and the share within intervals made without what ``hold`` joins."""
    parts: dict[object, list[Judged]] = defaultdict(list)
    for i, one in enumerate(judged):
        parts[hold(i, one.prepared)].append(one)
    hits: dict[str, list[bool]] = defaultdict(list)
    for part, members in parts.items():
        rest = [one for other, found in parts.items() if other != part for one in found]
        known = spreads(rest, names)
        for one in members:
            spread = next((known[n] for n in names(one.prepared) if n in known), None)
            if spread is not None:
                hits[names(one.prepared)[0].replace("-moe", "").replace("-half", "")].append(
                    spread.low <= one.ratio <= spread.high
                )
    return {name: (len(found), sum(found) / len(found)) for name, found in sorted(hits.items())}
