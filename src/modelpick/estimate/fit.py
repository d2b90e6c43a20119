"""Will a model fit, at which quantisation, and how fast: the one entry to the estimates.

`fit_options` answers for every quantisation, `choose` picks the one to use, `best_option` does both at once,
`reason_unknown` says why there is no answer. Everything is pure: bytes, seconds and FLOP/s in, values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from msgspec import Struct

from modelpick.estimate.calibration import Calibration
from modelpick.estimate.choice import choose, is_beaten, is_settled
from modelpick.estimate.demand import Demand, demand_of, reason_unknown
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.items import item_speed, item_unit
from modelpick.estimate.kv_cache import longest_context
from modelpick.estimate.option import Option
from modelpick.estimate.own import OwnRun, engine_of
from modelpick.estimate.placement import Placement, place
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.estimate.setting import Serving, Setting
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.speed import (
    Measurement,
    Pace,
    TextSpeed,
    Workload,
    deeper,
    latency,
    pace_of,
    published,
    text_speed,
)

__all__ = ["Measurement", "Option", "best_option", "choose", "fit_options", "reason_unknown"]

_NO_SPEED = TextSpeed(None, None, None, None)


class _Job(Struct, frozen=True):
    """One question: a model in a setting.

    Attributes:
        paces: by runtime, filled as runtimes turn up.
    """

    demand: Demand
    setting: Setting
    measured: Sequence[Measurement]
    paces: dict[str, Pace | None]

    def pace(self, load: Workload, runtime: str) -> Pace | None:
        """What the device reaches in ``runtime`` under the job's ``load``."""
        if runtime not in self.paces:
            ground = self.setting.ground(runtime, mixture=bool(load.cost.experts))
            self.paces[runtime] = pace_of(load, ground) if ground else None
        return self.paces[runtime]


def fit_options(
    shape: ModelShape,
    device: Device,
    request: Request,
    quantizations: Iterable[Quantization],
    calibration: Calibration,
    measured: Sequence[Measurement] = (),
) -> tuple[Option, ...]:
    """One option for every quantisation that suits, best quality first; empty where `reason_unknown` speaks.

    Args:
        quantizations: what exists; ``request.quantizations`` narrows it, and then nothing else is left out.
        measured: published speeds of this model on this device, which win over the estimate; what the user
            measured on it (``device.own``) wins over both.
    """
    if reason_unknown(shape, request) is not None:
        return ()
    setting = Setting(device, request, quantizations, calibration)
    job = _Job(demand_of(shape, request, setting.quantizations), setting, measured, {})
    servings = {serving.quantization.id: serving for serving in setting.servings(job.demand.shape)}
    asked = (servings[found.id] for found in setting.quantizations if found.id in servings)
    sized = (_size(job, serving) for serving in asked)
    options = (_option(job, each) for each in sized if each is not None)
    return tuple(sorted(options, key=lambda option: -option.weights))


def best_option(
    demand: Demand, setting: Setting, measured: Sequence[Measurement] = ()
) -> tuple[Option | None, Option | None]:
    """What `choose` picks of `fit_options`; where it picks none, also the option that takes least memory.

    The likeliest are sized first, and no more than it takes to be certain.
    """
    job = _Job(demand, setting, measured, {})
    running: list[Option] = []
    least: _Sized | None = None
    for serving in setting.servings(demand.shape):
        if is_beaten(serving.quantization, running):
            continue
        sized = _size(job, serving)
        if sized is None:
            continue
        if sized.spot.verdict == "too-large":
            least = sized if least is None or sized.total < least.total else least
            continue
        option = _option(job, sized)
        if is_settled(option):
            return option, None
        running.append(option)
    if not running:
        return None, _option(job, least) if least else None
    return choose(sorted(running, key=lambda option: -option.weights)), None


class _Sized(Struct, frozen=True, gc=False):
    """One quantisation, placed; ``total`` and ``weights`` in bytes."""

    serving: Serving
    weights: float
    total: float
    spot: Placement


def _size(job: _Job, serving: Serving) -> _Sized | None:
    """Place one quantisation; None where its weights are unknown."""
    demand = job.demand
    weights = demand.weights(serving.quantization)
    if weights is None:
        return None
    rest = demand.kv + demand.buffer + serving.overhead + demand.tower
    spot = place(job.setting.device, weights, rest, may_offload=serving.offloads)
    return _Sized(serving, weights, weights + rest, spot)


def _option(job: _Job, sized: _Sized) -> Option:
    """Time one quantisation that was placed."""
    demand, serving, spot = job.demand, sized.serving, sized.spot
    quantization, request = serving.quantization, job.setting.request
    overhead = serving.overhead + demand.tower
    speed, item = _speeds(job, sized)
    return Option(
        quantization=quantization.id,
        runtime=serving.runtime,
        context=request.context,
        kv_type=request.kv_type,
        weights=sized.weights,
        kv_cache=demand.kv,
        compute=demand.buffer,
        overhead=overhead,
        total=sized.total,
        available=spot.available,
        verdict=spot.verdict,
        max_context=_max_context(job, spot.available - sized.weights - overhead),
        decode=speed.decode,
        prefill=speed.prefill,
        item=item,
        latency=speed.latency or _one_item(item),
        quality_loss=quantization.quality_loss,
        bits=quantization.bits_per_weight,
        format=quantization.format,
        decode_full=speed.full,
        published=quantization.id in demand.shape.files,
        notes=demand.notes,
    )


def _speeds(job: _Job, sized: _Sized) -> tuple[TextSpeed, Interval | None]:
    """Token speeds of a language model, or the item speed of another, with what was published in front."""
    serving, weights, spot = sized.serving, sized.weights, sized.spot
    if spot.verdict == "too-large":
        return _NO_SPEED, None
    seen, load, setting = _seen(job, serving, spot), job.demand.load, job.setting
    if load is None:
        item = published(seen, "item") or item_speed(
            job.demand.shape, setting.device, weights, setting.calibration
        )
        return _NO_SPEED, item
    pace = job.pace(load, serving.runtime)
    name = serving.quantization.id
    speed = text_speed(load, pace, weights, name, resident=spot.resident) if pace else _NO_SPEED
    own = _own_run(job, serving)
    if not seen and own is None:
        return speed, None
    decode = (own and own.decode) or published(seen, "decode") or speed.decode
    prefill = (own and own.prefill) or published(seen, "prefill") or speed.prefill
    full = deeper(decode, speed)
    return TextSpeed(decode, full, prefill, latency(load, decode, prefill)), None


def _seen(job: _Job, serving: Serving, spot: Placement) -> Sequence[Measurement]:
    """What was published of this quantisation in that program, for one sequence with the whole model on the device."""
    if not job.measured or job.setting.request.concurrency != 1 or spot.verdict == "offload":
        return ()
    engine, shape = engine_of(serving.runtime), job.demand.shape
    return [
        found
        for found in job.measured
        if found.quantization in (None, serving.quantization.id)
        and found.engine in (None, engine)
        and (found.what != "item" or item_unit(shape, found.unit) is not None)
    ]


def _own_run(job: _Job, serving: Serving) -> OwnRun | None:
    """What the user measured of this very model on the device: one sequence at a time."""
    own, request = job.setting.device.own, job.setting.request
    if own is None or request.concurrency != 1:
        return None
    only = request.runtime is not None
    return own.measured(job.demand.shape.id, serving.quantization.id, serving.runtime, only=only)


def _one_item(item: Interval | None) -> Interval | None:
    """Seconds for one item, from items a second."""
    if item is None:
        return None
    return Interval(1 / item.value, 1 / item.high, 1 / item.low, "s", item.basis)


def _max_context(job: _Job, budget: float) -> int | None:
    """The longest context of each sequence that ``budget`` bytes hold, at most the model's own."""
    shape, demand = job.demand.shape, job.demand
    if demand.cache is None or (shape.context is None and not demand.cache.full):
        return shape.context  # nothing that grows with the context is what ends it
    limit = shape.context if shape.context is not None else inf
    longest = longest_context(demand.cache, demand.compute, budget, job.setting.request.concurrency)
    return None if min(longest, limit) == inf else int(min(longest, limit))
