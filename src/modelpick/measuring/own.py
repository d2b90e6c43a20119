"""Stored runs as what the estimates need: speeds that win on the hardware they were measured on, and its ratios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.errors import Problem
from modelpick.estimate.device import Device
from modelpick.estimate.fit import fit_options
from modelpick.estimate.interval import Interval
from modelpick.estimate.own import Judged, Own, OwnRun, What, engine_of
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.estimate.runtimes import usual_runtime
from modelpick.estimate.shape import ModelShape
from modelpick.knowledge.store import Catalog
from modelpick.measuring.protocol import Figure
from modelpick.measuring.runs import Place, Run, Runs
from modelpick.pipeline.candidates import shape_of
from modelpick.pipeline.context import Shared

__all__ = ["Expected", "expected", "place_of", "use_of", "with_runs"]

_PLAUSIBLE = 3.0
"""Times the 90 % interval beyond which a run says that something else was measured: another device, a CPU in
place of a GPU, another model. It is shown for its own model, but moves no other."""
_LEAST_WEIGHTS = 5e7
"""Bytes below which a model's time is that of starting its layers, and says nothing of larger ones."""
_REPEAT = 0.1
"""Runs of one setting differ by as much from day to day, so no interval is narrower on either side."""


class Expected(Struct, frozen=True):
    """What would have been estimated for a run without it; None: no estimate.

    Attributes:
        engine: that it was judged as.
        telling: whether the model is large enough to say something of others.
    """

    engine: str
    decode: Interval | None = None
    prefill: Interval | None = None
    telling: bool = False


def place_of(device: Device) -> Place:
    """The hardware as runs name it."""
    on_cpu = device.pools[0].kind == "ram" or device.backend == "cpu"
    return Place(
        name=device.name,
        ids=device.ids,
        kind=device.kind,
        backend=device.backend,
        count=device.count,
        memory=device.pools[0].kind,
        cores=device.cores if on_cpu else None,
    )


def with_runs(device: Device, stored: Runs, catalog: Catalog, shared: Shared, *, here: bool) -> Device:
    """The device with what was measured on it; itself where nothing was.

    Args:
        here: whether it is this machine.
    """
    place = place_of(device)
    mine = [run for run in stored.runs if run.hardware is not None and place.is_like(run.hardware)]
    if here and stored.broken:
        device = replace(device, assumptions=(*device.assumptions, *_complaints(stored.broken)))
    if not mine:
        return device
    where = "this machine" if here else "such hardware"
    kept = {(run.model, run.quantization, run.runtime): run for run in mine}
    newest = sorted(kept.values(), key=lambda run: run.id, reverse=True)
    judged = [one for run in newest for one in _judged(run, device, catalog, shared)]
    runs = [found for run in newest if (found := _own(run, device, where, catalog, shared)) is not None]
    return replace(device, own=Own(where, tuple(runs), tuple(judged)))


def expected(run: Run, device: Device, catalog: Catalog, shared: Shared) -> Expected | None:
    """What is estimated for a run's model under its load, without any run; None where nothing can be."""
    known = _known(run, catalog, shared)
    if known is None:
        return None
    shape, quantization = known
    runtime = run.runtime or usual_runtime(shape, quantization, device)
    request = Request(
        context=max(512, 2 * max(run.prompt_tokens, default=0)),
        prompt_tokens=max(1, min(run.prompt_tokens, default=1)),
        answer_tokens=run.answer_tokens,
        runtime=runtime,
        quantizations=(quantization.id,),
    )
    reading = replace(request, prompt_tokens=max(1, max(run.prompt_tokens, default=1)))
    bare = replace(device, own=None)
    short, long = (
        fit_options(shape, bare, asked, (quantization,), shared.calibration) for asked in (request, reading)
    )
    if not short or short[0].verdict not in ("fits", "tight"):
        return Expected(engine_of(runtime))
    return Expected(
        engine_of(runtime), short[0].decode, long[0].prefill, telling=short[0].weights >= _LEAST_WEIGHTS
    )


def use_of(run: Run, device: Device | None, catalog: Catalog, shared: Shared) -> tuple[bool, str]:
    """Whether later estimates are calibrated by a run, and a sentence that says so or why not."""
    if device is None:
        return (
            False,
            "no estimate uses it: on which hardware the server runs is not known (--hardware says it)",
        )
    if run.model is None:
        hint = "bench MODEL names it, modelpick catalog import adds it"
        return False, f"no estimate uses it: the catalogue has no {run.served!r} ({hint})"
    if run.quantization is None:
        return False, "no estimate uses it: its quantisation is not known (--quant says it)"
    if list(_judged(run, device, catalog, shared)):
        return True, f"later estimates for {device.name} are calibrated by it"
    return False, f"it counts for this model alone: {_why_alone(expected(run, device, catalog, shared))}"


def _why_alone(said: Expected | None) -> str:
    if said is None or said.decode is None:
        return "nothing is estimated of it on this hardware"
    if not said.telling:
        return "it is too small to say anything of others"
    return "it is far from what this hardware should reach (is the GPU used? is the model the one named?)"


def _known(run: Run, catalog: Catalog, shared: Shared) -> tuple[ModelShape, Quantization] | None:
    """The shape and quantisation of a run; None where the catalogue lacks one."""
    quantization = shared.quantizations.get(run.quantization or "")
    if run.model is None or quantization is None:
        return None
    try:
        model = catalog.model(run.model)
    except KeyError:
        return None
    return shape_of(model, shared.candidate(model.classes[0]), shared), quantization


def _judged(run: Run, device: Device, catalog: Catalog, shared: Shared) -> Iterator[Judged]:
    found = expected(run, device, catalog, shared)
    if found is None or not found.telling:
        return
    sides: tuple[tuple[What, Figure | None, Interval | None, bool], ...] = (
        ("decode", run.decode, found.decode, True),
        ("prefill", run.prefill, found.prefill, run.read),
    )
    for what, figure, said, sure in sides:
        if figure is None or said is None or not sure or figure.median <= 0:
            continue
        if said.low / _PLAUSIBLE <= figure.median <= said.high * _PLAUSIBLE:
            yield Judged(what, found.engine, figure.median / said.value)


def _own(run: Run, device: Device, where: str, catalog: Catalog, shared: Shared) -> OwnRun | None:
    """The run as a measurement of its own model; None where it is not known what was measured."""
    known = _known(run, catalog, shared)
    if known is None:
        return None
    shape, quantization = known
    runtime = run.runtime or usual_runtime(shape, quantization, device)
    program = f" with {run.runtime}" if run.runtime else ""
    basis = f"measured on {where}{program}, {run.date[:10]}"
    return OwnRun(
        shape.id,
        quantization.id,
        engine_of(runtime),
        _interval(run.decode, basis),
        _interval(run.prefill, basis) if run.read else None,
    )


def _interval(figure: Figure | None, basis: str) -> Interval | None:
    if figure is None or figure.low <= 0:
        return None
    low, high = (
        min(figure.low, (1 - _REPEAT) * figure.median),
        max(figure.high, (1 + _REPEAT) * figure.median),
    )
    return Interval(figure.median, low, high, "tok/s", basis)


def _complaints(broken: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(
        f"a stored run is left out: {problem} (modelpick bench --forget removes it)" for problem in broken
    )
