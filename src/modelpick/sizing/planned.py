"""How to serve a model: the answer of ``modelpick plan``, on hardware that is named or to be found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from modelpick.adviser import Adviser
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.knowledge.records import (
    DeviceRecord,
    EngineRecord,
    InterconnectRecord,
    QuantizationRecord,
    RuntimeRecord,
    Task,
)
from modelpick.planning.cluster import Cluster, cluster_of
from modelpick.planning.commands import run_commands
from modelpick.planning.engines import Command, Instructions, instructions
from modelpick.planning.facts import facts_of, gguf_repository, weights_of
from modelpick.planning.parallel import refusal
from modelpick.planning.plan import Links, Served, Wanted, pick, plans_for, ways
from modelpick.planning.traffic import link_of, network_of
from modelpick.sizing.ask import Ask
from modelpick.sizing.fitted import request_of, unsizable
from modelpick.sizing.formats import engines_of, formats_for, is_good
from modelpick.sizing.subject import Subject, find_subject, refuse_context
from modelpick.sizing.target import Target, target_of
from modelpick.units import format_gb

__all__ = ["Desk", "Plan", "Planned", "desk_of", "planned"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to serve the model on one target.

    Attributes:
        others: further splits of the same quantisation that go in, best first.
        also: other devices with as much memory, where the device was looked for.
        instructions: for every engine that can do it.
        cautions: what the reader must know or provide.
    """

    device: Device
    cluster: Cluster
    served: Served
    others: tuple[Served, ...] = ()
    also: tuple[str, ...] = ()
    instructions: tuple[Instructions, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """The answer.

    Attributes:
        target: the hardware that was named; None where it was to be found.
        plans: best (or smallest) first; empty where nothing serves it.
        unknown: why nothing can be said.
        remedies: what would change that, where nothing serves it.
        quantizations: records of those in the plans.
        links: every interconnect, for what they are called and their source.
    """

    subject: Subject
    target: Target | None
    wanted: Wanted
    plans: tuple[Plan, ...]
    unknown: str | None
    remedies: tuple[str, ...]
    quantizations: Mapping[str, QuantizationRecord]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What plans are made from: the catalogue's engines, links and devices, read once."""

    adviser: Adviser
    engines: Mapping[str, EngineRecord]
    runtimes: Mapping[str, RuntimeRecord]
    links: Sequence[InterconnectRecord]
    devices: Mapping[str, DeviceRecord]

    def links_of(self, device: Device, together: int) -> Links:
        """What joins the devices of a machine, and machines."""
        record = self.devices.get(device.ids[0]) if device.ids else None
        return Links(link_of(record, self.links, together), network_of(self.links))

    def engines_on(self, device: Device) -> dict[str, EngineRecord]:
        """The engines that run on a device."""
        return {key: e for key, e in self.engines.items() if self._runs(self.runtimes.get(key), device)}

    def _runs(self, runtime: RuntimeRecord | None, device: Device) -> bool:
        return runtime is not None and (device.backend is None or device.backend in runtime.platforms)

    def serve(
        self,
        subject: Subject,
        device: Device,
        cluster: Cluster,
        wanted: Wanted,
        found: Iterable[Quantization],
    ) -> tuple[Served, ...]:
        """The best way to serve each quantisation on a target."""
        links = self.links_of(device, cluster.per_node)
        calibration = self.adviser.shared.calibration
        return plans_for(subject.shape, device, cluster, wanted, found, self.engines, calibration, links)

    def every_way(
        self, subject: Subject, device: Device, cluster: Cluster, wanted: Wanted, quantization: Quantization
    ) -> tuple[Served, ...]:
        """Every split of one quantisation on a target, best first."""
        links = self.links_of(device, cluster.per_node)
        calibration = self.adviser.shared.calibration
        return ways(subject.shape, device, cluster, wanted, quantization, self.engines, calibration, links)

    def detailed(
        self,
        subject: Subject,
        device: Device,
        cluster: Cluster,
        served: Served,
        wanted: Wanted,
        also: tuple[str, ...],
    ) -> Plan:
        """A plan with the commands of every engine that can follow it, and its other splits."""
        quantization = self.adviser.shared.quantizations[served.option.quantization]
        every = self.every_way(subject, device, cluster, wanted, quantization)
        others = tuple(one for one in every if one.fits and one.split != served.split)
        steps, cautions = self._instructions(subject, device, cluster, served, wanted)
        return Plan(device, cluster, served, others, also, steps, cautions)

    def _instructions(
        self, subject: Subject, device: Device, cluster: Cluster, served: Served, wanted: Wanted
    ) -> tuple[tuple[Instructions, ...], tuple[str, ...]]:
        found: list[Instructions] = []
        cautions: list[str] = []
        for engine in self._able(subject, device, served, wanted):
            facts = facts_of(
                subject.model, served.option, engine, device, cluster, served.split, wanted.concurrency
            )
            found += instructions(engine, facts)
            cautions += _missing_weights(subject, served, engine)
        if not found:
            return self._simple(subject, device, served), tuple(cautions)
        return tuple(found), tuple(dict.fromkeys([*cautions, *_grouped(served)]))

    def _simple(self, subject: Subject, device: Device, served: Served) -> tuple[Instructions, ...]:
        """One line for each program that runs a model no engine serves."""
        lines = run_commands(subject.model, served.option, device, self.runtimes.values(), {})
        return tuple(
            Instructions(
                id=line.runtime,
                name=self.runtimes[line.runtime].name,
                engine=line.runtime,
                commands=(Command("the machine", line.command),),
                manifest=None,
                note=None,
                refs=self.runtimes[line.runtime].refs,
            )
            for line in lines
        )

    def _able(self, subject: Subject, device: Device, served: Served, wanted: Wanted) -> list[EngineRecord]:
        """The engines that split as the plan does and store its cache; the one it was made for first."""
        runtime, kv_type = served.option.runtime, served.option.kv_type
        planned = self.engines.get(runtime)
        able = [
            engine
            for key, engine in self.engines_on(device).items()
            if (planned is None or engine.parallel == planned.parallel)
            and kv_type in engine.kv_types
            and self._serves(key, subject)
        ]
        if wanted.request.runtime is not None:
            able = [engine for engine in able if engine.id == wanted.request.runtime]
        return sorted(able, key=lambda engine: (engine.id != runtime, engine.id))

    def _serves(self, runtime: str, subject: Subject) -> bool:
        skills = set(self.runtimes[runtime].capabilities)
        return subject.size is not None or not skills or bool(skills & set(subject.model.capabilities))


def desk_of(adviser: Adviser) -> Desk:
    """Read what plans are made from."""
    catalog = adviser.catalog
    return Desk(
        adviser=adviser,
        engines=engines_of(adviser),
        runtimes={runtime.id: runtime for runtime in catalog.all("runtimes", RuntimeRecord)},
        links=catalog.all("interconnects", InterconnectRecord),
        devices={record.id: record for record in adviser.hardware.devices},
    )


def planned(ask: Ask, adviser: Adviser) -> Planned:
    """Plan how to serve a model: on the hardware named, or on the smallest of each kind that would do.

    Raises:
        UsageError: names or values that cannot be used, among them more context than the model was made for.
    """
    subject = find_subject(ask.name, adviser)
    refuse_context(subject, ask.query.context)
    request, notes = request_of(ask, subject)
    wanted = Wanted(request, ask.query.concurrency, ask.query.min_speed)
    target = target_of(ask.query, adviser) if ask.query.states_hardware else None
    said = (*ask.notes, *subject.notes)
    if unknown := unsizable(subject, request):
        return Planned(subject, target, wanted, (), unknown, (), {}, said)
    said = (*said, *notes)
    if target is None and wanted.min_speed is None and subject.shape.kind == "text":
        wanted = replace(wanted, min_speed=_interactive(adviser))
        said = (
            *said,
            f"at least {wanted.min_speed:g} tok/s for each user was assumed (--min-speed says how much)",
        )
    desk = desk_of(adviser)
    if target is None:
        from modelpick.sizing.smallest import smallest

        plans, remedies = smallest(ask, subject, wanted, desk), _unmet(wanted)
    else:
        plans, remedies, more = _on_target(ask, subject, target, wanted, desk)
        said = (*said, *more)
    known = {q.id: q for q in adviser.catalog.all("quantizations", QuantizationRecord)}
    used = {plan.served.option.quantization: known[plan.served.option.quantization] for plan in plans}
    return Planned(subject, target, wanted, plans, None, () if plans else remedies, used, said)


def _interactive(adviser: Adviser) -> float:
    """Tokens a second that keep ahead of a reader."""
    return adviser.catalog.get("tasks", Task, "chat").speed.interactive or 0.0


def _on_target(
    ask: Ask, subject: Subject, target: Target, wanted: Wanted, desk: Desk
) -> tuple[tuple[Plan, ...], tuple[str, ...], tuple[str, ...]]:
    device = target.device
    cluster = cluster_of(device, ask.cluster)
    notes = [f"{cluster.nodes} machines with {cluster.per_node} GPUs each were assumed"] * cluster.assumed
    formats = formats_for(ask, subject, device, desk.adviser)
    every = desk.serve(subject, device, cluster, wanted, _loadable(ask, subject, formats.quantizations, desk))
    chosen = pick(every, wanted, serving=wanted.concurrency > 1 or device.count > 1)
    notes += formats.notes
    if chosen is None:
        return (), _remedies(every, wanted, subject), tuple(notes)
    plan = desk.detailed(subject, device, cluster, chosen, wanted, ())
    return (plan,), (), (*notes, *_limits(subject, cluster))


def _loadable(ask: Ask, subject: Subject, found: Iterable[Quantization], desk: Desk) -> list[Quantization]:
    """The quantisations anyone can load: plain types, GGUF, what an engine makes itself, what is published.

    A format that takes a checkpoint nobody is known to have made is planned for only where it is asked for. What
    keeps too little is left to ``fit``.
    """
    made = {name for engine in desk.engines.values() for name in engine.online}
    return [
        q
        for q in found
        if q.id == ask.quantization
        or (is_good(q.bits_per_weight, q.quality_loss) and (q.format in ("any", "gguf") or q.id in made))
        or q.id in subject.shape.files
    ]


def _limits(subject: Subject, cluster: Cluster) -> list[str]:
    """Why the whole machine is not used tensor-parallel, where heads do not allow it."""
    reason = refusal(subject.shape.architecture, cluster.per_node) if subject.shape.kind == "text" else None
    return [f"tensor parallelism over all {cluster.per_node}: {reason}"] if reason else []


def _remedies(every: Sequence[Served], wanted: Wanted, subject: Subject) -> tuple[str, ...]:
    """Why nothing serves it, and what would."""
    fitting = [one for one in every if one.fits]
    if fitting and wanted.min_speed:
        best = max(fitting, key=lambda one: one.option.decode.value if one.option.decode else 0.0)
        speed = best.option.decode or best.option.item
        reached = f"{speed.value:.3g} {speed.unit}" if speed else "an unknown speed"
        return (f"the fastest that fits, {best.option.quantization}, reaches {reached}", *_elsewhere(subject))
    near = min(every, key=lambda one: one.load.total - one.load.available, default=None)
    if near is None:
        return _elsewhere(subject)
    load = near.load
    short = f"{near.option.quantization} needs {format_gb(load.total)} on each device; {format_gb(load.available)} are usable"
    room = f"with {near.option.quantization}, --context {load.max_context} would go in"
    return (short, *([room] if load.max_context else []), *_elsewhere(subject))


def _elsewhere(subject: Subject) -> tuple[str, ...]:
    return (f'the smallest hardware that serves it: modelpick plan "{subject.name}"',)


def _unmet(wanted: Wanted) -> tuple[str, ...]:
    speed = f" at {wanted.min_speed:g} tokens a second" if wanted.min_speed else ""
    return (
        f"no hardware of the catalogue serves it{speed}; ask for less context, fewer users or fewer bits",
    )


def _missing_weights(subject: Subject, served: Served, engine: EngineRecord) -> list[str]:
    """A word where a command names weights that the reader must find or make."""
    option = served.option
    if option.format == "gguf" and gguf_repository(subject.model, option.quantization) is None:
        return [f"no GGUF repository of {subject.name} is recorded: find one, or convert the weights"]
    if weights_of(subject.model, option, engine) != subject.model.id:
        return [f"no {option.quantization} checkpoint of {subject.name} is recorded: put its name or path in"]
    return []


def _grouped(served: Served) -> list[str]:
    split = served.split
    if split.servers == 1:
        return []
    what = "machine" if split.nodes == 1 else f"group of {split.nodes} machines"
    return [f"repeat the commands on every {what}, {split.servers} in all, behind one load balancer"]
