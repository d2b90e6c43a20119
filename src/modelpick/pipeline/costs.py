"""What a relaxation costs: for each option that changes, what is given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from modelpick.advice import Advice, Alternative
from modelpick.pipeline.market import Market
from modelpick.query import Query
from modelpick.units import format_duration, format_gb

__all__ = ["costs_of"]


class _Swap(Struct, frozen=True):
    """Two queries, the first model that only the second admits, and the hardware that can be had."""

    before: Query
    after: Query
    first: Alternative
    market: Market


Cost = Callable[[_Swap], str | None]


def costs_of(
    before: Query, after: Query, answer: Advice, unlocked: Sequence[str], market: Market
) -> tuple[str, ...]:
    """One sentence for each change, spoken of the first model it unlocks."""
    if not unlocked or unlocked[0] not in answer.admitted:
        return ()
    first = answer.alternatives[answer.admitted.index(unlocked[0])]
    swap = _Swap(before, after, first, market)
    found = (cost(swap) for cost in _COSTS)
    return tuple(dict.fromkeys(text for text in found if text is not None))


def _memory(swap: _Swap) -> str | None:
    before, after = swap.before, swap.after
    for name in ("vram", "ram", "memory"):
        old, new = getattr(before, name), getattr(after, name)
        if old and new and old != new:
            times = f": {new / old:.2g} times the memory" if new >= 1.05 * old else ""
            return f"{format_gb(new)} in place of {format_gb(old)}{times}{_sold(swap, name, new)}"
    if before.hardware == after.hardware and before.states_hardware == after.states_hardware:
        return _added(swap)
    if not after.states_hardware:
        return "it would not run on the hardware named"
    return f"hardware other than {before.hardware or 'this machine'}: {_new_target(swap)}"


def _added(swap: _Swap) -> str | None:
    """Memory that the query did not speak of before."""
    for name, what in (("ram", "system memory beside the GPU"), ("memory", "memory")):
        size = getattr(swap.after, name)
        if size and getattr(swap.before, name) is None:
            return f"{format_gb(size)} of {what}{_sold(swap, name, size)}"
    return None


def _sold(swap: _Swap, option: str, size: float) -> str:
    """What is sold with that much, where the size itself is not."""
    sold = swap.market.sold_as(option, size)
    if sold is None:
        return ", more than any hardware of the catalogue has"
    return "" if sold == f"{size / 1e9:g} GB" else f", sold as {sold}"


def _new_target(swap: _Swap) -> str:
    sizes = ((name, getattr(swap.after, name)) for name in ("vram", "memory", "ram"))
    name, size = next(((name, size) for name, size in sizes if size), ("", 0.0))
    kind = {"vram": "a GPU with "}.get(name, "")
    return swap.after.hardware or (f"{kind}{format_gb(size)}{_sold(swap, name, size)}" if size else "any")


def _elsewhere(swap: _Swap) -> str | None:
    """Said where the query named hardware and the model never runs on it."""
    if not swap.before.states_hardware or swap.first.model.weights != "closed":
        return None
    return f"it runs at {swap.first.model.provider}, not on the hardware named"


def _privacy(swap: _Swap) -> str | None:
    before, after = swap.before, swap.after
    if (before.privacy, before.on_device) == (after.privacy, after.on_device):
        return None
    if swap.first.model.weights == "closed":
        return f"what you send leaves your machines, to {swap.first.model.provider}"
    return "data may leave your machines"


def _region(swap: _Swap) -> str | None:
    region = swap.before.region
    if region is None or swap.after.region == region:
        return None
    if swap.first.model.weights == "closed":
        return f"that it stays in the region {region} is not shown"
    return f"its licence excludes users in the {region.upper()}"


def _license(swap: _Swap) -> str | None:
    if swap.before.license == swap.after.license:
        return None
    own = swap.first.model.license or "not known"
    return f"its licence is {own}, not {' or '.join(swap.before.license)}"


def _quality(swap: _Swap) -> str | None:
    asked, found = swap.before.quality, swap.first.quality
    if asked == swap.after.quality:
        return None
    if found is None:
        return f"its quality in the task is not known, {asked} was asked"
    return f"its quality is {found.value:.2f} ({found.grade}), below {asked}"


def _model(swap: _Swap) -> str | None:
    old, new = swap.before.models, swap.after.models
    if old == new:
        return None
    if new:
        return f"a size of {', '.join(new)} in place of {', '.join(old)}"
    return f"another model than {', '.join(old)}"


def _number(field: str, text: Callable[[float], str], what: str) -> Cost:
    def cost(swap: _Swap) -> str | None:
        old, new = getattr(swap.before, field), getattr(swap.after, field)
        if old == new:
            return None
        return f"{what} {text(new) if new is not None else 'not assured'} in place of {text(old)}"

    return cost


def _dropped(field: str, text: str) -> Cost:
    def cost(swap: _Swap) -> str | None:
        old, new = getattr(swap.before, field), getattr(swap.after, field)
        if old == new:
            return None
        words = old if isinstance(old, tuple) else (old,)
        kept = new if isinstance(new, tuple) else ()
        return text.format(", ".join(str(word) for word in words if word not in kept))

    return cost


_COSTS: tuple[Cost, ...] = (
    _memory,
    _privacy,
    _elsewhere,
    _license,
    _quality,
    _number("context", lambda n: f"{n:,.0f} tokens", "a usable context of"),
    _number("min_speed", lambda n: f"{n:g}", "a speed of"),
    _number("max_latency", format_duration, "an answer in"),
    _number("max_price", lambda n: f"{n:g} USD", "a price per million output tokens of"),
    _number("modalities", lambda n: f"{n:.0f}", "modalities:"),
    _dropped("latency", "slower than {}"),
    _region,
    _dropped("languages", "it is not stated to know {}"),
    _dropped("inputs", "{} does not go in"),
    _dropped("outputs", "{} does not come out"),
    _model,
    _dropped("families", "another family than {}"),
    _dropped("providers", "another provider than {}"),
    _dropped("classes", "another class than {}"),
    _dropped("exclude", "{} is let back in"),
)
