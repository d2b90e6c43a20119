"""What would have to change for something to satisfy the query: minimal correction sets.

A candidate breaks a set of constraints; relaxing exactly that set admits it. The minimal sets over all
candidates are therefore all the minimal correction sets of the query, and within each the candidate that
needs the smallest change says how far each constraint has to move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from msgspec import Struct

from modelpick.advice import Excluded, Rejection

__all__ = ["Correction", "corrections"]

_MEASURED = {"max-latency", "min-speed", "latency", "context", "memory", "quality", "price", "modalities"}
_EASE = (
    *("quality", "latency", "context", "min-speed", "max-latency", "memory", "price", "model"),
    *("exclude", "class", "family", "provider", "modalities", "modality", "language"),
    *("license", "region", "privacy"),
)
"""What is given up first, so that it is tried first (`modelpick.pipeline.ease` weighs what was found)."""
_HOPELESS = {"task", "lifecycle", "policy"}
"""Nothing on the command line admits a model that cannot do the task, is retired, or is against the
policy."""


class Correction(Struct, frozen=True):
    """A smallest set of constraints to relax, and how far.

    Attributes:
        constraints: their names.
        least: for each, the rejection of the candidate that needs the smallest change.
        model: that candidate.
        unlocks: ids of every candidate that breaks nothing else, the one of the smallest change first.
    """

    constraints: frozenset[str]
    least: Mapping[str, Rejection]
    model: str
    unlocks: tuple[str, ...]


def corrections(
    excluded: Iterable[Excluded], *, limit: int = 5, apart: Callable[[Excluded], bool] = lambda entry: False
) -> list[Correction]:
    """The minimal correction sets, fewest constraints first, then what is given up most easily, then the smallest
    change.

    Args:
        excluded: candidates with every constraint they break, in order of preference.
        limit: at most so many sets.
        apart: candidates that are another kind of answer, so that a set of theirs makes no set of the others
            needless; their sets come last.
    """
    groups: dict[tuple[bool, frozenset[str]], list[Excluded]] = {}
    for entry in excluded:
        broken = frozenset(rejection.constraint for rejection in entry.rejections)
        if broken and not broken & _HOPELESS:
            groups.setdefault((apart(entry), broken), []).append(entry)
    minimal = [key for key in groups if not any(kind == key[0] and other < key[1] for kind, other in groups)]
    found = [(kind, _correction(broken, groups[kind, broken])) for kind, broken in minimal]
    ordered = sorted(found, key=lambda pair: (pair[0], *_order(pair[1])))
    return [correction for _, correction in ordered][:limit]


def _correction(constraints: frozenset[str], entries: Sequence[Excluded]) -> Correction:
    least = min(entries, key=_amounts)
    by_name = {rejection.constraint: rejection for rejection in least.rejections}
    others = [entry.model.id for entry in entries if entry is not least]
    return Correction(constraints, by_name, least.model.id, (least.model.id, *others))


def _amounts(entry: Excluded) -> tuple[float, ...]:
    return tuple(sorted((_amount(r) for r in entry.rejections), reverse=True))


def _amount(rejection: Rejection) -> float:
    """How far the constraint has to move; where that is not known, farther than any known distance."""
    if rejection.amount or rejection.constraint not in _MEASURED:
        return rejection.amount
    return inf


def _order(correction: Correction) -> tuple[int, list[int], float]:
    last = len(_EASE)
    ease = [_EASE.index(name) if name in _EASE else last for name in correction.constraints]
    farthest = max(_amount(r) for r in correction.least.values())
    return len(correction.constraints), sorted(ease, reverse=True), farthest
