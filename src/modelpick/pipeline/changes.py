"""How far one constraint has to move for a model to pass it: the smallest change that suffices, found by
asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from math import ceil, floor, log10
from typing import Any

from msgspec.structs import replace

from modelpick.advice import Rejection
from modelpick.pipeline.larger import Trial, larger_target
from modelpick.query import LATENCIES, QUALITIES, Query

__all__ = ["CHANGES", "LICENSE_LADDER", "Change"]

Change = Callable[[Query, Rejection, Trial], Query]
"""From a query, what the model breaks of it and what a change is tried against, to the changed query."""

_MOST_WORDS = 6
LICENSE_LADDER = ("permissive", "commercial", "open")


def _first_that_holds(name: str, queries: Iterator[Query], last: Query, trial: Trial) -> Query:
    """The first query, mildest change first, under which the constraint is no longer broken."""
    return next((query for query in queries if trial.holds(name, query)), last)


def _drop(**values: Any) -> Change:
    return lambda query, rejection, trial: replace(query, **values)


def _max_latency(query: Query, rejection: Rejection, trial: Trial) -> Query:
    return replace(query, max_latency=_rounded(rejection.amount, ceil) if rejection.needed else None)


def _min_speed(query: Query, rejection: Rejection, trial: Trial) -> Query:
    if not rejection.needed or query.min_speed is None:
        return replace(query, min_speed=None)
    return replace(query, min_speed=_rounded(query.min_speed / rejection.amount, floor))


def _rounded(value: float, towards: Callable[[float], int]) -> float:
    """Three figures, on the side where the constraint still holds."""
    if value <= 0:
        return 0.0
    unit = 10.0 ** (floor(log10(value)) - 2)
    return float(f"{towards(round(value / unit, 6)) * unit:.3g}")


def _latency(query: Query, rejection: Rejection, trial: Trial) -> Query:
    word = query.latency or "batch"
    milder = (replace(query, latency=found) for found in LATENCIES[LATENCIES.index(word) + 1 :])
    return _first_that_holds("latency", milder, replace(query, latency=None), trial)


def _quality(query: Query, rejection: Rejection, trial: Trial) -> Query:
    milder = (replace(query, quality=q) for q in reversed(QUALITIES[1 : QUALITIES.index(query.quality)]))
    return _first_that_holds("quality", milder, replace(query, quality="any"), trial)


def _license(query: Query, rejection: Rejection, trial: Trial) -> Query:
    asked = [LICENSE_LADDER.index(word) for word in query.license if word in LICENSE_LADDER]
    words = LICENSE_LADDER[max(asked, default=-1) + 1 :]
    milder = (replace(query, license=(word,)) for word in words)
    return _first_that_holds("license", milder, replace(query, license=()), trial)


def _context_length(query: Query, rejection: Rejection, trial: Trial) -> Query:
    return replace(query, context=int(rejection.needed) if rejection.needed else None)


def _price(query: Query, rejection: Rejection, trial: Trial) -> Query:
    return replace(query, max_price=float(rejection.needed) if rejection.needed else None)


def _model(query: Query, rejection: Rejection, trial: Trial) -> Query:
    """Another size where only a size was asked, else any model."""
    another = (replace(query, models=(size,)) for size in (rejection.needed,) if size)
    return _first_that_holds("model", another, replace(query, models=()), trial)


def _memory(query: Query, rejection: Rejection, trial: Trial) -> Query:
    return larger_target(query, trial)


def _modality_count(query: Query, rejection: Rejection, trial: Trial) -> Query:
    return replace(query, modalities=int(rejection.needed) if rejection.needed else None)


def _modality(query: Query, rejection: Rejection, trial: Trial) -> Query:
    pairs = [("inputs", word) for word in query.inputs] + [("outputs", word) for word in query.outputs]
    milder = (_without(query, frozenset(gone)) for size in (1, 2) for gone in combinations(pairs, size))
    return _first_that_holds("modality", milder, replace(query, inputs=(), outputs=()), trial)


def _words(name: str, field: str) -> Change:
    """Of a list, as few words dropped as suffice."""

    def change(query: Query, rejection: Rejection, trial: Trial) -> Query:
        words = [(field, word) for word in getattr(query, field)]
        few = words if len(words) <= _MOST_WORDS else []
        gone = (frozenset(g) for size in range(1, len(few)) for g in combinations(few, size))
        milder = (_without(query, words) for words in gone)
        return _first_that_holds(name, milder, replace(query, **{field: ()}), trial)

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
    "model": _model,
    "family": _drop(families=()),
    "provider": _drop(providers=()),
    "class": _drop(classes=()),
    "exclude": _words("exclude", "exclude"),
    "memory": _memory,
}
"""By constraint; memory comes last, since the context changes what it takes."""
