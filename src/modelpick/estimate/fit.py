"""Will a model fit, at which quantisation, and how fast: the one entry to the estimates.

`fit_options` answers for every quantisation, `choose` picks the one to use, `best_option` does both at once,
`reason_unknown` says why there is no answer. Everything is pure: bytes, seconds and FLOP/s in, values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from msgspec import Struct

from modelpick.estimate.buffers import (
    ComputeLaw,
    activation_bytes,
    compute_law,
    projector_bytes,
    runtime_overhead,
)
from modelpick.estimate.calibration import Calibration
from modelpick.estimate.choice import choose, is_settled, likelihood
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.items import item_speed, item_unit
from modelpick.estimate.kv_cache import CacheLaw, approximate_law, cache_law, kv_bytes, longest_context
from modelpick.estimate.option import Option
from modelpick.estimate.own import OwnRun, engine_of
from modelpick.estimate.placement import Placement, place
from modelpick.estimate.quantization import KV_TYPE_BYTES, Quantization
from modelpick.estimate.request import Request
from modelpick.estimate.runtimes import applies, may_offload, usual_runtime
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
from modelpick.estimate.token_cost import token_cost
from modelpick.estimate.weights import counted, weight_bytes

__all__ = ["Measurement", "Option", "best_option", "choose", "fit_options", "reason_unknown"]

_NO_SPEED = TextSpeed(None, None, None, None)
_PROMPT, _ANSWER = 512, 128


class _Demand(Struct, frozen=True):
    """What a model asks for beside its weights, the same for every quantisation."""

    cache: CacheLaw | None
    compute: ComputeLaw
    kv: float
    buffer: float
    tower: float
    load: Workload | None
    notes: tuple[str, ...]


class _Job(Struct, frozen=True, dict=True):
    """One question: a model on a device, with what all its quantisations share.

    Attributes:
        paces: by runtime, filled as runtimes turn up.
    """

    shape: ModelShape
    device: Device
    request: Request
    demand: _Demand
    calibration: Calibration
    measured: Sequence[Measurement]
    paces: dict[str, Pace | None]

    def pace(self, load: Workload, runtime: str) -> Pace | None:
        """What the device reaches in ``runtime`` under the job's ``load``."""
        if runtime not in self.paces:
            self.paces[runtime] = pace_of(load, self.device, runtime, self.calibration)
        return self.paces[runtime]


def reason_unknown(shape: ModelShape, request: Request) -> str | None:
    """Why nothing can be said of ``shape``, or None where an estimate can be made."""
    if shape.parameters is None and not shape.files:
        return "the number of parameters is not known"
    if request.kv_type not in KV_TYPE_BYTES:
        return f"no KV cache type is called {request.kv_type!r}"
    arch = shape.architecture
    if shape.kind == "text" and arch is not None and cache_law(arch, request.kv_type) is None:
        return f"the memory of a context is not known for the architecture {arch.kind!r}"
    return None


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
    job, wanted = _job(shape, device, request, tuple(quantizations), calibration, measured)
    options = (_option(job, quantization) for quantization in wanted)
    return tuple(sorted((o for o in options if o is not None), key=lambda option: -option.weights))


def best_option(
    shape: ModelShape,
    device: Device,
    request: Request,
    quantizations: Iterable[Quantization],
    calibration: Calibration,
    measured: Sequence[Measurement] = (),
) -> tuple[Option | None, Option | None]:
    """What `choose` picks of `fit_options`; where it picks none, also the option that takes least memory.

    The likeliest are sized first, and no more than it takes to be certain.
    """
    if reason_unknown(shape, request) is not None:
        return None, None
    job, wanted = _job(shape, device, request, tuple(quantizations), calibration, measured)
    seen: list[Option] = []
    for quantization in sorted(
        wanted, key=lambda q: likelihood(q, published=q.id in shape.files), reverse=True
    ):
        option = _option(job, quantization)
        if option is not None and is_settled(option):
            return option, None
        seen += [option] if option is not None else []
    chosen = choose(sorted(seen, key=lambda option: -option.weights))
    return chosen, None if chosen else min(seen, key=lambda option: option.total, default=None)


def _job(
    shape: ModelShape,
    device: Device,
    request: Request,
    quantizations: tuple[Quantization, ...],
    calibration: Calibration,
    measured: Sequence[Measurement],
) -> tuple[_Job, list[Quantization]]:
    """What all quantisations share, and those that are asked for or suit."""
    shape = counted(shape, quantizations)
    job = _Job(shape, device, request, _demand(shape, request), calibration, measured, {})
    wanted = request.quantizations
    return job, [q for q in quantizations if (q.id in wanted if wanted else applies(shape, q, device))]


def _demand(shape: ModelShape, request: Request) -> _Demand:
    """Size the cache, the buffers and the work of a token."""
    if shape.kind != "text":
        peak = activation_bytes(shape)
        return _Demand(None, ComputeLaw(peak, 0.0, 0.0), 0.0, peak, 0.0, None, ())
    arch, parameters = shape.architecture, shape.parameters or 0
    law = cache_law(arch, request.kv_type) if arch else None
    notes: tuple[str, ...] = ()
    if law is None:
        law = approximate_law(parameters, request.kv_type)
        notes = ("architecture unknown: the KV cache is approximated from the parameter count",)
    compute = compute_law(arch, parameters) if arch else ComputeLaw(300e6, 0.0, 1024.0)
    slots, prompt = request.concurrency, min(request.prompt_tokens or _PROMPT, request.context)
    answer = request.answer_tokens or _ANSWER
    near, full = slots * law.at(prompt), slots * law.at(request.context)
    load = Workload(token_cost(shape), near, full, prompt, answer, slots)
    kv, buffer = kv_bytes(law, request.context, slots), compute.at(request.context * slots)
    return _Demand(law, compute, kv, buffer, projector_bytes(shape), load, notes)


def _option(job: _Job, quantization: Quantization) -> Option | None:
    """Place one quantisation and time it."""
    shape, device, demand = job.shape, job.device, job.demand
    weights = weight_bytes(shape, quantization)
    if weights is None:
        return None
    runtime = job.request.runtime or usual_runtime(shape, quantization, device)
    overhead = runtime_overhead(runtime, devices=device.count) + demand.tower
    rest = demand.kv + demand.buffer + overhead
    spot = place(device, weights, rest, may_offload=may_offload(runtime))
    speed, item = _speeds(job, quantization, runtime, weights, spot)
    return Option(
        quantization=quantization.id,
        runtime=runtime,
        context=job.request.context,
        kv_type=job.request.kv_type,
        weights=weights,
        kv_cache=demand.kv,
        compute=demand.buffer,
        overhead=overhead,
        total=weights + rest,
        available=spot.available,
        verdict=spot.verdict,
        max_context=_max_context(job, spot.available - weights - overhead),
        decode=speed.decode,
        prefill=speed.prefill,
        item=item,
        latency=speed.latency or _one_item(item),
        quality_loss=quantization.quality_loss,
        bits=quantization.bits_per_weight,
        format=quantization.format,
        decode_full=speed.full,
        published=quantization.id in shape.files,
        notes=demand.notes,
    )


def _speeds(
    job: _Job, quantization: Quantization, runtime: str, weights: float, spot: Placement
) -> tuple[TextSpeed, Interval | None]:
    """Token speeds of a language model, or the item speed of another, with what was published in front."""
    if spot.verdict == "too-large":
        return _NO_SPEED, None
    seen = _seen(job, quantization, runtime, spot)
    load = job.demand.load
    if load is None:
        item = published(seen, "item") or item_speed(job.shape, job.device, weights, job.calibration)
        return _NO_SPEED, item
    pace = job.pace(load, runtime)
    speed = text_speed(load, pace, weights, quantization.id, resident=spot.resident) if pace else _NO_SPEED
    own = _own_run(job, quantization, runtime)
    if not seen and own is None:
        return speed, None
    decode = (own and own.decode) or published(seen, "decode") or speed.decode
    prefill = (own and own.prefill) or published(seen, "prefill") or speed.prefill
    full = deeper(decode, speed)
    return TextSpeed(decode, full, prefill, latency(load, decode, prefill)), None


def _seen(job: _Job, quantization: Quantization, runtime: str, spot: Placement) -> Sequence[Measurement]:
    """What was published of this quantisation in that program, for one sequence with the whole model on the device."""
    if not job.measured or job.request.concurrency != 1 or spot.verdict == "offload":
        return ()
    engine, shape = engine_of(runtime), job.shape
    return [
        found
        for found in job.measured
        if found.quantization in (None, quantization.id)
        and found.engine in (None, engine)
        and (found.what != "item" or item_unit(shape, found.unit) is not None)
    ]


def _own_run(job: _Job, quantization: Quantization, runtime: str) -> OwnRun | None:
    """What the user measured of this very model on the device: one sequence at a time."""
    own, request = job.device.own, job.request
    if own is None or request.concurrency != 1:
        return None
    return own.measured(job.shape.id, quantization.id, runtime, only=request.runtime is not None)


def _one_item(item: Interval | None) -> Interval | None:
    """Seconds for one item, from items a second."""
    if item is None:
        return None
    return Interval(1 / item.value, 1 / item.high, 1 / item.low, "s", item.basis)


def _max_context(job: _Job, budget: float) -> int | None:
    """The longest context of each sequence that ``budget`` bytes hold, at most the model's own."""
    shape, demand = job.shape, job.demand
    if demand.cache is None:
        return shape.context
    limit = shape.context if shape.context is not None else inf
    longest = longest_context(demand.cache, demand.compute, budget, job.request.concurrency)
    return None if min(longest, limit) == inf else int(min(longest, limit))
