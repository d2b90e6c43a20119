"""Where the parts of a model go: one pool, several devices alike, or split with the CPU's memory."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from modelpick.estimate.device import Device

__all__ = ["Placement", "Verdict", "place"]

Verdict = Literal["fits", "tight", "offload", "too-large"]
_HEADROOM = 0.9


class Placement(Struct, frozen=True, gc=False):
    """How a model lies in memory.

    Attributes:
        verdict: ``fits`` leaves a tenth of the first pool free, ``tight`` does not, ``offload`` needs the
            slower pool too, ``too-large`` goes nowhere.
        available: usable bytes of what the verdict rests on: the first pool, or all of them.
        resident: share of the weights in the first pool.
    """

    verdict: Verdict
    available: float
    resident: float


def place(device: Device, weights: float, rest: float, *, may_offload: bool = True) -> Placement:
    """Lay ``weights`` and the ``rest`` (cache, buffers, overhead: kept on the first pool) into ``device``."""
    first = device.pools[0].usable
    total = weights + rest
    if total <= first:
        return Placement("fits" if total <= _HEADROOM * first else "tight", first, 1.0)
    if not may_offload or len(device.pools) == 1:
        return Placement("too-large", first, 0.0)
    everything = device.usable
    if total > everything or rest > first:
        return Placement("too-large", everything, 0.0)
    return Placement("offload", everything, max(0.0, (first - rest) / weights))
