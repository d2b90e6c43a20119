"""Order the candidates that satisfy every constraint: criteria on fixed scales, a weighted sum, a total order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from modelpick.estimate.interval import Interval
from modelpick.knowledge.records import CriterionRecord, ModelRecord
from modelpick.knowledge.store import Quality
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.constraints import license_of
from modelpick.pipeline.context import Context
from modelpick.pipeline.floors import speed_of
from modelpick.rank.criteria import Criterion, Measurement, normalise_weights
from modelpick.rank.pareto import front
from modelpick.rank.score import Score, score

__all__ = ["GRADES", "Ranked", "must_be_trained", "rank_candidates", "weights_of"]

GRADES = ("measured", "self-reported", "inherited", "estimated", "none")
_TIERS = ("official", "community", "other")
_LOCAL_PRICE = 0.0
_PARTLY = 0.6
_ABLE = 0.5
_PROVEN = ("measured", "self-reported")
_INFERRED = 0.4
"""Share of the quality scale that is left to what is not measured in the task."""


class Ranked(Struct, frozen=True):
    """A candidate with its score."""

    candidate: Candidate
    score: Score
    pareto: bool


def rank_candidates(context: Context, candidates: Sequence[Candidate]) -> list[Ranked]:
    """Score and order candidates, best first.

    A criterion on which nothing can be known for this query drops out and its weight goes to the others. Equal scores
    are split by the grade of the evidence, the publisher's tier, recency, size (smaller first), then by what else
    is known (`_known`); names never decide.
    """
    measured = {c.model.id: _measure(context, c) for c in candidates}
    records = [record for record in context.shared.criteria if _applies(record, context, measured)]
    criteria = [Criterion(r.id, r.worst, r.best, r.log) for r in records]
    weights = weights_of(context, records)
    scores = {c.model.id: score(criteria, weights, measured[c.model.id]) for c in candidates}
    best = front({key: tuple(part.value for part in found.contributions) for key, found in scores.items()})
    ranked = [Ranked(c, scores[c.model.id], c.model.id in best) for c in candidates]
    return sorted(ranked, key=lambda item: _order(item.candidate, item.score))


def weights_of(context: Context, records: Sequence[CriterionRecord]) -> dict[str, float]:
    """The weights of a query: its preference's, moved by ``--weights``, summing to 1 over the criteria that apply."""
    query = context.query
    profile = "on-device" if query.on_device and query.prefer == "balanced" else query.prefer
    weights = {record.id: record.weights[profile] for record in records}
    for extra in _extras(context):
        weights = {record.id: weights[record.id] + record.weights.get(extra, 0.0) for record in records}
    weights |= {name: weight for name, weight in query.weights.items() if name in weights}
    return normalise_weights(weights)


def _extras(context: Context) -> list[str]:
    """What was asked that makes a criterion matter more: a licence, or to run it oneself on hardware not named."""
    found = ["license-asked"] * bool(context.query.license)
    return found + ["local-asked"] * (context.query.local_only and context.device is None)


def _applies(
    record: CriterionRecord, context: Context, measured: Mapping[str, Mapping[str, Measurement | None]]
) -> bool:
    if record.id in context.query.weights:
        return True
    return any(values.get(record.id) is not None for values in measured.values())


def _measure(context: Context, candidate: Candidate) -> dict[str, Measurement | None]:
    return {
        "class": Measurement.exact(candidate.class_score),
        "quality": _quality(candidate.quality, _loss(candidate)),
        "ready": _ready(context, candidate),
        "local": _local(context, candidate),
        "speed": _speed(context, candidate),
        "memory": _memory(context, candidate),
        "cost": _cost(context, candidate),
        "recency": _age(candidate.model, context.catalog.built),
        "openness": Measurement.exact(_openness(context, candidate)),
    }


def _loss(candidate: Candidate) -> float:
    """The share of quality that the quantisation to be used costs, 0 where it was not measured."""
    chosen = candidate.local.chosen if candidate.local is not None else None
    return (chosen.quality_loss or 0.0) if chosen is not None else 0.0


def _quality(found: Quality | None, loss: float) -> Measurement | None:
    """Quality as it counts: proven values fill the scale above `_INFERRED`, inferred ones only what lies below.

    So a model whose quality is inferred from its base, size or date never outranks, on quality alone, one that was
    measured in the task.
    """
    if found is None:
        return None
    if found.grade in _PROVEN:
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
    found: Interval | None = speed_of(context, candidate)
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
    price = candidate.model.price.output if candidate.model.price else None
    return Measurement.exact(price) if price is not None else None


def _age(model: ModelRecord, today: str) -> Measurement | None:
    """Years from the release to the catalogue's date; a month or year alone is an interval."""
    if not model.released:
        return None
    latest, earliest = _year(model.released, late=True), _year(model.released, late=False)
    now = _year(today, late=False)
    return Measurement(now - (latest + earliest) / 2, now - latest, now - earliest)


def _year(day: str, *, late: bool) -> float:
    parts = [int(part) for part in day.split("-") if part.isdigit()]
    month = parts[1] if len(parts) > 1 else (12 if late else 1)
    date = parts[2] if len(parts) > 2 else (28 if late else 1)
    return parts[0] + (month - 1) / 12 + (date - 1) / 365.25


def _openness(context: Context, candidate: Candidate) -> float:
    if candidate.hosted:
        return 0.0
    kind = license_of(context, candidate.model).kind
    if kind == "permissive" and candidate.model.weights == "open":
        return 1.0
    return 0.1 if kind == "unknown" else 0.5


def _order(candidate: Candidate, found: Score) -> tuple[object, ...]:
    model, quality = candidate.model, candidate.quality
    grade = GRADES.index(quality.grade) if quality else len(GRADES)
    released = tuple(-int(part) for part in (model.released or "0").split("-") if part.isdigit())
    size = model.parameters if model.parameters is not None else float("inf")
    return (
        -round(found.total, 12),
        grade,
        _TIERS.index(model.tier),
        released,
        size,
        *_known(model),
        model.id,
    )


def _known(model: ModelRecord) -> tuple[object, ...]:
    """What splits models alike in all that is ranked: context, price, use, breadth, and how much is known of them."""
    price = model.price
    asked = (price.output or 0.0, price.input or 0.0) if price else (float("inf"), float("inf"))
    breadth = (len(model.capabilities), len(model.inputs) + len(model.outputs), len(model.languages or ()))
    documented = (len(model.files), len(model.run), len(model.speeds), len(model.refs))
    return (-(model.context or 0), *asked, -(model.downloads or 0), *(-n for n in (*breadth, *documented)))
