"""What one query is answered from: the query, the task, the target and the parts of the catalogue it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from modelpick.estimate.calibration import Calibration
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.knowledge.records import (
    CriterionRecord,
    DecisionTable,
    License,
    Modality,
    ModelClass,
    Task,
)
from modelpick.knowledge.store import Catalog
from modelpick.query import Query

__all__ = ["Context", "Shared"]


@dataclass(frozen=True, slots=True)
class Shared:
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


@dataclass(frozen=True, slots=True)
class Context:
    """One query, resolved against the catalogue.

    Attributes:
        task: None when only modalities were given.
        lineage: the task's id and its ancestors', nearest first.
        device: the target for local models; None when nothing was said of hardware.
        inputs, outputs: what must go in and come out: as asked, else as the task has it.
        target: finds the device a changed query describes.
        reference: the best single device, assumed where a speed floor is asked without hardware.
        floors: the quality that ``good`` and ``best`` ask for in this task; empty where nothing is measured.
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
    floors: Mapping[str, float] = field(default_factory=dict)

    def under(self, query: Query) -> Context:
        """The same task and catalogue under other constraints.

        Raises:
            UsageError: the changed query describes no target.
        """
        return replace(
            self,
            query=query,
            device=self.target(query),
            inputs=query.inputs or (self.task.inputs if self.task else ()),
            outputs=query.outputs or (self.task.outputs if self.task else ()),
        )
