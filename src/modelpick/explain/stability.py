"""How firmly the first place stands, from the very scores that ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from modelpick.advice import Advice, Alternative
from modelpick.rank.stability import SAMPLES, ValueSwap, WeightSwap, first_shares, value_swap, weight_swap

__all__ = ["Stability", "percent", "points_of", "stability_of", "stages_of"]

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
    """None where nothing satisfies the query, or where the answer is a pipeline: its stages do not compete, and each
    stands on its own (`stages_of`)."""
    found = advice.alternatives
    if not found or found[0].stage is not None:
        return None
    shares = {
        key: share for key, share in first_shares(dict(advice.front), undominated=True).items() if share > 0
    }
    ordered = dict(sorted(shares.items(), key=lambda item: -item[1]))  # equal ones stay in order of rank
    first, second = found[0], next((a for a in found[1:2] if a.stage is None), None)
    weight = weight_swap(first.score, second.score) if second else None
    value = value_swap(first.score, second.score) if second else None
    text = _text(first, second, ordered, weight, value)
    return Stability(
        first.model.id, second.model.id if second else None, ordered, SAMPLES, weight, value, text
    )


def stages_of(advice: Advice) -> Mapping[str, Stability]:
    """How firmly the first of each stage stands among all that could serve it, where the answer is a pipeline."""
    if not advice.alternatives or advice.alternatives[0].stage is None:
        return {}
    found = ((stage, stability_of(answer)) for stage, answer in advice.stages.items())
    return {stage: firm for stage, firm in found if firm is not None}


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
    parts += [_weight_text(weight, second), _value_text(value, "second" if weight is None else "or")]
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


def _value_text(swap: ValueSwap | None, then: str) -> str:
    if swap is None:
        return ""
    whose = "its" if swap.side == "first" else "the second's"
    needed, now = _three(swap.needed), _three(swap.value)
    return f"{then} if {whose} {swap.criterion} scored {needed}, within its interval, not {now}"


def _three(value: float) -> str:
    """Two decimals, three where two would say nothing."""
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
