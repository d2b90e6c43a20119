"""Everything that can be listed: what it is called, how it is filtered, and the records that pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from modelpick.browse.filters import Filters, found_by, model_filter, one_of, refuse_unused
from modelpick.knowledge import records
from modelpick.knowledge.store import Catalog, Quality

__all__ = ["THINGS", "ListedModel", "Thing", "listed", "listed_models"]


class Thing(Struct, frozen=True):
    """A kind of record that can be listed.

    Attributes:
        name: as typed, also the kind in the catalogue.
        noun: one of them.
        filters: fields of `Filters` that apply, besides the search.
        texts: the fields a search looks into.
    """

    name: str
    noun: str
    record: type[records.Record]
    filters: tuple[str, ...] = ()
    texts: tuple[str, ...] = ("id", "name", "aliases")


THINGS: Mapping[str, Thing] = {
    thing.name: thing
    for thing in (
        Thing(
            "tasks", "task", records.Task, ("modality",), ("id", "name", "aliases", "pipeline_tag", "example")
        ),
        Thing(
            "classes", "class", records.ModelClass, ("kind", "modality"), ("id", "name", "short", "aliases")
        ),
        Thing(
            "models",
            "model",
            records.ModelRecord,
            ("task", "classes", "family", "provider", "license", "weights"),
        ),
        Thing(
            "hardware",
            "device",
            records.DeviceRecord,
            ("kind", "vendor"),
            ("id", "name", "aliases", "vendor", "machines"),
        ),
        Thing("benchmarks", "benchmark", records.Benchmark, ("task",), ("id", "name", "measures", "metric")),
        Thing("quantizations", "quantization", records.QuantizationRecord, (), ("id", "format", "loss_note")),
        Thing("runtimes", "runtime", records.RuntimeRecord, (), ("id", "name", "formats", "platforms")),
        Thing("licenses", "licence", records.License, ("kind",), ("id", "name", "spdx", "kind")),
        Thing("sources", "source", records.Source, (), ("id", "title", "url", "file")),
    )
}


class ListedModel(Struct, frozen=True):
    """A model, the tasks it can be asked to do, and its quality in the task that was named."""

    model: records.ModelRecord
    tasks: tuple[str, ...]
    quality: Quality | None


def listed(thing: Thing, filters: Filters, catalog: Catalog) -> tuple[Any, ...]:
    """The records of a kind that pass the filters, by id.

    Raises:
        UsageError: a filter that does not apply, or a value that nothing has.
    """
    refuse_unused(filters, thing.filters, thing.name)
    found: Iterable[Any] = catalog.all(thing.name, thing.record)
    for name in thing.filters:
        if (asked := getattr(filters, name)) is not None:
            found = _NARROW[name](found, asked, thing, catalog)
    return tuple(one for one in found if found_by(filters.search, _texts(one, thing)))


def listed_models(filters: Filters, catalog: Catalog) -> tuple[ListedModel, ...]:
    """The models that pass the filters: by id, or best first in the task that is named.

    Quality decides, then the date of release, then the id; models without a known quality come last.

    Raises:
        UsageError: a filter that does not apply, or a value that nothing has.
    """
    refuse_unused(filters, THINGS["models"].filters, "models")
    passes = model_filter(filters, catalog)
    tasks = _tasks_by_capability(catalog)
    if filters.task is None:
        return tuple(ListedModel(m, _tasks_of(m, tasks), None) for m in catalog.models() if passes(m))
    task = catalog.find("tasks", filters.task, noun="task")
    found = [
        ListedModel(servant.model, _tasks_of(servant.model, tasks), servant.quality)
        for servant in catalog.servants(task)
        if passes(servant.model)
    ]
    found.sort(key=lambda one: one.model.released or "", reverse=True)
    return tuple(sorted(found, key=lambda one: -(one.quality.value if one.quality else -1.0)))


def _tasks_by_capability(catalog: Catalog) -> dict[str, list[str]]:
    tasks: dict[str, list[str]] = {}
    for task in catalog.all("tasks", records.Task):
        for capability in task.capabilities:
            tasks.setdefault(capability, []).append(task.id)
    return tasks


def _tasks_of(model: records.ModelRecord, tasks: Mapping[str, list[str]]) -> tuple[str, ...]:
    return tuple(sorted({task for capability in model.capabilities for task in tasks.get(capability, ())}))


def _texts(record: Any, thing: Thing) -> list[str]:
    values = [getattr(record, name) for name in thing.texts]
    return [
        text for value in values for text in (value if isinstance(value, tuple | dict) else (value,)) if text
    ]


def _modality(found: Iterable[Any], asked: str, thing: Thing, catalog: Catalog) -> list[Any]:
    word = catalog.find("modalities", asked, noun="modality", plural="tasks")
    return [one for one in found if word in (*one.inputs, *one.outputs)]


def _field(name: str) -> Callable[[Iterable[Any], str, Thing, Catalog], list[Any]]:
    def narrow(found: Iterable[Any], asked: str, thing: Thing, catalog: Catalog) -> list[Any]:
        entries = list(found)
        value = one_of(asked, {getattr(one, name) for one in entries}, f"{thing.noun} {name}", thing.name)
        return [one for one in entries if getattr(one, name) == value]

    return narrow


def _task(found: Iterable[Any], asked: str, thing: Thing, catalog: Catalog) -> list[Any]:
    task = catalog.find("tasks", asked, noun="task")
    return sorted((one for one in found if task in one.speaks_for), key=lambda one: -one.speaks_for[task])


_NARROW: Mapping[str, Callable[[Iterable[Any], str, Thing, Catalog], list[Any]]] = {
    "modality": _modality,
    "kind": _field("kind"),
    "vendor": _field("vendor"),
    "task": _task,
}
