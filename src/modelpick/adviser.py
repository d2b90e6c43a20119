"""The engine for callers: a catalogue opened once, and every question asked of it.

The command line, the wizard, batches and the Python interface all go through an `Adviser`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from modelpick.advice import Advice, Alternative
from modelpick.errors import UnknownId, UsageError
from modelpick.estimate.calibration import Calibration
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.knowledge import records
from modelpick.knowledge.store import Catalog
from modelpick.lazily import Lazy
from modelpick.pipeline.candidates import is_gentle
from modelpick.pipeline.context import Context, Memo, Shared
from modelpick.query import Query

if TYPE_CHECKING:
    from modelpick.hardware.detect import Detected
    from modelpick.hardware.known import Hardware
    from modelpick.measuring.runs import Runs
    from modelpick.planning.commands import RunCommand

__all__ = ["Adviser"]

_REFERENCE = "H100"
_LISTED = 8


class Adviser:
    """Answers questions from one catalogue. Keeps what it has read and worked out; safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.memo = Memo()

    @cached_property
    def shared(self) -> Shared:
        """The small vocabularies every query needs."""
        catalog = self.catalog
        quantizations = [_quantization(q) for q in catalog.all("quantizations", records.QuantizationRecord)]
        return Shared(
            tables=_ordered(catalog.all("tables", records.DecisionTable)),
            classes={c.id: c for c in catalog.all("classes", records.ModelClass)},
            licenses={found.id: found for found in catalog.all("licenses", records.License)},
            modalities={found.id: found for found in catalog.all("modalities", records.Modality)},
            criteria=catalog.all("criteria", records.CriterionRecord),
            quantizations={found.id: found for found in quantizations},
            gentle=tuple(filter(is_gentle, quantizations)),
            calibration=Calibration.from_mapping(catalog.document("calibration")),
        )

    @cached_property
    def hardware(self) -> Hardware:
        """Every device of the catalogue and the rules of what a model may take of its memory."""
        from modelpick.hardware.known import Hardware

        devices = self.catalog.all("hardware", records.DeviceRecord)
        return Hardware(devices, self.catalog.all("reserves", records.ReserveRecord))

    def advise(self, query: Query, *, relax: bool = False) -> Advice:
        """Answer a query; ``relax`` asks what else there would be under milder constraints.

        Raises:
            UsageError: the query names something unknown or contradicts itself.
        """
        from modelpick.pipeline.advise import advise

        return advise(self.context(query), relax=relax)

    def with_commands(self, advice: Advice) -> Advice:
        """The advice with how to start each model it shows, where the target is this machine programs on it first."""
        from msgspec.structs import replace

        query, found = advice.query, advice.alternatives
        here = query.states_hardware and query.hardware in (None, "auto")
        installed = self._installed if here else frozenset()

        def started(place: int) -> Alternative:
            one = found[place]
            return replace(one, run=self._commands(advice, one, installed)) if place < query.limit else one

        return replace(advice, alternatives=Lazy(len(found), started))

    def _commands(
        self, advice: Advice, found: Alternative, installed: frozenset[str]
    ) -> tuple[RunCommand, ...]:
        """Worked out once for a model at a quantisation and context on a device."""
        from modelpick.planning.commands import run_commands

        model, option, device = found.model, found.option, advice.device
        task = advice.stages[found.stage].task if found.stage else advice.task
        tag = task.pipeline_tag if task else None
        return self.memo.commands.of(
            (model.id, option, device, tag, installed),
            lambda: run_commands(
                model, option, device, self._runtimes, self._engines, installed=installed, task=tag
            ),
        )

    @cached_property
    def _runtimes(self) -> tuple[records.RuntimeRecord, ...]:
        return self.catalog.all("runtimes", records.RuntimeRecord)

    @cached_property
    def _engines(self) -> dict[str, records.EngineRecord]:
        return {found.id: found for found in self.catalog.all("engines", records.EngineRecord)}

    @cached_property
    def _installed(self) -> frozenset[str]:
        """Ids of the runtimes of which a program is on this machine."""
        from modelpick.planning.commands import present

        return present(self._runtimes)

    def query(self, **options: Any) -> Query:
        """A query from what people type: options of ``recommend`` by name, underscores for dashes.

        Raises:
            UsageError: an unknown option, name or value.
        """
        from modelpick.intake import build_query

        return build_query({name.replace("_", "-"): value for name, value in options.items()}, self.catalog)

    def context(self, query: Query) -> Context:
        """Resolve a query against the catalogue."""
        task = self._task(query.task) if query.task else None
        return Context(
            query=query,
            catalog=self.catalog,
            shared=self.shared,
            task=task,
            lineage=self._lineage(task),
            device=self.memo.target(query, self.target),
            inputs=query.inputs or (task.inputs if task else ()),
            outputs=query.outputs or (task.outputs if task else ()),
            target=self.target,
            reference=lambda: self.reference,
            memo=self.memo,
        )

    def target(self, query: Query) -> Device | None:
        """The device a query describes, or None when it says nothing of hardware.

        Raises:
            UsageError: an unknown or ambiguous name, or sizes that contradict it.
        """
        if not query.states_hardware:
            return None
        try:
            return self._target(query)
        except UsageError as error:
            error.option = "hardware" if query.hardware is not None else None
            raise

    def _target(self, query: Query) -> Device:
        sizes = (query.vram, query.ram, query.memory)
        if query.hardware is None and any(size is not None for size in sizes):
            from modelpick.hardware.resolve import describe

            return describe(self.hardware, vram=query.vram, ram=query.ram, memory=query.memory)
        if query.hardware in (None, "auto"):
            return self.here(query)
        return self.resolve(query.hardware or "", query)

    def here(self, query: Query) -> Device:
        """This machine as detected, its memory overridden by the sizes of the query.

        Raises:
            UsageError: sizes that leave no memory.
        """
        if query.vram is None and query.ram is None and query.memory is None:
            return self.detected.device
        from modelpick.hardware.override import overridden
        from modelpick.hardware.resolve import Sizes

        return overridden(self.detected.device, self.hardware, Sizes(query.vram, query.ram, query.memory))

    @cached_property
    def reference(self) -> Device:
        """The best single device, assumed where a speed floor is asked without hardware."""
        return self.resolve(_REFERENCE)

    def resolve(self, name: str, query: Query | None = None) -> Device:
        """A device by name, its sizes overridden by those of the query.

        Raises:
            UsageError: an unknown or ambiguous name.
        """
        from modelpick.hardware.resolve import resolve

        sizes = query or Query()
        device = resolve(name, self.hardware, vram=sizes.vram, ram=sizes.ram, memory=sizes.memory)
        return self._with_runs(device, here=False)

    @cached_property
    def detected(self) -> Detected:
        """This machine, with what the user measured on it."""
        from msgspec.structs import replace

        from modelpick.hardware.detect import detect

        found = detect(self.hardware)
        return replace(found, device=self._with_runs(found.device, here=True))

    @cached_property
    def _runs(self) -> Runs | None:
        """What the user measured; None where nothing was, which is told without reading a file."""
        from modelpick.knowledge.layers import runs_folder
        from modelpick.knowledge.locate import user_folder

        if not runs_folder(user_folder()).is_dir():
            return None
        from modelpick.measuring.runs import read_runs

        return read_runs(user_folder())

    def _with_runs(self, device: Device, *, here: bool) -> Device:
        if self._runs is None:
            return device
        from modelpick.measuring.own import with_runs

        return with_runs(device, self._runs, self.catalog, self.shared, here=here)

    def model(self, name: str) -> records.ModelRecord:
        """The one model a name stands for: its id, or words of its id or name that no other model has.

        Raises:
            UnknownId: none; the message names the closest.
            UsageError: several; the message names them.
        """
        try:
            return self.catalog.model(name)
        except KeyError:
            found = self.catalog.search_models(name)
        if len(found) == 1:
            return found[0]
        if exact := [model for model in found if _exactly(model, name)]:
            return min(exact, key=lambda model: len(model.id))
        if not found:
            raise UnknownId("model", name, self.catalog.model_names())
        shown = ", ".join(sorted(model.id for model in found)[:_LISTED])
        more = " …" if len(found) > _LISTED else ""
        message = f"no model is called {name[:80]!r} alone; it may be any of: {shown}{more}"
        raise UsageError(message, hint="name one by its id")

    def _lineage(self, task: records.Task | None) -> tuple[str, ...]:
        lineage: list[str] = []
        while task is not None and task.id not in lineage:
            lineage.append(task.id)
            task = self._task(task.parent) if task.parent else None
        return tuple(lineage)

    def _task(self, key: str) -> records.Task:
        return self.memo.tasks.of(key, lambda: self.catalog.get("tasks", records.Task, key))


def _ordered(tables: tuple[records.DecisionTable, ...]) -> tuple[records.DecisionTable, ...]:
    """Proposing tables first, so that equal class scores keep the order in which tasks propose them."""
    roles = ("task", "modality", "constraint", "need", "caution")
    return tuple(sorted(tables, key=lambda table: roles.index(table.role)))


def _quantization(record: records.QuantizationRecord) -> Quantization:
    return Quantization(record.id, record.format, record.bits_per_weight, record.quality_loss, record.usual)


def _exactly(model: records.ModelRecord, name: str) -> bool:
    from modelpick.knowledge.naming import words

    return words(name) in (words(model.name), words(model.id.split("/")[-1]))
