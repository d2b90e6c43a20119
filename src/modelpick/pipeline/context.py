"""What one query is answered from: the query, the task, the target and the parts of the catalogue it
needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from modelpick.estimate.calibration import Calibration
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.knowledge.records import (
    CriterionRecord,
    DecisionTable,
    License,
    Modality,
    ModelClass,
    Task,
)
from modelpick.knowledge.store import Catalog, Servant
from modelpick.query import Query
from modelpick.tables.engine import Table

if TYPE_CHECKING:
    from modelpick.pipeline.candidates import Estimates

__all__ = ["Context", "Memo", "Shared"]


class Shared(Struct, frozen=True):
    """What every query reads whole: small vocabularies, read once."""

    tables: tuple[DecisionTable, ...]
    classes: Mapping[str, ModelClass]
    licenses: Mapping[str, License]
    modalities: Mapping[str, Modality]
    criteria: tuple[CriterionRecord, ...]
    quantizations: Mapping[str, Quantization]
    calibration: Calibration

    def candidate(self, class_id: str) -> str:
        """The class that stands for a class in a ranking."""
        found = self.classes.get(class_id)
        return found.candidate if found and found.candidate else class_id


class Memo(Struct, frozen=True):
    """What holds for every changed form of a query, so that it is worked out once: filled as it is asked for.

    Attributes:
        servants: the models of a task, by the task's id.
        estimates: by target and load, then by model and class.
        tables: decision tables with their conditions read, by id and by which rows count.
        targets: by the fields of a query that describe one.
    """

    servants: dict[str, tuple[Servant, ...]] = {}
    estimates: dict[tuple[Device, Request], dict[tuple[str, str], Estimates]] = {}
    tables: dict[tuple[str, str], Table] = {}
    targets: dict[tuple[object, ...], Device | None] = {}

    def target(self, query: Query, find: Callable[[Query], Device | None]) -> Device | None:
        """The device a query describes, found once."""
        key = (query.on_device, query.hardware, query.vram, query.ram, query.memory)
        if key not in self.targets:
            self.targets[key] = find(query)
        return self.targets[key]


class Context(Struct, frozen=True):
    """One query, resolved against the catalogue.

    Attributes:
        task: None when only modalities were given.
        lineage: the task's id and its ancestors', nearest first.
        device: the target for local models; None when nothing was said of hardware.
        inputs, outputs: what must go in and come out: as asked, else as the task has it.
        target: finds the device a changed query describes.
        reference: the best single device, assumed where a speed floor is asked without hardware.
        floors: the quality that ``good`` and ``best`` ask for in this task; empty where nothing is measured.
        memo: what changed forms of the query share.
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
