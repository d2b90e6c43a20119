"""Which of the ranked models stand first: those of the highest score, at most two of one family among those shown."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from modelpick.pipeline.ranking import Ranking

__all__ = ["MOST_OF_A_FAMILY", "spread_out"]

MOST_OF_A_FAMILY = 2


def spread_out(ranking: Ranking, limit: int) -> Ranking:
    """Put first the ``limit`` models of the highest scores of which no more than two are of one family.

    Where too few families are left, further members of the others fill the list. Those that stand first and those that
    follow keep the order of their scores; the first two places never change.
    """
    counts: Counter[str] = Counter()
    free: list[int] = []
    crowded: list[int] = []
    for position in ranking.order:
        if len(free) >= limit:
            break
        family = ranking.field.candidates[position].model.family
        counts[family] += 1
        (free if counts[family] <= MOST_OF_A_FAMILY else crowded).append(position)
    if not crowded:
        return ranking
    first = {*free, *crowded[: limit - len(free)]}
    order = (*(p for p in ranking.order if p in first), *(p for p in ranking.order if p not in first))
    return replace(ranking, order=order)
