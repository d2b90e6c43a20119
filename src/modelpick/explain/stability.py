"""How firmly the first place stands, from the very scores that ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from modelpick.advice import Advice, Alternative
from modelpick.rank.stability import SAMPLES, ValueSwap, WeightSwap, first_shares, value_swap, weight_swap

__all__ = ["Stability", "percent", "points_of", "stability_of"]

_FIRM = 0.005


class Stability(Struct, frozen=True):
    """How firmly the first place stands.

    Attributes:
        first, second: ids; ``second`` is None where nothing else satisfies the query.
        shares: the share of all weightings under which each model is first, largest first; those never first
            left out.
        samples: weightings tried.
        weight, value: the smallest change of one weight, or of one value within its interval, that swaps the
            two.
        text: all of it in words.
    """

    first: str
    second: str | None
    shares: Mapping[str, float]
    samples: int
    weight: WeightSwap | None
    value: ValueSwap | None
    text: str


def points_of(alternatives: Sequence[Alternative]) -> dict[str, tuple[float, ...]]:
    """The values that were ranked, by model id, in the order of the criteria."""
    return {a.model.id: tuple(part.value for part in a.score.contributions) for a in alternatives}


def stability_of(advice: Advice) -> Stability | None:
    """None where nothing satisfies the query, or where the answer is a pipeline, whose stages do not
    compete."""
    found = advice.alternatives
    if not found or found[0].stage is not None:
        return None
    rivals = [a for a in found if a.stage is None]
    front = points_of([a for a in rivals if a.pareto])
    shares = {key: share for key, share in first_shares(front).items() if share > 0}
    ordered = dict(sorted(shares.items(), key=lambda item: (-item[1], _place(rivals, item[0]))))
    first, second = rivals[0], rivals[1] if len(rivals) > 1 else None
    weight = weight_swap(first.score, second.score) if second else None
    value = value_swap(first.score, second.score) if second else None
    text = _text(first, second, ordered, weight, value)
    return Stability(
        first.model.id, second.model.id if second else None, ordered, SAMPLES, weight, value, text
    )


def _place(rivals: Sequence[Alternative], key: str) -> int:
    return next(i for i, a in enumerate(rivals) if a.model.id == key)


def _text(
    first: Alternative,
    second: Alternative | None,
    shares: Mapping[str, float],
    weight: WeightSwap | None,
    value: ValueSwap | None,
) -> str:
    if second is None:
        return f"{first.model.id} is the only answer"
    share = shares.get(first.model.id, 0.0)
    parts = [f"{first.model.id} is first under {percent(share)} of all weightings", _rival(first, shares)]
    parts += [_weight_text(weight, second), _value_text(value)]
    return "; ".join(part for part in parts if part)


def percent(share: float) -> str:
    """``83 %``; what is not zero never reads as zero."""
    if 0 < share <= _FIRM:
        return "less than 1 %"
    return f"{round(share * 100)} %"


def _rival(first: Alternative, shares: Mapping[str, float]) -> str:
    others = [(key, share) for key, share in shares.items() if key != first.model.id]
    if not others or others[0][1] <= max(_FIRM, shares.get(first.model.id, 0.0)):
        return ""
    return f"{others[0][0]} under {percent(others[0][1])}"


def _weight_text(swap: WeightSwap | None, second: Alternative) -> str:
    if swap is None:
        return f"no single weight puts {second.model.id} before it"
    word = "more" if swap.needed >= swap.weight else "less"
    limit = f"{_three(swap.needed)} (now {_three(swap.weight)})"
    return f"second to {second.model.id} if {swap.criterion} counts {word} than {limit}"


def _value_text(swap: ValueSwap | None) -> str:
    if swap is None:
        return ""
    whose = "its" if swap.side == "first" else "the second's"
    needed, now = _three(swap.needed), _three(swap.value)
    return f"or if {whose} {swap.criterion} scored {needed}, within its interval, not {now}"


def _three(value: float) -> str:
    """Two decimals, three where two would say nothing."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
