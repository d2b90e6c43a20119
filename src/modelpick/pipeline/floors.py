"""Floors that rest on estimates and evidence: memory, speed, latency, quality.

An explicit number must be shown to hold: what is unknown breaks it. A word (``--latency interactive``) is broken only
by what is known to miss it. On a named device the median decides; where only memory sizes are known, a model is
rejected when even the favourable end of its interval misses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from modelpick.advice import Rejection
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.option import Option
from modelpick.knowledge.records import PublishedSpeed
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.context import Context
from modelpick.pipeline.published import published_on, same_unit
from modelpick.units import format_duration, format_figure, format_gb

__all__ = [
    "answered",
    "counts_items",
    "latency_rejection",
    "memory_rejection",
    "published_speed",
    "quality_floor",
    "quality_rejection",
    "speed_floor",
    "speed_of",
    "speed_rejection",
]

_HEARD = "x realtime"


def memory_rejection(context: Context, candidate: Candidate) -> Rejection | None:
    """The model must fit the target that was stated; hosted models take none of its memory."""
    local, device = candidate.local, context.device
    if device is None or local is None or local.chosen is not None or _grows_with_data(candidate):
        return None
    if local.unknown is not None:
        return Rejection("memory", f"whether it fits cannot be said: {local.unknown}")
    least = local.smallest
    if least is None:
        return Rejection("memory", f"nothing of it runs on {device.name}")
    because = (
        f"needs {format_gb(least.total)} at {least.quantization} with {least.context:,} tokens of context; "
        f"{device.name} has {format_gb(least.available)} to give"
    )
    need = least.total / max(least.available, 1.0)
    return Rejection(
        "memory", because, needed=None, amount=least.total, unless=_more_memory(least.total, need)
    )


def _more_memory(total: float, ratio: float) -> str:
    return f"{format_gb(total)} were usable ({ratio:.3g} times what there is)"


def _grows_with_data(candidate: Candidate) -> bool:
    """Classical methods have no size of their own: what they take is set by the data they are fitted to."""
    return "classical" in candidate.model.attributes and candidate.model.parameters is None


def speed_floor(context: Context) -> float | None:
    """The floor in the task's own unit: what was asked outright, or what ``--latency`` means for the task."""
    query, task = context.query, context.task
    if query.min_speed is not None:
        return query.min_speed
    if query.latency is None or task is None:
        return None
    floor: float | None = getattr(task.speed, query.latency)
    return floor


def speed_of(context: Context, candidate: Candidate) -> Interval | None:
    """The speed in the task's own unit: on the target, or as published for a hosted model."""
    unit = context.task.speed.unit if context.task else "tok/s"
    option = candidate.local.chosen if candidate.local is not None else None
    if option is not None:
        found = option.decode if unit == "tok/s" else _items(context, option)
        return found or _stated(_here(context, candidate), unit, "measured on this device")
    if context.device is not None and not candidate.hosted:
        return None  # what others measured elsewhere says nothing of this device
    return _stated(candidate.model.speeds, unit, "published")


def counts_items(context: Context, found: Interval) -> bool:
    """Whether a law's items are the task's: pictures are no frames of a made video, nor items seconds of a song."""
    made = context.outputs
    return not ("video" in made or ("audio" in made and found.unit != _HEARD))


def _items(context: Context, option: Option) -> Interval | None:
    return option.item if option.item is not None and counts_items(context, option.item) else None


def answered(context: Context, candidate: Candidate) -> Interval | None:
    """Whole answers a second on the target, of a model that writes what the task counts in items; None otherwise."""
    chosen = candidate.local.chosen if candidate.local is not None else None
    return _answers(chosen, context.task.speed.unit) if chosen is not None and context.task else None


def _answers(option: Option, unit: str) -> Interval | None:
    """Whole answers a second, of a model that is asked for items and answers in tokens."""
    taken = option.latency
    if unit in ("tok/s", _HEARD) or option.item is not None or taken is None:
        return None
    return Interval(1 / taken.value, 1 / taken.high, 1 / taken.low, unit, taken.basis)


def _here(context: Context, candidate: Candidate) -> tuple[PublishedSpeed, ...]:
    device = context.device
    if device is None:
        return ()
    return tuple(speed for speed in published_on(candidate.model, device) if speed.unit != "tok/s")


def published_speed(candidate: Candidate, unit: str) -> PublishedSpeed | None:
    """The best speed a source states for the model in that unit."""
    return _best(candidate.model.speeds, unit)


def _best(stated: Iterable[PublishedSpeed], unit: str) -> PublishedSpeed | None:
    alike = (
        speed for speed in stated if same_unit(speed.unit, unit) and speed.what in (None, "decode", "item")
    )
    return max(alike, key=lambda speed: speed.value, default=None)


def _stated(stated: Iterable[PublishedSpeed], unit: str, basis: str) -> Interval | None:
    best = _best(stated, unit)
    if best is None:
        return None
    said = f"{basis} for {best.device}" if basis == "published" else f"{basis} ({best.note or best.source})"
    return Interval(best.value, best.value, best.value, best.unit, said)


def speed_rejection(context: Context, candidate: Candidate) -> Rejection | None:
    """The task's floor must be met."""
    floor = speed_floor(context)
    if floor is None or _has_no_place(context, candidate):
        return None
    found = speed_of(context, candidate) or answered(context, candidate)
    option = "min-speed" if context.query.min_speed is not None else "latency"
    if found is None:
        unknown = Rejection(
            option, f"its speed is not known; {floor:g} asked", unless=f"--{option} were dropped"
        )
        return unknown if context.query.min_speed is not None else None
    reached = found.value if _decided_by_median(context, candidate) else found.high
    if reached >= floor:
        return None
    because = f"{format_figure(reached)} {found.unit} ({found.basis}), at least {floor:g} asked"
    needed = f"{float(f'{reached:.2g}'):g}" if option == "min-speed" else None
    return Rejection(
        option, because, needed=needed, amount=floor / max(reached, 1e-9), unless=_slower(option, reached)
    )


def _slower(option: str, reached: float) -> str:
    return f"--min-speed {float(f'{reached:.2g}'):g}" if option == "min-speed" else "--latency were dropped"


def latency_rejection(context: Context, candidate: Candidate) -> Rejection | None:
    """One item or one short answer must be complete in the time asked."""
    most = context.query.max_latency
    if most is None or _has_no_place(context, candidate):
        return None
    taken = candidate.local.chosen.latency if candidate.local and candidate.local.chosen else None
    if taken is None:
        return Rejection("max-latency", "its latency is not known", unless="--max-latency were dropped")
    reached = taken.value if _decided_by_median(context, candidate) else taken.low
    if reached <= most:
        return None
    because = (
        f"{format_duration(reached)} for one item ({taken.basis}), at most {format_duration(most)} asked"
    )
    needed = _duration_flag(reached)
    return Rejection("max-latency", because, needed=needed, amount=reached, unless=f"--max-latency {needed}")


def _duration_flag(seconds: float) -> str:
    return f"{seconds * 1000:.0f}ms" if seconds < 1 else f"{seconds + 0.05:.1f}s"


def _has_no_place(context: Context, candidate: Candidate) -> bool:
    """Too large for the target: that is said once, by the memory constraint.

    A device that was only assumed sets no such constraint, so there the speed of what is too large is unknown.
    """
    return context.device is not None and candidate.local is not None and candidate.local.chosen is None


def _decided_by_median(context: Context, candidate: Candidate) -> bool:
    device: Device | None = context.device
    return candidate.hosted or (device is not None and device.named)


def quality_floor(context: Context, values: Sequence[float]) -> float | None:
    """The floor ``--quality`` sets: the median of the task's measured models, or their best tenth; None without any."""
    if context.query.quality == "any" or not values:
        return None
    from statistics import median, quantiles  # takes two milliseconds, which few queries need

    if context.query.quality == "good" or len(values) < 3:
        return median(values)
    return quantiles(values, n=10, method="inclusive")[-1]


def quality_rejection(context: Context, candidate: Candidate) -> Rejection | None:
    """``good`` and ``best`` are floors on measured or self-reported quality in the task."""
    wanted, found = context.query.quality, candidate.quality
    if wanted == "any" or context.task is None:
        return None
    floor = context.floors.get(wanted)
    if floor is None:
        return None
    if found is None or found.grade not in ("measured", "self-reported"):
        return Rejection("quality", "no measured quality in this task", unless="--quality any")
    if found.value >= floor:
        return None
    because = f"quality {found.value:.2f} in this task, at least {floor:.2f} is {wanted}"
    return Rejection("quality", because, needed="any", amount=floor - found.value, unless="--quality any")
