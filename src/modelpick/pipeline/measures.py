"""What is measured of a candidate for each criterion of ``data/criteria.yaml``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from msgspec import Struct

from modelpick.estimate.interval import Interval
from modelpick.knowledge.store import PROVEN, Quality
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.constraints import license_of, speaks, worded
from modelpick.pipeline.context import Context
from modelpick.pipeline.floors import answered, speed_of
from modelpick.rank.criteria import Measurement

__all__ = ["ASSUMED_LANGUAGE", "MEASURES", "Measure", "must_be_trained"]

ASSUMED_LANGUAGE = "en"
"""What is meant where no language was named."""
_LOCAL_PRICE = 0.0
_PARTLY = 0.6
_ABLE = 0.5
_INFERRED = 0.3
"""Share of the quality scale that is left to what is not measured in the task."""


class Measure(Struct, frozen=True):
    """How a criterion is read off a candidate.

    Attributes:
        of: the measurement, None where nothing is known.
        reads: the fields of the query it looks at, beside what made the candidate: between queries that agree on
            them it does not change.
        of_model: whether it looks neither at the class that the model serves as nor at its estimates.
        votes: whether it looks at what the tables said of the classes.
    """

    of: Callable[[Context, Candidate], Measurement | None]
    reads: tuple[str, ...] = ()
    of_model: bool = False
    votes: bool = False


def _class(context: Context, candidate: Candidate) -> Measurement:
    chosen = context.chosen.get(candidate.class_id or "")
    return Measurement.exact(chosen.score if chosen else 0.0)


def _advised(context: Context, candidate: Candidate) -> Measurement | None:
    """The share it has of what the tables advise for its class: all, where they advise it for another class alone."""
    chosen = context.chosen.get(candidate.class_id or "")
    asked = chosen.advised if chosen else None
    if asked is None:
        return None
    return Measurement.exact(
        len(asked.intersection(candidate.model.attributes)) / len(asked) if asked else 1.0
    )


def _loss(candidate: Candidate) -> float:
    """The share of quality that the quantisation to be used costs, 0 where it was not measured."""
    chosen = candidate.local.chosen if candidate.local is not None else None
    return (chosen.quality_loss or 0.0) if chosen is not None else 0.0


def _quality(context: Context, candidate: Candidate) -> Measurement | None:
    return _of_quality(candidate.quality, _loss(candidate))


def _of_quality(found: Quality | None, loss: float) -> Measurement | None:
    """Quality as it counts: proven values fill the scale above `_INFERRED`, inferred ones only what lies below.

    So a model whose quality is inferred from its base, size or date never outranks, on quality alone, one that was
    measured in the task.
    """
    if found is None:
        return None
    if found.grade in PROVEN:
        kept = ((1 - loss) * share for share in (found.low, found.value, found.high))
        low, value, high = (_INFERRED + (1 - _INFERRED) * share for share in kept)
        return Measurement(value, low, high)
    return Measurement(_INFERRED * (1 - loss) * found.value, 0.0, _INFERRED + (1 - _INFERRED) * found.high)


def _ready(context: Context, candidate: Candidate) -> Measurement | None:
    """How ready the model is for the task; None where every model of the task is alike."""
    task = context.task
    if task is None or not (task.trained_from or task.native):
        return None
    if must_be_trained(context, candidate):
        return Measurement.exact(0.0)
    native = not task.native or bool(set(task.native) & set(candidate.model.capabilities))
    return Measurement.exact(1.0 if native else _ABLE)


def must_be_trained(context: Context, candidate: Candidate) -> bool:
    """Whether the model only does the task after training on the user's own examples."""
    task = context.task
    if task is None:
        return False
    serves = set(task.capabilities) & set(candidate.model.capabilities)
    return bool(serves) and serves <= set(task.trained_from)


def _local(context: Context, candidate: Candidate) -> Measurement | None:
    """Where it would run; None where no hardware was named."""
    if context.device is None:
        return None
    chosen = candidate.local.chosen if candidate.local is not None else None
    if chosen is None:
        return Measurement.exact(0.0 if candidate.hosted else 1.0)
    return Measurement.exact(_PARTLY if chosen.verdict == "offload" else 1.0)


def _speed(context: Context, candidate: Candidate) -> Measurement | None:
    if context.device is None or context.task is None:
        return None  # without a target there is nothing to compare local and hosted models on
    found: Interval | None = speed_of(context, candidate) or answered(context, candidate)
    if found is None:
        return None
    floor = context.query.min_speed or context.task.speed.interactive or 1.0
    return Measurement(found.value / floor, found.low / floor, found.high / floor)


def _memory(context: Context, candidate: Candidate) -> Measurement | None:
    if not (context.device is not None or context.query.local_only or context.query.prefer == "small"):
        return None
    if candidate.hosted:
        return None
    if candidate.local is not None and candidate.local.chosen is not None:
        return Measurement.exact(candidate.local.chosen.total)
    four_bit = context.shared.quantizations.get("Q4_K_M")
    if candidate.model.parameters is None or four_bit is None:
        return None
    return Measurement.exact(candidate.model.parameters * four_bit.bits_per_weight / 8)


def _cost(context: Context, candidate: Candidate) -> Measurement | None:
    """A token costs nothing on hardware that was named; elsewhere what its host asks, where that is known."""
    if not candidate.hosted and (context.device is not None or context.query.local_only):
        return Measurement.exact(_LOCAL_PRICE)
    price = candidate.model.price.per_million if candidate.model.price else None
    return Measurement.exact(price) if price is not None else None


def _recency(context: Context, candidate: Candidate) -> Measurement | None:
    released = candidate.model.released
    return _age(released, context.catalog.built) if released else None


@lru_cache(maxsize=4096)
def _age(released: str, today: str) -> Measurement:
    """Years from the release to the catalogue's date; a month or year alone is an interval."""
    latest, earliest = _year(released, late=True), _year(released, late=False)
    now = _year(today, late=False)
    return Measurement(now - (latest + earliest) / 2, now - latest, now - earliest)


def _year(day: str, *, late: bool) -> float:
    parts = [int(part) for part in day.split("-") if part.isdigit()]
    month = parts[1] if len(parts) > 1 else (12 if late else 1)
    date = parts[2] if len(parts) > 2 else (28 if late else 1)
    return parts[0] + (month - 1) / 12 + (date - 1) / 365.25


def _openness(context: Context, candidate: Candidate) -> Measurement:
    if candidate.hosted:
        return Measurement.exact(0.0)
    kind = license_of(context, candidate.model).kind
    if kind == "permissive" and candidate.model.weights == "open":
        return Measurement.exact(1.0)
    return Measurement.exact(0.1 if kind == "unknown" else 0.5)


def _languages(context: Context, candidate: Candidate) -> Measurement | None:
    """How many languages it knows; None where one was named, where the task does not ask, where none is stated."""
    asks = context.task is not None and context.task.many_languages and not context.query.languages
    stated = candidate.model.languages
    if not asks or not stated:
        return None
    counted = [int(code.split(":")[1]) for code in stated if code.startswith("multilingual:")]
    listed = {code.split("-")[0] for code in stated if not code.startswith("multilingual")}
    return Measurement.exact(float(max([*counted, len(listed), 1])))


def _english(context: Context, candidate: Candidate) -> Measurement | None:
    """Whether it knows English, which is meant where no language was named; None where one was, or none is spoken."""
    if context.query.languages or not worded(context):
        return None
    return Measurement.exact(float(speaks(candidate.model.languages, ASSUMED_LANGUAGE)))


MEASURES: Mapping[str, Measure] = {
    "class": Measure(_class, votes=True),
    "advised": Measure(_advised, votes=True),
    "quality": Measure(_quality),
    "ready": Measure(_ready, of_model=True),
    "local": Measure(_local),
    "speed": Measure(_speed, ("min_speed",)),
    "memory": Measure(_memory, ("on_device", "privacy", "prefer")),
    "cost": Measure(_cost, ("on_device", "privacy"), of_model=True),
    "recency": Measure(_recency, of_model=True),
    "openness": Measure(_openness, of_model=True),
    "english": Measure(_english, ("languages",), of_model=True),
    "languages": Measure(_languages, ("languages",), of_model=True),
}
