"""A model and a load, with what the catalogue knows of engines, links and devices: where plans are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from modelpick.adviser import Adviser
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.knowledge.records import DeviceRecord, EngineRecord, InterconnectRecord, RuntimeRecord
from modelpick.planning.cluster import Cluster
from modelpick.planning.commands import run_commands, runs_on
from modelpick.planning.engines import Command, Instructions, instructions
from modelpick.planning.facts import facts_of, gguf_repository, weights_of
from modelpick.planning.plan import Job, Served, Wanted, plans_for, ways
from modelpick.planning.traffic import Links, link_of, network_of
from modelpick.sizing.formats import engines_of
from modelpick.sizing.subject import Subject

__all__ = ["Desk", "Place", "Plan", "desk_of"]


class Place(Struct, frozen=True):
    """Devices, and how they stand in machines."""

    device: Device
    cluster: Cluster


class Plan(Struct, frozen=True):
    """One way to serve the model on one target.

    Attributes:
        others: further splits of the same quantisation that go in, best first.
        also: other devices with as much memory, where the device was looked for.
        instructions: for every engine that can do it.
        cautions: what the reader must know or provide.
    """

    place: Place
    served: Served
    others: tuple[Served, ...] = ()
    also: tuple[str, ...] = ()
    instructions: tuple[Instructions, ...] = ()
    cautions: tuple[str, ...] = ()


class Desk(Struct, frozen=True):
    """A model and a load, and what plans for them are made from."""

    adviser: Adviser
    subject: Subject
    wanted: Wanted
    engines: Mapping[str, EngineRecord]
    runtimes: Mapping[str, RuntimeRecord]
    links: Sequence[InterconnectRecord]
    devices: Mapping[str, DeviceRecord]

    def serve(self, place: Place, quantizations: Iterable[Quantization]) -> tuple[Served, ...]:
        """The best way to serve each quantisation on a target."""
        return plans_for(self._job(place), quantizations)

    def runs(self, runtime: str, device: Device) -> bool:
        """Whether a runtime runs on a device; one the catalogue does not have is taken to."""
        known = self.runtimes.get(runtime)
        return known is None or runs_on(known, device)

    def detailed(self, place: Place, served: Served, also: tuple[str, ...] = ()) -> Plan:
        """A plan with the commands of every engine that can follow it, and its other splits."""
        quantization = self.adviser.shared.quantizations[served.option.quantization]
        every = ways(self._job(place), quantization)
        others = tuple(one for one in every if one.fits and one.split != served.split)
        steps = self._instructions(place, served)
        cautions = (*self._cautions(steps, served), *_grouped(served))
        return Plan(place, served, others, also, steps, cautions)

    def _job(self, place: Place) -> Job:
        device, cluster = place.device, place.cluster
        record = self.devices.get(device.ids[0]) if device.ids else None
        links = Links(link_of(record, self.links, cluster.per_node), network_of(self.links))
        calibration = self.adviser.shared.calibration
        return Job(self.subject.shape, device, cluster, self.wanted, self.engines, calibration, links)

    def _instructions(self, place: Place, served: Served) -> tuple[Instructions, ...]:
        model, concurrency = self.subject.model, self.wanted.concurrency
        found: list[Instructions] = []
        for engine in self._able(place.device, served):
            facts = facts_of(
                model,
                served.option,
                engine,
                place.device,
                cluster=place.cluster,
                split=served.split,
                concurrency=concurrency,
            )
            found += instructions(engine, facts)
        return tuple(found) or tuple(self._simple(place.device, served))

    def _able(self, device: Device, served: Served) -> list[EngineRecord]:
        """The engines that split as the plan does and store its cache; the one it was made for first."""
        option, asked = served.option, self.wanted.request.runtime
        planned = self.engines.get(option.runtime)
        able = [
            engine
            for engine in self.engines.values()
            if asked in (None, engine.id)
            and (planned is None or engine.parallel == planned.parallel)
            and option.kv_type in engine.kv_types
            and self.runs(engine.id, device)
            and self._serves(engine.id)
        ]
        return sorted(able, key=lambda engine: (engine.id != option.runtime, engine.id))

    def _serves(self, runtime: str) -> bool:
        """Whether a runtime serves such models; a plain size is taken to be a language model."""
        skills = set(self.runtimes[runtime].capabilities)
        return self.subject.size is not None or bool(skills & set(self.subject.model.capabilities))

    def _simple(self, device: Device, served: Served) -> Iterator[Instructions]:
        """One line for each program that runs a model no engine serves."""
        for line in run_commands(self.subject.model, served.option, device, self.runtimes.values(), {}):
            runtime = self.runtimes[line.runtime]
            commands = (Command("the machine", line.command),)
            yield Instructions(runtime.id, runtime.name, runtime.id, commands, None, None, runtime.refs)

    def _cautions(self, steps: Sequence[Instructions], served: Served) -> Iterator[str]:
        """A word where a command names weights that the reader must find or make."""
        option, name = served.option, self.subject.name
        as_gguf = self.subject.shape.kind == "text" and option.format == "gguf"
        if as_gguf and gguf_repository(self.subject.model, option.quantization) is None:
            yield f"no GGUF repository of {name} is recorded: find one, or convert the weights"
            return
        if not steps:
            yield f"no command for {name} at {option.quantization} is recorded"
        named = (self.engines[step.engine] for step in steps if step.engine in self.engines)
        if any(weights_of(self.subject.model, option, engine) != self.subject.model.id for engine in named):
            yield f"no {option.quantization} checkpoint of {name} is recorded: put its name or path in"


def desk_of(subject: Subject, wanted: Wanted, adviser: Adviser) -> Desk:
    """Read what plans are made from."""
    catalog = adviser.catalog
    return Desk(
        adviser=adviser,
        subject=subject,
        wanted=wanted,
        engines=engines_of(adviser),
        runtimes={runtime.id: runtime for runtime in catalog.all("runtimes", RuntimeRecord)},
        links=catalog.all("interconnects", InterconnectRecord),
        devices={record.id: record for record in adviser.hardware.devices},
    )


def _grouped(served: Served) -> Iterator[str]:
    split = served.split
    if split.servers > 1:
        what = "machine" if split.nodes == 1 else f"group of {split.nodes} machines"
        yield f"repeat the commands on every {what}, {split.servers} in all, behind one load balancer"
