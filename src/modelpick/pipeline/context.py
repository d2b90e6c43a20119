"""What one query is answered from: the query, the task, the target and the parts of the catalogue it
needs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from modelpick.estimate.calibration import Calibration
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.knowledge.naming import matches_model
from modelpick.knowledge.records import (
    CriterionRecord,
    DecisionTable,
    License,
    Modality,
    ModelClass,
    ModelRecord,
    Task,
)
from modelpick.knowledge.store import Catalog, Servant
from modelpick.lazily import Kept
from modelpick.query import Query
from modelpick.tables.engine import Table

if TYPE_CHECKING:
    from modelpick.advice import Advice
    from modelpick.estimate.demand import Demand
    from modelpick.estimate.setting import Serving
    from modelpick.pipeline.candidates import Place
    from modelpick.pipeline.classify import Classification
    from modelpick.pipeline.field import Field
    from modelpick.pipeline.market import Market
    from modelpick.planning.commands import RunCommand

__all__ = ["Chosen", "Context", "Memo", "Shared", "id_called", "means", "task_called"]


class Chosen(Struct, frozen=True, gc=False):
    """What the tables said of a class.

    Attributes:
        advised: what they advise for it, of what the records state of models; None where they advise it for no class
            at all.
    """

    score: float
    advised: frozenset[str] | None = None


class Shared(Struct, frozen=True):
    """What every query reads whole: small vocabularies, read once.

    Attributes:
        gentle: the quantisations worth advising (`candidates.is_gentle`).
    """

    tables: tuple[DecisionTable, ...]
    classes: Mapping[str, ModelClass]
    licenses: Mapping[str, License]
    modalities: Mapping[str, Modality]
    criteria: tuple[CriterionRecord, ...]
    quantizations: Mapping[str, Quantization]
    gentle: tuple[Quantization, ...]
    calibration: Calibration

    def candidate(self, class_id: str) -> str:
        """The class that stands for a class in a ranking."""
        found = self.classes.get(class_id)
        return found.candidate if found and found.candidate else class_id


class Memo:
    """What holds for many queries, so that it is worked out once: filled as it is asked for, bounded, and nothing but
    results of pure functions of the catalogue and the key.

    Attributes:
        tasks, serving: a task, and how many models it has, by its id.
        servants: the models of a task, by its id and by what narrows those of a very large one.
        demands: by load, what models ask for on any target.
        servings: how models of a kind may be run, by what decides that of a target and a load.
        places: by target and load, what models take and reach there.
        tables: decision tables with their conditions read, by id, by which rows count and, of those, by the task.
        classifications: what the tables said, by the facts and what restricts the classes.
        fields: candidates and what was told of them, by all that they rest on.
        roles: the class that each model of a task serves as, by the task and the classes chosen.
        answers: what was said to a query, by it and by what of it was asked for.
        targets: devices, by the fields of a query that describe one.
        proven: the measured qualities of a task, by what its models depend on.
        exact: the id of the model that a name is the id of, None where it is no model's.
        market: the hardware that can be had.
        commands: how to start a model, by all that the lines rest on.
    """

    def __init__(self) -> None:
        self.tasks: Kept[str, Task] = Kept(1024)
        self.serving: Kept[str, int] = Kept(1024)
        self.servants: Kept[tuple[str, bool, float | None], tuple[Servant, ...]] = Kept(256)
        self.demands: Kept[Request, dict[tuple[str, str], Demand | str]] = Kept(128)
        self.servings: Kept[Hashable, dict[tuple[str, ...], tuple[Serving, ...]]] = Kept(64)
        self.places: Kept[tuple[Device, Request], Place] = Kept(768)
        self.tables: Kept[Hashable, Table] = Kept(4096)
        self.classifications: Kept[Hashable, Classification] = Kept(1024)
        self.fields: Kept[Hashable, Field] = Kept(1024)
        self.roles: Kept[Hashable, tuple[str | None, ...]] = Kept(1024)
        self.answers: Kept[Hashable, Advice] = Kept(512)
        self.targets: Kept[tuple[object, ...], Device | None] = Kept(256)
        self.proven: Kept[Hashable, tuple[float, ...]] = Kept(256)
        self.exact: Kept[str, str | None] = Kept(1024)
        self.market: Kept[str, Market] = Kept(1)
        self.commands: Kept[Hashable, tuple[RunCommand, ...]] = Kept(4096)

    def target(self, query: Query, find: Callable[[Query], Device | None]) -> Device | None:
        """The device a query describes, found once."""
        key = (query.on_device, query.hardware, query.vram, query.ram, query.memory)
        return self.targets.of(key, lambda: find(query))


class Context(Struct, frozen=True):
    """One query, resolved against the catalogue.

    Attributes:
        task: None when only modalities were given.
        lineage: the task's id and its ancestors', nearest first.
        device: the target for local models; None when nothing was said of hardware.
        inputs, outputs: what must go in and come out: as asked, else as the task has it.
        target: finds the device a changed query describes.
        reference: the best single device, assumed where a speed floor is asked without hardware.
        chosen: the classes that stand for election, by id.
        floors: the quality that ``good`` and ``best`` ask for in this task; empty where nothing is measured.
        memo: what other queries of the same catalogue share.
        brief: only what is admitted is asked for: what is excluded is left out, and not estimated.
        only: with ``brief``, the models that could be admitted at all, where that is known; None: any.
    """

    query: Query
    catalog: Catalog
    shared: Shared
    task: Task | None
    lineage: tuple[str, ...]
    device: Device | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    target: Callable[[Query], Device | None]
    reference: Callable[[], Device]
    chosen: Mapping[str, Chosen] = {}
    floors: Mapping[str, float] = {}
    memo: Memo = field(default_factory=Memo)
    brief: bool = False
    only: frozenset[str] | None = None

    def under(self, query: Query) -> Context:
        """The same task and catalogue under other constraints.

        Raises:
            UsageError: the changed query describes no target.
        """
        return replace(
            self,
            query=query,
            device=self.memo.target(query, self.target),
            inputs=query.inputs or (self.task.inputs if self.task else ()),
            outputs=query.outputs or (self.task.outputs if self.task else ()),
        )


def means(context: Context, model: ModelRecord, name: str) -> bool:
    """Whether ``--model`` means a model by that name: an id means one alone, other words every model that has them."""
    exact = id_called(context, name)
    return model.id == exact if exact else matches_model(model, name)


def id_called(context: Context, name: str) -> str | None:
    """The id of the model that a name is the id of, whatever its case; None where it is no model's."""
    return context.memo.exact.of(name, lambda: _id(context.catalog, name))


def _id(catalog: Catalog, name: str) -> str | None:
    try:
        return catalog.model(name).id
    except KeyError:
        return None


def task_called(context: Context, key: str) -> Task:
    """The task of that id.

    Raises:
        KeyError: there is none.
    """
    return context.memo.tasks.of(key, lambda: context.catalog.get("tasks", Task, key))
