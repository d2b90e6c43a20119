"""Decode and prefill speed of a placed language model, as intervals that name their basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from modelpick.estimate.calibration import Calibration, DecodeLaw, PrefillLaw, Spread
from modelpick.estimate.device import Device, Pool
from modelpick.estimate.interval import Interval
from modelpick.estimate.items import throughput
from modelpick.estimate.request import Request
from modelpick.estimate.roofline import TokenCost, decode_seconds, family, prefill_seconds

__all__ = ["Measurement", "TextSpeed", "Workload", "text_speed", "workload"]

_PROMPT, _ANSWER = 512, 128
_RAM_BANDWIDTH = 60e9
_PHYSICS = Spread(0.4, 1.8, 0)
_MEASURED = Spread(0.9, 1.1, 1)
_TENSOR_PARALLEL = {"vllm", "sglang", "tensorrt-llm"}


@dataclass(frozen=True, slots=True)
class Measurement:
    """A speed someone measured for this model on this device.

    Attributes:
        value: in ``unit`` (``tok/s`` …).
        what: which speed it is.
        quantization: id, or None where the source does not say.
        source: shown beside the figure.
    """

    value: float
    unit: str = "tok/s"
    what: Literal["decode", "prefill", "item"] = "decode"
    quantization: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TextSpeed:
    """Speeds of one placed quantisation; ``full`` is decode at the whole context asked for."""

    decode: Interval | None
    full: Interval | None
    prefill: Interval | None
    latency: Interval | None


@dataclass(frozen=True, slots=True)
class Workload:
    """All that does not depend on the quantisation.

    Attributes:
        cost: of one token.
        near, full: bytes of cache read for one token after the prompt, and at the end of the context.
        prompt, answer: tokens of one short exchange.
    """

    cost: TokenCost
    near: float
    full: float
    prompt: int
    answer: int
    batch: int


def workload(cost: TokenCost, near: float, full: float, request: Request) -> Workload:
    """Bundle a token's cost with the request's lengths."""
    prompt, answer = request.prompt_tokens or _PROMPT, request.answer_tokens or _ANSWER
    return Workload(cost, near, full, prompt, answer, request.concurrency)


def text_speed(
    load: Workload,
    device: Device,
    weights: float,
    resident: float,
    runtime: str,
    calibration: Calibration,
    measured: Sequence[Measurement] = (),
) -> TextSpeed:
    """Speeds of ``weights`` bytes of which the share ``resident`` lies in the first pool."""
    first = device.pools[0]
    key = family(device, first)
    law = calibration.decode.get(key)
    if first.bandwidth is None and first.bandwidth_low is None:
        return TextSpeed(_published(measured, "decode"), None, _published(measured, "prefill"), None)
    law = law or calibration.decode["cuda"]
    spread = _spread(calibration, key, load.cost.moe, resident)
    near = _step(load, device, weights, resident, load.near, runtime, law, calibration)
    far = _step(load, device, weights, resident, load.full, runtime, law, calibration)
    decode = _published(measured, "decode") or _interval(1 / near, spread, device, key, calibration, "decode")
    full = _interval(1 / far, spread, device, key, calibration, "decode")
    prefill = _published(measured, "prefill") or _prefill(load, device, key, resident, calibration)
    return TextSpeed(decode, full, prefill, _latency(load, decode, prefill))


def _step(
    load: Workload,
    device: Device,
    weights: float,
    resident: float,
    kv: float,
    runtime: str,
    law: DecodeLaw,
    calibration: Calibration,
) -> float:
    """Seconds of one decoding step; a split model takes the sum of its parts."""
    cost, first = load.cost, device.pools[0]
    bandwidth = _bandwidth(first)
    if runtime in _TENSOR_PARALLEL and device.count > 1:
        bandwidth *= 0.7 * device.count
    if resident >= 1.0:
        return decode_seconds(cost, weights, kv, bandwidth, law, load.batch)
    cpu = calibration.decode["cpu"]
    ram = device.pools[1].bandwidth or _RAM_BANDWIDTH
    spilled = _spilled(cost, resident)
    near = decode_seconds(cost, weights * (1 - spilled), kv, bandwidth, law, load.batch)
    return near + cost.share * weights * spilled / (cpu.efficiency * ram)


def _spilled(cost: TokenCost, resident: float) -> float:
    """Share of a token's bytes that lie in the slower pool: experts go there first, so a mixture spills fewer."""
    if not cost.moe:
        return 1.0 - resident
    always = cost.share * cost.always
    kept = max(0.0, resident - always) / max(1.0 - always, 1e-9)
    return (1.0 - cost.always) * (1.0 - min(kept, 1.0))


def _bandwidth(pool: Pool) -> float:
    if pool.bandwidth is not None:
        return pool.bandwidth
    low, high = pool.bandwidth_low or _RAM_BANDWIDTH, pool.bandwidth_high or _RAM_BANDWIDTH
    return float((low * high) ** 0.5)


def _spread(calibration: Calibration, key: str, moe: bool, resident: float) -> Spread:
    if resident < 1.0:
        return calibration.spreads.get("decode-offload", _PHYSICS)
    name = f"decode-moe/{key}" if moe else f"decode/{key}"
    return calibration.spreads.get(name) or calibration.spreads.get("physics", _PHYSICS)


def _interval(
    value: float, spread: Spread, device: Device, key: str, calibration: Calibration, what: str
) -> Interval:
    """A speed with its spread, widened where the device is only described, shifted by this machine's runs."""
    value *= calibration.machine.get(what, 1.0)
    low, high = value * spread.low, value * spread.high
    pool = device.pools[0]
    if not device.named and pool.bandwidth_low and pool.bandwidth_high:
        centre = _bandwidth(pool)
        low, high = low * pool.bandwidth_low / centre, high * pool.bandwidth_high / centre
    if what in calibration.machine:
        basis = f"calibrated on this machine, {calibration.machine_runs} runs"
    elif spread.count:
        basis = f"same backend ({key}), {spread.count} measurements"
    else:
        basis = "physics only"
    return Interval(value, low, high, "tok/s", basis)


def _prefill(
    load: Workload, device: Device, key: str, resident: float, calibration: Calibration
) -> Interval | None:
    power = throughput(device, device.pools[0])
    if power is None:
        return None
    law = calibration.prefill.get(key) or PrefillLaw(0.3, 0.15)
    seconds = prefill_seconds(load.cost, load.prompt, power.flops, law)
    rate = load.prompt / seconds * (1.0 if resident >= 1 else max(0.15, resident))
    spread = calibration.spreads.get(f"prefill/{key}", Spread(0.25, 3.0, 0))
    if power.inferred:
        spread = Spread(spread.low / 2, spread.high * 2, spread.count)
    return _interval(rate, spread, device, key, calibration, "prefill")


def _published(measured: Sequence[Measurement], what: str) -> Interval | None:
    """The published speed, which wins; a later one of the same quantisation is preferred by the caller's order."""
    for found in measured:
        if found.what == what:
            low, high = found.value * _MEASURED.low, found.value * _MEASURED.high
            basis = "measured on this device" + (f" ({found.source})" if found.source else "")
            return Interval(found.value, low, high, found.unit, basis)
    return None


def _latency(load: Workload, decode: Interval | None, prefill: Interval | None) -> Interval | None:
    """Seconds from the question to the end of a short answer."""
    if decode is None or prefill is None:
        return None

    def seconds(read: float, write: float) -> float:
        return load.prompt / read + load.answer / write

    value = seconds(prefill.value, decode.value)
    best, worst = seconds(prefill.high, decode.high), seconds(prefill.low, decode.low)
    return Interval(value, best, worst, "s", decode.basis)
