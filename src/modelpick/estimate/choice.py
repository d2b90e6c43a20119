"""Which of the quantisations that fit to use."""

from __future__ import annotations

from collections.abc import Sequence

from modelpick.estimate.option import Option

__all__ = ["choose"]

_HALF = 16.0
_USABLE = 10.0
"""Tokens a second below which a lower precision is taken where it is faster: slow reading speed."""


def choose(
    options: Sequence[Option], *, min_speed: float | None = None, serving: bool = False
) -> Option | None:
    """The quantisation to use, or None where nothing runs, or nothing at ``min_speed`` (in the model's unit).

    The highest precision from 4 to 8 bit that leaves headroom and is usably fast; 16 bit where nothing
    smaller exists; 3 bit before offloading 4 bit to slower memory; 2 bit only where nothing else goes in.
    Published files come before sizes that would have to be made.

    Args:
        serving: for several users at once; prefers the formats of servers (FP8, AWQ, BF16) to GGUF.
    """
    running = [o for o in options if o.verdict != "too-large" and _speed(o) >= (min_speed or 0.0)]
    return max(running, key=lambda option: _preference(option, serving), default=None)


def _speed(option: Option) -> float:
    speed = option.item or option.decode
    return speed.value if speed else 0.0


def _preference(option: Option, serving: bool) -> tuple[int, bool, bool, bool, float]:
    """Higher is better: how it lies, usable speed, the usual format, a published file, its precision."""
    usable = option.item is not None or _speed(option) >= _USABLE
    suits = option.format in (("safetensors", "any") if serving else ("gguf", "mlx"))
    precise = option.bits if option.verdict == "fits" and usable else -option.bits
    return _tier(option), usable, suits, option.published, precise


def _tier(option: Option) -> int:
    """Bands of precision by how they lie in memory, best last."""
    if option.verdict == "offload":
        return 3 if 4 <= option.bits < 9 else 1
    roomy = option.verdict == "fits"
    if option.item is not None and roomy and option.bits == _HALF:
        return 9  # what is no language model is small, and best run as it was published
    if option.bits < 3:
        return 2
    if option.bits < 4:
        return 5 if roomy else 4
    return (9 if roomy else 8) if option.bits < 9 else (7 if roomy else 6)
