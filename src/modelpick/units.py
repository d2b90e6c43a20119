"""Sizes, durations and counts as people write them, and back.

Inside everything is bytes, seconds and plain counts; a GB is 10^9 bytes, a GiB 2^30.
"""

from __future__ import annotations

import math
import re

from modelpick.errors import UsageError

__all__ = [
    "format_count",
    "format_duration",
    "format_figure",
    "format_gb",
    "parse_count",
    "parse_duration",
    "parse_flag",
    "parse_number",
    "parse_parameters",
    "parse_size",
    "parse_weight",
    "parse_whole",
]

_SIZES = {
    "b": 1.0,
    "k": 1e3,
    "m": 1e6,
    "g": 1e9,
    "t": 1e12,
    "kb": 1e3,
    "mb": 1e6,
    "gb": 1e9,
    "tb": 1e12,
    "kib": 2.0**10,
    "mib": 2.0**20,
    "gib": 2.0**30,
    "tib": 2.0**40,
}
_DURATIONS = {"ms": 1e-3, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_COUNTS = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_NUMBER = re.compile(r"\s*(\d+(?:[._]\d+)*|\.\d+)\s*([a-zA-Z]*)\s*")
_LARGEST = 1e18
_YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off")


def parse_size(text: str, option: str = "size") -> float:
    """Bytes of ``24GB``, ``512MiB`` or ``0GB``; a bare number is GB.

    Raises:
        UsageError: not a size, or beyond 10^18 bytes.
    """
    value, unit = _split(text, option, "24GB, 512MiB or 0GB")
    factor = _SIZES.get(unit.lower() or "gb")
    if factor is None:
        raise UsageError(f"{option}: {text!r} is not a size", hint="write it as 24GB, 512MiB or 0GB")
    return float(round(_bounded(value * factor, text, option)))  # there are no parts of a byte


def parse_duration(text: str, option: str = "duration") -> float:
    """Seconds of ``500ms``, ``2s`` or ``1.5min``; a bare number is seconds.

    Raises:
        UsageError: not a duration, or zero.
    """
    value, unit = _split(text, option, "500ms, 2s or 1min")
    factor = _DURATIONS.get(unit.lower() or "s")
    if factor is None:
        raise UsageError(f"{option}: {text!r} is not a duration", hint="write it as 500ms, 2s or 1min")
    if value <= 0:
        raise UsageError(f"{option}: {text!r} leaves no time at all", hint="give a duration above zero")
    return _bounded(value * factor, text, option)


def parse_count(text: str, option: str = "count") -> int:
    """Tokens of ``32k``, ``128000`` or ``1M`` (k is 1000).

    Raises:
        UsageError: not a count, or zero.
    """
    value, unit = _split(text, option, "32k or 128000")
    factor = _COUNTS.get(unit.lower())
    if factor is None:
        raise UsageError(f"{option}: {text!r} is not a number of tokens", hint="write it as 32k or 128000")
    exact = _bounded(value * factor, text, option)
    count = round(exact)
    if abs(exact - count) > 1e-6 * max(exact, 1.0):
        raise UsageError(f"{option}: {text!r} is no whole number of tokens", hint="write it as 32k or 128000")
    if count < 1:
        raise UsageError(f"{option}: {text!r} must be at least 1")
    return count


def parse_parameters(text: str) -> int | None:
    """Parameters of a plain size such as ``7B``, ``1.5b`` or ``8x7B`` (the product), or None for other words."""
    match = re.fullmatch(r"(?:(\d{1,3})\s*[xX]\s*)?(\d+(?:\.\d+)?)\s*([bBmMtT])", text.strip())
    if not match:
        return None
    each = float(match[2]) * {"m": 1e6, "b": 1e9, "t": 1e12}[match[3].lower()]
    total = each * int(match[1] or 1)
    return round(total) if 0 < total <= _LARGEST else None


def parse_number(text: str, option: str = "number") -> float:
    """A number above zero.

    Raises:
        UsageError: not a number, zero or less, or beyond 10^12.
    """
    try:
        number = float(text)
    except ValueError:
        raise UsageError(f"{option}: {text[:40]!r} is not a number") from None
    if not 0 < number < 1e12:
        raise UsageError(f"{option}: {text[:40]} must be above zero and below a trillion")
    return number


def parse_whole(text: str, option: str = "number") -> int:
    """A whole number above zero.

    Raises:
        UsageError: anything else.
    """
    number = parse_number(text, option)
    if number != int(number):
        raise UsageError(f"{option}: {text} must be a whole number")
    return int(number)


def parse_weight(text: str, option: str = "weight") -> float:
    """A weight of a criterion: zero or more.

    Raises:
        UsageError: not a number, below zero, or beyond 10^6.
    """
    try:
        weight = float(text)
    except ValueError:
        raise UsageError(f"{option}: {text[:40]!r} is not a number") from None
    if not 0 <= weight <= 1e6:
        raise UsageError(f"{option}: a weight is zero or more, not {text[:40]}")
    return weight


def parse_flag(text: str, option: str = "flag") -> bool:
    """Whether a word means yes.

    Raises:
        UsageError: it means neither yes nor no.
    """
    word = text.strip().lower()
    if word not in (*_YES, *_NO):
        raise UsageError(f"{option}: {text[:40]!r} is neither true nor false")
    return word in _YES


def format_gb(size: float) -> str:
    """Bytes as GB with three significant digits: ``0.54 GB``, ``12.3 GB``, ``810 GB``."""
    gb = size / 1e9
    if gb < 0.1:
        return f"{size / 1e6:.3g} MB"
    return f"{gb:.3g} GB" if gb < 1000 else f"{gb:,.0f} GB"


def format_duration(seconds: float) -> str:
    """Seconds as ``120 ms``, ``2.5 s`` or ``3 min``."""
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:.3g} s" if seconds < 120 else f"{seconds / 60:.3g} min"


def format_figure(value: float, digits: int = 3) -> str:
    """So many digits, thousands in full: ``2,480`` rather than ``2.48e+03``."""
    rounded = float(f"{value:.{digits}g}")
    return f"{rounded:,.0f}" if rounded >= 10**digits else f"{rounded:.{digits}g}"


def format_count(count: float) -> str:
    """A count in short: ``950``, ``32k``, ``7.6B``."""
    for factor, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if count >= factor:
            return f"{count / factor:.3g}{letter}"
    return f"{count:.3g}"


def _split(text: str, option: str, examples: str) -> tuple[float, str]:
    match = _NUMBER.fullmatch(text)
    if not match or match[1].count(".") > 1:
        raise UsageError(f"{option}: {text[:40]!r} cannot be read", hint=f"write it as {examples}")
    return float(match[1].replace("_", "")), match[2]


def _bounded(value: float, text: str, option: str) -> float:
    if not math.isfinite(value) or value > _LARGEST:
        raise UsageError(f"{option}: {text[:40]!r} is beyond anything that exists")
    return value
