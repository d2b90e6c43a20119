"""How far one constraint has to move for a model to pass it: the smallest change that suffices, found by
asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from math import ceil, floor, log10
from typing import Any

from msgspec.structs import replace

from modelpick.advice import Rejection
from modelpick.query import LATENCIES, QUALITIES, Query

__all__ = ["CHANGES", "Breaks", "Change", "most_memory"]

Breaks = Callable[[Query], frozenset[str]]
"""The constraints that the model in question breaks under a query."""
Change = Callable[[Query, Rejection, Breaks], Query]

_LARGEST_GB = 8192
_SEVERAL = (2, 4, 8)
_MOST_WORDS = 6
_LICENSE_LADDER = ("permissive", "commercial", "open")


def most_memory(query: Query, gigabytes: float) -> Query:
    """The query on a target of that size, of the kind it described."""
    size = gigabytes * 1e9
    if query.vram:
        return replace(query, vram=size, hardware=None)
    if query.ram is not None and query.vram is None and query.memory is None and query.hardware is None:
        return replace(query, ram=size)
    if query.ram is not None:
        return replace(query, ram=size, hardware=None)
    return replace(query, memory=size, hardware=None)


def _memory(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    """More of the device that was named where it is a card, else the smallest size that admits the model."""
    if not rejection.amount:
        return replace(query, hardware=None, vram=None, ram=None, memory=None, on_device=False)
    return _more_cards(query, breaks) or _larger(query, rejection.amount / 1e9, breaks)


def _more_cards(query: Query, breaks: Breaks) -> Query | None:
    name = query.hardware
    if name is None or name == "auto" or name[0].isdigit() or query.vram or query.memory:
        return None
    for count in _SEVERAL:
        several = replace(query, hardware=f"{count}x {name}")
        if "memory" not in breaks(several):
            return several
    return None


def _larger(query: Query, needed: float, breaks: Breaks) -> Query:
    """The smallest whole number of GB (tenths below two), found by asking, since reserves are not linear."""
    step = 1.0 if needed > 1.5 else 0.1
    low, high = floor(needed * 0.6 / step), ceil(needed * 1.4 / step) + 1
    while "memory" in breaks(most_memory(query, high * step)):
        low, high = high, high * 2
        if high * step > _LARGEST_GB:
            return replace(query, hardware=None, vram=None, ram=None, memory=None, on_device=False)
    while high - low > 1:
        middle = (low + high) // 2
        holds = "memory" not in breaks(most_memory(query, middle * step))
        low, high = (low, middle) if holds else (middle, high)
    return most_memory(query, high * step)


def _first_that_holds(name: str, queries: Iterator[Query], last: Query, breaks: Breaks) -> Query:
    """The first query, mildest change first, under which the constraint is no longer broken."""
    return next((query for query in queries if name not in breaks(query)), last)


def _drop(**values: Any) -> Change:
    return lambda query, rejection, breaks: replace(query, **values)


def _max_latency(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    return replace(query, max_latency=_rounded(rejection.amount, ceil) if rejection.needed else None)


def _min_speed(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    if not rejection.needed or query.min_speed is None:
        return replace(query, min_speed=None)
    return replace(query, min_speed=_rounded(query.min_speed / rejection.amount, floor))


def _rounded(value: float, towards: Callable[[float], int]) -> float:
    """Three figures, on the side where the constraint still holds."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** (floor(log10(value)) - 2)
    return float(f"{towards(round(value / unit, 6)) * unit:.3g}")


def _latency(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    word = query.latency or "batch"
    milder = (replace(query, latency=found) for found in LATENCIES[LATENCIES.index(word) + 1 :])
    return _first_that_holds("latency", milder, replace(query, latency=None), breaks)


def _quality(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    milder = (replace(query, quality=q) for q in reversed(QUALITIES[1 : QUALITIES.index(query.quality)]))
    return _first_that_holds("quality", milder, replace(query, quality="any"), breaks)


def _license(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    asked = [_LICENSE_LADDER.index(word) for word in query.license if word in _LICENSE_LADDER]
    words = _LICENSE_LADDER[max(asked, default=-1) + 1 :]
    milder = (replace(query, license=(word,)) for word in words)
    return _first_that_holds("license", milder, replace(query, license=()), breaks)


def _context_length(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    return replace(query, context=int(rejection.needed) if rejection.needed else None)


def _price(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    return replace(query, max_price=float(rejection.needed) if rejection.needed else None)


def _modality_count(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    return replace(query, modalities=int(rejection.needed) if rejection.needed else None)


def _modality(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
    pairs = [("inputs", word) for word in query.inputs] + [("outputs", word) for word in query.outputs]
    milder = (_without(query, frozenset(gone)) for size in (1, 2) for gone in combinations(pairs, size))
    return _first_that_holds("modality", milder, replace(query, inputs=(), outputs=()), breaks)


def _words(name: str, field: str) -> Change:
    """Of a list, as few words dropped as suffice."""

    def change(query: Query, rejection: Rejection, breaks: Breaks) -> Query:
        words = [(field, word) for word in getattr(query, field)]
        few = words if len(words) <= _MOST_WORDS else []
        gone = (frozenset(g) for size in range(1, len(few)) for g in combinations(few, size))
        milder = (_without(query, words) for words in gone)
        return _first_that_holds(name, milder, replace(query, **{field: ()}), breaks)

    return change


def _without(query: Query, gone: frozenset[tuple[str, str]]) -> Query:
    fields = {field for field, _ in gone}
    kept: dict[str, Any] = {
        field: tuple(word for word in getattr(query, field) if (field, word) not in gone) for field in fields
    }
    return replace(query, **kept)


CHANGES: Mapping[str, Change] = {
    "max-latency": _max_latency,
    "min-speed": _min_speed,
    "latency": _latency,
    "context": _context_length,
    "price": _price,
    "modalities": _modality_count,
    "modality": _modality,
    "privacy": _drop(privacy="any", on_device=False),
    "region": _drop(region=None),
    "license": _license,
    "language": _words("language", "languages"),
    "quality": _quality,
    "model": _drop(models=()),
    "family": _drop(families=()),
    "provider": _drop(providers=()),
    "class": _drop(classes=()),
    "exclude": _words("exclude", "exclude"),
    "memory": _memory,
}
"""By constraint; memory comes last, since the context changes what it takes."""
