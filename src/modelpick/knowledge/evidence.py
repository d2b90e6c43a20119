"""From benchmark records to the quality of each model in each task, when the catalogue is compiled."""

from __future__ import annotations

import math

from modelpick.knowledge.load import Knowledge
from modelpick.knowledge.records import Benchmark, ModelRecord
from modelpick.knowledge.store import Quality
from modelpick.rank.quality import Measured, Ruler, Subject, aggregate, year
from modelpick.rank.quality_fit import Traits

__all__ = ["qualities", "rulers_of", "subjects_of"]

_GENERALISTS = {"text-generation", "image-text-to-text", "any-to-any"}


def qualities(knowledge: Knowledge, as_of: str) -> dict[tuple[str, str], Quality]:
    """(task, model) to its quality, only where something is known."""
    models = knowledge.of("models")
    tasks = {
        task.id: [m.id for m in models.values() if set(task.capabilities) & set(m.capabilities)]
        for task in knowledge.of("tasks").values()
    }
    found = aggregate(rulers_of(knowledge), tasks, subjects_of(knowledge), as_of)
    return {
        key: Quality(round(q.value, 4), round(q.low, 4), round(q.high, 4), q.grade, q.rows)
        for key, q in found.items()
    }


def rulers_of(knowledge: Knowledge) -> list[Ruler]:
    """The benchmarks as the fit takes them."""
    return [_ruler(benchmark) for benchmark in knowledge.of("benchmarks").values()]


def _ruler(record: Benchmark) -> Ruler:
    rows = tuple(Measured(score.model, score.value, score.kind, score.date) for score in record.scores)
    return Ruler(
        record.id,
        record.speaks_for,
        rows,
        record.scale,
        record.objective == "max",
        record.noise or 0.0,
        record.test,
    )


def subjects_of(knowledge: Knowledge) -> dict[str, Subject]:
    """The models as the fit takes them."""
    return {key: Subject(key, _traits(model), model.base) for key, model in knowledge.of("models").items()}


def _traits(model: ModelRecord) -> Traits:
    return Traits(
        log_parameters=math.log10(model.parameters) if model.parameters else None,
        released=year(model.released) if model.released else None,
        closed=model.weights == "closed",
        specialist=not _GENERALISTS & set(model.capabilities),
        family=f"{model.provider}/{model.family}",
    )
