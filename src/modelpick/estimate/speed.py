"""Decode and prefill speed of a placed language model, as intervals that name their basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from modelpick.estimate.calibration import Calibration, Cost, PrefillLaw, PrefillTerms, Spread
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.own import Shift, What, range_variance, shift_of
from modelpick.estimate.quantization import format_class
from modelpick.estimate.roofline import (
    Engine,
    Prompt,
    Reads,
    bytes_read,
    decode_seconds,
    family,
    prompt_reads,
    prompt_work,
)
from modelpick.estimate.runtimes import is_tensor_parallel
from modelpick.estimate.throughput import bandwidth_of, throughput
from modelpick.estimate.token_cost import TokenCost

__all__ = [
    "Ground",
    "Measurement",
    "Pace",
    "TextSpeed",
    "Workload",
    "deeper",
    "ground_of",
    "latency",
    "pace_of",
    "published",
    "text_speed",
]

_RAM_BANDWIDTH = 60e9
"""Two channels of DDR4-3200 to DDR5-5600 reach 51 to 90 GB/s."""
_TENSOR_PARALLEL_GAIN = 0.8
"""Of what so many GPUs would reach together, exchanges apart: as vLLM did on two and four RTX 3090
(benchmarks/split_laws.py)."""
_OFFLOAD_PREFILL = 0.35
_PLAIN = Cost()
_REPEAT = 0.1
_WHATS: tuple[What, ...] = ("decode", "prefill")


class Measurement(Struct, frozen=True):
    """A speed someone measured for this model on this device.

    Attributes:
        value: in ``unit`` (``tok/s`` …).
        what: which speed it is.
        quantization: id, or None where the source does not say.
        engine: of the program that ran it, see `own.engine_of`; None where the source does not say.
        source: shown beside the figure.
    """

    value: float
    unit: str = "tok/s"
    what: Literal["decode", "prefill", "item"] = "decode"
    quantization: str | None = None
    source: str = ""
    engine: str | None = None


class TextSpeed(Struct, frozen=True, gc=False):
    """Speeds of one placed quantisation; ``full`` is decode at the whole context asked for."""

    decode: Interval | None
    full: Interval | None
    prefill: Interval | None
    latency: Interval | None


class Workload(Struct, frozen=True):
    """What is run, whatever the quantisation.

    Attributes:
        cost: of one token.
        near, full: bytes of cache read for one token after the prompt, and at the end of the context.
        prompt, answer: tokens of one short exchange.
        batch: sequences decoded together.
    """

    cost: TokenCost
    near: float
    full: float
    prompt: int
    answer: int
    batch: int


class _Judgement(Struct, frozen=True):
    """How an estimate of one kind is made into an interval: shift, 90 % factors, basis."""

    factor: float
    low: float
    high: float
    basis: str

    def interval(self, value: float) -> Interval:
        value *= self.factor
        return Interval(value, value * self.low, value * self.high, "tok/s", self.basis)


class Ground(Struct, frozen=True):
    """What a device reaches in one runtime with a dense model, or with a mixture of experts, whatever the load.

    Attributes:
        engine: first pool; ``reader``: the same where it multiplies matrices, which reads a prompt.
        laws: of prompts.
        ram: bytes per second of the slower pool.
        decoded, halved, offloaded, prefilled: intervals of quantised weights, of 16-bit weights (some
            backends lack kernels for them), of a split model, and of prompts.
    """

    engine: Engine
    reader: Engine
    laws: tuple[PrefillLaw, PrefillTerms]
    ram: float
    calibration: Calibration
    costs: Mapping[str, Cost]
    decoded: _Judgement
    halved: _Judgement
    offloaded: _Judgement
    prefilled: _Judgement


class Pace(Struct, frozen=True):
    """A model under a load there, whatever the quantisation.

    Attributes:
        prompt_work, prompt_reads: seconds to read the prompt, and more of them for each byte of weights.
    """

    ground: Ground
    prompt_work: float
    prompt_reads: float


def ground_of(device: Device, runtime: str, calibration: Calibration, *, mixture: bool) -> Ground | None:
    """Gather what is known of ``device``; None where its bandwidth is not."""
    first = device.pools[0]
    bandwidth, power = bandwidth_of(first), throughput(device, first)
    if bandwidth is None or power is None:
        return None
    key = family(device, first, runtime)
    law = calibration.decode.get(key) or calibration.decode["cuda"]
    gain = _TENSOR_PARALLEL_GAIN * device.count if device.count > 1 and is_tensor_parallel(runtime) else 1.0
    slower = bandwidth_of(device.pools[1]) if len(device.pools) > 1 else None
    backend = key.split("-", maxsplit=1)[0]
    kind = "decode-moe" if mixture else "decode"
    decode = calibration.spread(f"{kind}/{backend}", kind)
    half = calibration.spread(f"{kind}-half/{backend}", f"{kind}-half", f"{kind}/{backend}", kind)
    prefill = calibration.spread(f"prefill/{backend}", "prefill")
    own = {what: _shift(device, runtime, backend, calibration, what) for what in _WHATS}
    return Ground(
        engine=Engine(bandwidth * gain, power.flops * gain, law, calibration.terms),
        reader=Engine(bandwidth * gain, power.matrix * gain, law, calibration.terms),
        laws=(calibration.prefill.get(key) or calibration.prefill["cuda"], calibration.prefill_terms),
        ram=slower or _RAM_BANDWIDTH,
        calibration=calibration,
        costs=calibration.costs["cpu" if backend == "cpu" else "gpu"],
        decoded=_judge(decode, device, backend, own["decode"]),
        halved=_judge(half, device, backend, own["decode"]),
        offloaded=_judge(_offload_spread(calibration, slower), device, "offloading", own["decode"]),
        prefilled=_judge(prefill, device, backend, own["prefill"]),
    )


def pace_of(load: Workload, ground: Ground) -> Pace:
    """How a prompt of ``load`` is read there."""
    prompt = Prompt(load.prompt)
    work = prompt_work(load.cost, prompt, ground.reader, ground.laws)
    return Pace(ground, work, prompt_reads(prompt, ground.reader))


def _offload_spread(calibration: Calibration, slower: float | None) -> Spread:
    """Wider where the CPU's memory is of unknown speed."""
    spread = calibration.spread("decode-offload")
    return spread if slower else Spread(0.6 * spread.low, 1.5 * spread.high, spread.count)


def _shift(device: Device, runtime: str, backend: str, calibration: Calibration, what: What) -> Shift | None:
    """What the user's own measurements on the device say of it; None without any of that engine."""
    ratios = device.own.ratios(what, runtime) if device.own else ()
    if not ratios:
        return None
    variance = calibration.own[f"{what}/{'cpu' if backend == 'cpu' else 'gpu'}"]
    low, high = _guessed(device)
    return shift_of(ratios, variance, range_variance(low, high))


def _guessed(device: Device) -> tuple[float, float]:
    """The ends of the range its bandwidth is taken from, as shares of what is taken; 1 where it is known."""
    pool = device.pools[0]
    if device.named or not pool.bandwidth_low or not pool.bandwidth_high:
        return 1.0, 1.0
    middle = bandwidth_of(pool) or 1.0
    return pool.bandwidth_low / middle, pool.bandwidth_high / middle


def _judge(spread: Spread, device: Device, backend: str, own: Shift | None) -> _Judgement:
    """Widen where the device is only described; shift and narrow by the user's own measurements on it."""
    slow, fast = _guessed(device)
    low, high = spread.low * slow, spread.high * fast
    if own is not None and device.own is not None:
        counted = f"{own.runs} run{'s' * (own.runs != 1)}"
        basis = f"calibrated by {counted} on {device.own.place}"
        return _Judgement(own.factor, low**own.width, high**own.width, basis)
    measured = f"same backend ({backend}), {spread.count} measurements"
    return _Judgement(1.0, low, high, measured if spread.count else "physics only")


def text_speed(
    load: Workload, pace: Pace, weights: float, quantization: str, *, resident: float = 1.0
) -> TextSpeed:
    """Speeds of a file of ``weights`` bytes of which the share ``resident`` lies in the first pool."""
    ground, form = pace.ground, format_class(quantization)
    engine, price = ground.engine, ground.costs.get(form, _PLAIN)
    reads = bytes_read(load.cost, weights, quantization)
    if resident >= 1.0:
        seconds = decode_seconds(load.cost, reads, load.near, engine, price=price, batch=load.batch)
        judged, slowed = ground.halved if form == "16" else ground.decoded, 1.0
    else:
        kept, spilled = _split(load.cost, reads, resident * weights)
        seconds = decode_seconds(load.cost, kept, load.near, engine, price=price, batch=load.batch)
        seconds += _spill_seconds(load.cost, spilled, ground)
        judged, slowed = ground.offloaded, _OFFLOAD_PREFILL
    deeper = (load.full - load.near) * engine.law.kv_weight / (engine.law.efficiency * engine.bandwidth)
    decode, full = judged.interval(1.0 / seconds), judged.interval(1.0 / (seconds + max(deeper, 0.0)))
    reading = pace.prompt_work + weights * pace.prompt_reads
    prefill = ground.prefilled.interval(slowed * load.prompt / reading)
    return TextSpeed(decode, full, prefill, latency(load, decode, prefill))


def _split(cost: TokenCost, reads: Reads, room: float) -> tuple[Reads, Reads]:
    """What a token reads from the first pool and from the slower one, where ``room`` bytes are in the first.

    Attention and what else every token reads goes first, then as many experts as fit; a dense model is cut by
    layers.
    """
    always = min(1.0, room / reads.always) if reads.always else 1.0
    if not cost.experts:
        return Reads(reads.always * always, 0.0), Reads(reads.always * (1 - always), 0.0)
    stored = reads.experts * cost.experts / max(cost.used, 1)
    kept = min(1.0, max(0.0, room - reads.always) / stored) if stored else 1.0
    first = Reads(reads.always * always, reads.experts * kept)
    return first, Reads(reads.always * (1 - always), reads.experts * (1 - kept))


def _spill_seconds(cost: TokenCost, spilled: Reads, ground: Ground) -> float:
    """Seconds a token for what lies in the CPU's memory."""
    law = ground.calibration.offload
    layers = cost.layers * spilled.experts / max(spilled.experts + spilled.always, 1.0)
    return spilled.total / (law.efficiency * ground.ram) + layers * law.layer + law.step


def published(measured: Sequence[Measurement], what: str) -> Interval | None:
    """The published speed of the kind ``what``, the first given; it wins over an estimate."""
    for found in measured:
        if found.what == what:
            value = found.value
            basis = "measured on this device" + (f" ({found.source})" if found.source else "")
            return Interval(value, value * (1 - _REPEAT), value * (1 + _REPEAT), found.unit, basis)
    return None


def deeper(decode: Interval | None, estimated: TextSpeed) -> Interval | None:
    """Decode at the end of the context, where it was measured after the prompt: slower by the estimated seconds."""
    near, full = estimated.decode, estimated.full
    if decode is None or near is None or full is None or decode is near:
        return full
    more = 1.0 / full.value - 1.0 / near.value
    value, low, high = (1.0 / (1.0 / speed + more) for speed in (decode.value, decode.low, decode.high))
    return Interval(value, low, high, decode.unit, f"{decode.basis}; the deeper context estimated")


def latency(load: Workload, decode: Interval | None, prefill: Interval | None) -> Interval | None:
    """Seconds from the question to the end of a short answer."""
    if decode is None or prefill is None:
        return None
    prompt, answer = load.prompt, load.answer
    return Interval(
        prompt / prefill.value + answer / decode.value,
        prompt / prefill.high + answer / decode.high,
        prompt / prefill.low + answer / decode.low,
        "s",
        decode.basis,
    )
