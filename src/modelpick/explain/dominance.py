"""Who is beaten on every criterion by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modelpick.advice import Advice, Alternative
from modelpick.explain.stability import points_of
from modelpick.rank.pareto import dominators

__all__ = ["dominated", "front_of"]


def front_of(advice: Advice) -> list[tuple[int, Alternative]]:
    """The alternatives that nothing else beats on every criterion, with their rank."""
    return [(rank, found) for rank, found in enumerate(advice.alternatives, 1) if found.pareto]


def dominated(advice: Advice) -> Mapping[str, Sequence[str]]:
    """For each alternative on the front, the ids of those it beats, or equals, on every criterion, best
    first.

    Stages of a pipeline do not compete and are left out.
    """
    rivals = [a for a in advice.alternatives if a.stage is None]
    points = points_of(rivals)
    best = {a.model.id: points[a.model.id] for a in rivals if a.pareto}
    found: dict[str, list[str]] = {key: [] for key in best}
    for key in (a.model.id for a in rivals if not a.pareto):
        for winner in dominators({**best, key: points[key]}, key):
            found[winner].append(key)
    return found
