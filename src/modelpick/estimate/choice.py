"""Which of the quantisations that fit to use."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from modelpick.estimate.option import Option
from modelpick.estimate.quantization import Quantization

__all__ = ["choose", "is_beaten", "is_settled", "likelihood"]

_HALF = 16.0
_OWN_FORMAT = "MXFP4"
_USUAL_LOSS = 0.05
"""Of a 4-bit format nobody measured: between Q4_K_M and Q4_0."""
_MADE_IN = 8.9
"""Bits that such a format counts as: more than any other below 16."""
_USUAL_BITS, _USUAL_BITS_LOSE, _HALVINGS = 4.87, 0.0272, 1.87
"""Bits and loss of Q4_K_M, and how often a bit more halves the loss of a K-quant: from Q3_K_M to Q6_K in
data/quantizations.yaml."""
_USABLE = 10.0
"""Tokens a second below which a lower precision is taken where it is faster: slow reading speed."""


def choose(
    options: Sequence[Option], *, min_speed: float | None = None, serving: bool = False
) -> Option | None:
    """The quantisation to use, or None where nothing runs, or nothing at ``min_speed`` (in the model's unit).

    The highest precision from 4 to 8 bit that leaves headroom and is usably fast, else the best bargain of speed and
    quality; 16 bit where nothing smaller exists; 4 bit partly in slower memory where it is still quick, else 3 bit;
    2 bit only where nothing else goes in. Published files come before sizes that would have to be made.

    Args:
        serving: for several users at once; prefers the formats of servers (FP8, AWQ, BF16) to GGUF.
    """
    running = [o for o in options if o.verdict != "too-large" and _speed(o) >= (min_speed or 0.0)]
    return max(running, key=lambda option: _preference(option, serving), default=None)


def likelihood(
    quantization: Quantization, *, published: bool, serving: bool = False
) -> tuple[bool, bool, float]:
    """What can be told of a quantisation's preference before it is sized, higher first.

    Of what runs alike it is the whole of it, so that the first which `is_settled` is the one to use.
    """
    made_in = published and quantization.id == _OWN_FORMAT
    suits = _suits(quantization.format, serving) or made_in
    worth = _worth(quantization.bits_per_weight, quantization.quality_loss)
    return suits, published, _MADE_IN if made_in else worth


def is_settled(option: Option) -> bool:
    """Whether no quantisation could stand before this one but for its `likelihood`: it fits at 4 to 8 bit, or at 16 bit
    where it produces no tokens, and is usably fast."""
    if option.verdict != "fits":
        return False
    if option.item is not None:
        return option.bits == _HALF or _band(option.bits) == "4 to 8"
    return _speed(option) >= _USABLE and _band(option.bits) == "4 to 8"


def is_beaten(quantization: Quantization, running: Sequence[Option]) -> bool:
    """Whether a token model at it could not stand before one of those that run, however fast it were: they lie in a
    better band of precision than it reaches at best."""
    best = _BEST[_band(quantization.bits_per_weight)]
    return any(option.item is None and _tier(option) > best for option in running)


def _suits(form: str, serving: bool) -> bool:
    return form in (("safetensors", "any") if serving else ("gguf", "mlx"))


def _speed(option: Option) -> float:
    speed = option.item or option.decode
    return speed.value if speed else 0.0


def _preference(option: Option, serving: bool) -> tuple[int, bool, bool, bool, float]:
    """Higher is better: how it lies, usable speed, the usual format, a published file, its precision."""
    usable = option.item is not None or _speed(option) >= _USABLE
    suits = _suits(option.format, serving) or _made_in(option)
    precise = _precision(option) if option.verdict == "fits" and usable else _traded(option)
    return _tier(option), usable, suits, option.published, precise


def _precision(option: Option) -> float:
    """Bits per weight; what is published in MXFP4 was made in it, so that more bits add nothing."""
    return _MADE_IN if _made_in(option) else _worth(option.bits, option.quality_loss)


def _worth(bits: float, loss: float | None) -> float:
    """The bits a format is worth: its own, or those at which a K-quant loses as much (Q4_1 loses more than Q4_K_S)."""
    return min(bits, _USUAL_BITS - log2(loss / _USUAL_BITS_LOSE) / _HALVINGS) if loss else bits


def _made_in(option: Option) -> bool:
    return option.quantization == _OWN_FORMAT and option.published


def _traded(option: Option) -> float:
    """Speed against quality, where there is too little of the first: a tenth lost must gain a fifth."""
    loss = _USUAL_LOSS if option.quality_loss is None else option.quality_loss
    return _speed(option) * max(0.0, 1.0 - 2.0 * loss) or -option.bits


def _tier(option: Option) -> int:
    """Bands of precision by how they lie in memory, best last."""
    band = _band(option.bits)
    if option.item is not None and option.verdict == "fits" and option.bits == _HALF:
        return 10  # what is no language model is small, and best run as it was published
    if option.verdict == "offload":
        return (6 if _speed(option) >= 2 * _USABLE else 3) if band == "4 to 8" else 1
    roomy = option.verdict == "fits"
    return _BEST[band] - (not roomy and band != "2")


def _band(bits: float) -> str:
    return next(name for limit, name in _BANDS if bits < limit)


_BEST = {"2": 2, "3": 5, "16": 8, "4 to 8": 10}
"""The tier of each band where it leaves headroom."""
_BANDS = ((3.3, "2"), (4.1, "3"), (9.0, "4 to 8"), (float("inf"), "16"))
"""Upper limits in bits per weight: Q2_K takes 3.07, Q3_K_M 3.94, the 4-bit formats 4.15 and more."""
