"""What a relaxation costs: for each option that changes, what is given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from modelpick.advice import Advice, Alternative
from modelpick.query import Query
from modelpick.units import format_duration, format_gb

__all__ = ["costs_of"]

_SIZES_SOLD = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
Cost = Callable[[Query, Query, Alternative], str | None]


def costs_of(before: Query, after: Query, answer: Advice, unlocked: Sequence[str]) -> tuple[str, ...]:
    """One sentence for each change, spoken of the first model it unlocks."""
    first = next((a for a in answer.alternatives if a.model.id in unlocked[:1]), None)
    if first is None:
        return ()
    return tuple(dict.fromkeys(_costs(before, after, first)))


def _costs(before: Query, after: Query, first: Alternative) -> Iterator[str]:
    for cost in _COSTS:
        found = cost(before, after, first)
        if found is not None:
            yield found


def _memory(before: Query, after: Query, first: Alternative) -> str | None:
    for name in ("vram", "ram", "memory"):
        old, new = getattr(before, name), getattr(after, name)
        if old and new and old != new:
            return (
                f"{format_gb(new)} in place of {format_gb(old)}: {new / old:.2g} times the memory{_sold(new)}"
            )
    if before.hardware == after.hardware and before.states_hardware == after.states_hardware:
        return None
    if not after.states_hardware:
        return "it would not run on the hardware named"
    return f"hardware other than {before.hardware or 'this machine'}: {_new_target(after)}"


def _sold(size: float) -> str:
    """The next size that memory is commonly sold in, where a query names one in between."""
    found = next((gb for gb in _SIZES_SOLD if gb * 1e9 >= size), None)
    return f", sold as {found} GB" if found is not None and found * 1e9 > size else ""


def _new_target(after: Query) -> str:
    size = after.vram or after.memory or after.ram
    return after.hardware or (format_gb(size) + _sold(size) if size else "any")


def _privacy(before: Query, after: Query, first: Alternative) -> str | None:
    if (before.privacy, before.on_device) == (after.privacy, after.on_device):
        return None
    if first.model.weights == "closed":
        return f"what you send leaves your machines, to {first.model.provider}"
    return "data may leave your machines"


def _license(before: Query, after: Query, first: Alternative) -> str | None:
    if before.license == after.license:
        return None
    return f"its licence is {first.model.license or 'not known'}, not {' or '.join(before.license)}"


def _quality(before: Query, after: Query, first: Alternative) -> str | None:
    if before.quality == after.quality:
        return None
    if first.quality is None:
        return f"its quality in the task is not known, {before.quality} was asked"
    return f"its quality is {first.quality.value:.2f} ({first.quality.grade}), below {before.quality}"


def _number(field: str, text: Callable[[float], str], what: str) -> Cost:
    def cost(before: Query, after: Query, first: Alternative) -> str | None:
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            return None
        return f"{what} {text(new) if new is not None else 'not assured'} in place of {text(old)}"

    return cost


def _dropped(field: str, text: str) -> Cost:
    def cost(before: Query, after: Query, first: Alternative) -> str | None:
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            return None
        words = old if isinstance(old, tuple) else (old,)
        kept = new if isinstance(new, tuple) else ()
        return text.format(", ".join(str(word) for word in words if word not in kept))

    return cost


_COSTS: tuple[Cost, ...] = (
    _memory,
    _privacy,
    _license,
    _quality,
    _number("context", lambda n: f"{n:,.0f} tokens", "a usable context of"),
    _number("min_speed", lambda n: f"{n:g}", "a speed of"),
    _number("max_latency", format_duration, "an answer in"),
    _number("max_price", lambda n: f"{n:g} USD", "a price per million output tokens of"),
    _number("modalities", lambda n: f"{n:.0f}", "modalities:"),
    _dropped("latency", "slower than {}"),
    _dropped("region", "that it stays in the region {} is not shown"),
    _dropped("languages", "it is not stated to know {}"),
    _dropped("inputs", "{} does not go in"),
    _dropped("outputs", "{} does not come out"),
    _dropped("models", "another model than {}"),
    _dropped("families", "another family than {}"),
    _dropped("providers", "another provider than {}"),
    _dropped("classes", "another class than {}"),
    _dropped("exclude", "{} is let back in"),
)
