"""How to serve a model: the answer of ``modelpick plan``, on hardware that is named or to be found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.adviser import Adviser
from modelpick.estimate.quantization import Quantization, is_measured
from modelpick.hardware.resolve import machines_of
from modelpick.knowledge.records import QuantizationRecord, Task
from modelpick.planning.cluster import Cluster, cluster_of
from modelpick.planning.parallel import refusal
from modelpick.planning.plan import Served, Wanted, pick
from modelpick.sizing.ask import Ask
from modelpick.sizing.desk import Desk, Place, Plan, desk_of
from modelpick.sizing.fitted import request_of, unsizable
from modelpick.sizing.formats import formats_for, is_good
from modelpick.sizing.smallest import smallest
from modelpick.sizing.subject import Subject, find_subject, refuse_context
from modelpick.sizing.target import Target, target_of
from modelpick.units import format_figure, format_gb

__all__ = ["Planned", "planned"]


class Planned(Struct, frozen=True):
    """The answer.

    Attributes:
        target: the hardware that was named; None where it was to be found.
        plans: best (or smallest) first; empty where nothing serves it.
        unknown: why nothing can be said.
        remedies: what would change that, where nothing serves it.
        quantizations: records of those in the plans.
    """

    subject: Subject
    target: Target | None
    wanted: Wanted
    plans: tuple[Plan, ...]
    unknown: str | None
    remedies: tuple[str, ...]
    quantizations: Mapping[str, QuantizationRecord]
    notes: tuple[str, ...]


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
    found = Planned(subject, target, wanted, (), None, (), {}, (*said, *notes))
    found = _anywhere(ask, found, adviser) if target is None else _on_target(ask, found, target, adviser)
    known = {q.id: q for q in adviser.catalog.all("quantizations", QuantizationRecord)}
    used = {plan.served.option.quantization for plan in found.plans}
    return replace(found, quantizations={name: known[name] for name in sorted(used)})


def _anywhere(ask: Ask, found: Planned, adviser: Adviser) -> Planned:
    """The smallest hardware of each kind; a reader's speed is asked for where none was named."""
    wanted = found.wanted
    if wanted.min_speed is None and found.subject.shape.kind == "text":
        floor = adviser.catalog.get("tasks", Task, "chat").speed.interactive
        wanted = replace(wanted, min_speed=floor)
        note = f"at least {floor:g} tok/s for each user was assumed (--min-speed says how much)"
        found = replace(found, wanted=wanted, notes=(*found.notes, note))
    plans = smallest(ask, desk_of(found.subject, wanted, adviser))
    return replace(found, plans=plans, remedies=() if plans else _unmet(wanted))


def _on_target(ask: Ask, found: Planned, target: Target, adviser: Adviser) -> Planned:
    """The best plan on the hardware that was named, or why there is none."""
    subject, wanted, device = found.subject, found.wanted, target.device
    cluster = cluster_of(device, ask.cluster or _rented(ask, adviser))
    place, desk = Place(device, cluster), desk_of(subject, wanted, adviser)
    formats = formats_for(ask, subject, device, adviser)
    suited = [q for q in formats.quantizations if ask.quantization or is_measured(q.format, q.quality_loss)]
    every = desk.serve(place, _loadable(ask, suited, desk))
    good = [one for one in every if ask.quantization or is_good(one.option.bits, one.option.quality_loss)]
    serving = wanted.concurrency > 1 or device.count > 1
    chosen = pick(good, wanted, serving=serving) or pick(every, wanted, serving=serving)
    notes = (*found.notes, *_assumed(cluster), *formats.notes)
    if chosen is None:
        return replace(found, notes=notes, remedies=_remedies(every, wanted, subject))
    return replace(found, notes=(*notes, *_limits(subject, cluster)), plans=(desk.detailed(place, chosen),))


def _rented(ask: Ask, adviser: Adviser) -> Cluster | None:
    """The machines that a name such as ``2x p5.48xlarge`` stands for."""
    name = ask.query.hardware
    found = machines_of(name, adviser.hardware) if name not in (None, "auto") else None
    return Cluster(*found) if found else None


def _assumed(cluster: Cluster) -> list[str]:
    grid = f"{cluster.nodes} machines with {cluster.per_node} GPUs each"
    return [f'{grid} were assumed (-H "2x8 H100" says how many)'] if cluster.assumed else []


def _loadable(ask: Ask, found: Iterable[Quantization], desk: Desk) -> list[Quantization]:
    """The quantisations anyone can load: plain types, GGUF, what an engine makes itself, what is published.

    A format that takes a checkpoint nobody is known to have made is planned for only where it is asked for.
    """
    made = {name for engine in desk.engines.values() for name in engine.online}
    files = desk.subject.shape.files
    formats = ("any", "gguf") if desk.subject.shape.kind == "text" else ("any",)
    native = "MXFP4" in files and ask.quantization is None  # made in it: more bits add nothing, others lose

    def loads(one: Quantization) -> bool:
        if native:
            return one.id in files
        return one.format in formats or one.id in made or one.id in files or one.id == ask.quantization

    return [one for one in found if loads(one)]


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
        reached = f"{format_figure(speed.value)} {speed.unit}" if speed else "an unknown speed"
        return (f"the fastest that fits, {best.option.quantization}, reaches {reached}", *_elsewhere(subject))
    good = [one for one in every if is_good(one.option.bits, one.option.quality_loss)]
    near = min(good or every, key=lambda one: one.load.total - one.load.available, default=None)
    if near is None:
        return _elsewhere(subject)
    load = near.load
    needs = f"{near.option.quantization} needs {format_gb(load.total)} on each device"
    short = f"{needs}; {format_gb(load.available)} are usable"
    room = f"with {near.option.quantization}, --context {load.max_context} would go in"
    fewer = f"with {near.option.quantization}, --concurrency {load.users} would go in"
    ways = [room] if load.max_context else []
    ways += [fewer] if 0 < load.users < wanted.concurrency else []
    return (short, *ways, *_elsewhere(subject))


def _elsewhere(subject: Subject) -> tuple[str, ...]:
    return (f'the smallest hardware that serves it: modelpick plan "{subject.name}"',)


def _unmet(wanted: Wanted) -> tuple[str, ...]:
    speed = f" at {wanted.min_speed:g} tokens a second" if wanted.min_speed else ""
    return (
        f"no hardware of the catalogue serves it{speed}; ask for less context, fewer users or fewer bits",
    )
