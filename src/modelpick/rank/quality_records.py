"""From records of the catalogue to what `quality.aggregate` takes, wherever the records come from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Protocol

from modelpick.rank.quality import Measured, Ruler, Subject, year
from modelpick.rank.quality_fit import Traits

__all__ = ["BenchmarkLike", "ModelLike", "ScoreLike", "TaskLike", "rulers", "servants", "subjects"]

GENERAL_CLASSES = frozenset({"llm", "slm", "lrm", "vlm", "lvlm", "lmm", "mllm", "omni", "lam", "dllm"})
"""Main classes of models that are asked to do anything; every other class is made for its own tasks."""


class ScoreLike(Protocol):
    """One row of a benchmark."""

    @property
    def model(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def date(self) -> str | None: ...
    @property
    def kind(self) -> str: ...


class BenchmarkLike(Protocol):
    """A benchmark with its rows."""

    @property
    def id(self) -> str: ...
    @property
    def objective(self) -> str: ...
    @property
    def scale(self) -> tuple[float, float] | None: ...
    @property
    def noise(self) -> float | None: ...
    @property
    def speaks_for(self) -> Mapping[str, float]: ...
    @property
    def scores(self) -> Iterable[ScoreLike]: ...


class ModelLike(Protocol):
    """A model as the catalogue knows it."""

    @property
    def id(self) -> str: ...
    @property
    def classes(self) -> tuple[str, ...]: ...
    @property
    def capabilities(self) -> tuple[str, ...]: ...
    @property
    def parameters(self) -> int | None: ...
    @property
    def weights(self) -> str: ...
    @property
    def released(self) -> str | None: ...
    @property
    def base(self) -> str | None: ...


class TaskLike(Protocol):
    """A task and the capabilities that let a model do it."""

    @property
    def id(self) -> str: ...
    @property
    def capabilities(self) -> tuple[str, ...]: ...


def rulers(benchmarks: Iterable[BenchmarkLike]) -> list[Ruler]:
    """Benchmarks as rulers, in the order given."""
    return [_ruler(benchmark) for benchmark in benchmarks]


def _ruler(benchmark: BenchmarkLike) -> Ruler:
    rows = tuple(Measured(s.model, s.value, s.kind, s.date) for s in benchmark.scores)
    maximise = benchmark.objective == "max"
    return Ruler(benchmark.id, benchmark.speaks_for, rows, benchmark.scale, maximise, benchmark.noise or 0.0)


def subjects(models: Iterable[ModelLike]) -> dict[str, Subject]:
    """Models by id, with what their quality is expected from."""
    return {model.id: Subject(model.id, traits(model), model.base) for model in models}


def traits(model: ModelLike) -> Traits:
    """What is expected of a model follows from its size, date, access and main class."""
    return Traits(
        log_parameters=math.log10(model.parameters) if model.parameters else None,
        released=year(model.released),
        closed=model.weights == "closed",
        specialist=not model.classes or model.classes[0] not in GENERAL_CLASSES,
    )


def servants(tasks: Iterable[TaskLike], models: Iterable[ModelLike]) -> dict[str, list[str]]:
    """Task id to the ids of the models that share a capability with it, in the order given."""
    able = [(model.id, set(model.capabilities)) for model in models]
    return {task.id: [key for key, can in able if can & set(task.capabilities)] for task in tasks}
