"""One model with everything the catalogue knows of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from modelpick.adviser import Adviser
from modelpick.browse.sources import cited, refs_in
from modelpick.knowledge.records import Benchmark, License, ModelRecord, Score, Source
from modelpick.knowledge.store import Catalog, Quality

__all__ = ["Measured", "Served", "Shown", "measured_rows", "shown"]


class Served(Struct, frozen=True):
    """A task the model can be asked to do, and its quality there."""

    task: str
    quality: Quality | None


class Measured(Struct, frozen=True):
    """One row of a benchmark."""

    benchmark: Benchmark
    score: Score


class Shown(Struct, frozen=True):
    """A model in full.

    Attributes:
        tasks: what it can be asked to do, by id.
        measured: its rows, by benchmark.
        license: what its licence allows; None where it is unknown.
        tuned: models of the catalogue tuned from it.
        sources: everything referred to.
    """

    model: ModelRecord
    tasks: tuple[Served, ...]
    measured: tuple[Measured, ...]
    license: License | None
    tuned: tuple[str, ...]
    sources: tuple[Source, ...]


def shown(name: str, adviser: Adviser) -> Shown:
    """The model a name stands for, in full.

    Raises:
        UnknownId: none or several have that name.
    """
    catalog, model = adviser.catalog, adviser.model(name)
    measured = tuple(measured_rows(model.id, catalog))
    refs = [*refs_in(model), *(row.score.source for row in measured)]
    return Shown(
        model=model,
        tasks=tuple(Served(task, catalog.quality(task, model.id)) for task in catalog.tasks_of(model.id)),
        measured=measured,
        license=_license(model, catalog),
        tuned=tuple(other.id for other in catalog.models() if other.base == model.id),
        sources=cited(refs, catalog),
    )


def measured_rows(model: str, catalog: Catalog) -> Iterator[Measured]:
    """Every row that any benchmark has of a model, newest first within a benchmark."""
    for benchmark in catalog.all("benchmarks", Benchmark):
        own = [score for score in benchmark.scores if score.model == model]
        yield from (Measured(benchmark, s) for s in sorted(own, key=lambda s: s.date or "", reverse=True))


def _license(model: ModelRecord, catalog: Catalog) -> License | None:
    try:
        return catalog.get("licenses", License, model.license) if model.license else None
    except KeyError:
        return None
