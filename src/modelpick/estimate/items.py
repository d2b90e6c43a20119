"""Speed of models that work on items: images, seconds of audio, texts to embed.

An item costs ``2·parameters·work`` FLOPs and ``passes`` reads of the weights; the slower of the two decides.
The constants are orders of magnitude with a wide interval, as their basis says.
"""

from __future__ import annotations

from dataclasses import dataclass

from modelpick.estimate.calibration import Calibration, ItemLaw, Spread
from modelpick.estimate.device import Device, Pool
from modelpick.estimate.interval import Interval
from modelpick.estimate.shape import ModelShape

__all__ = ["item_key", "item_seconds", "item_speed", "throughput"]

_UNITS = {"diffusion": "images/s", "asr": "x realtime", "tts": "x realtime", "image-encoder": "images/s"}
_USUAL_STEPS = 28
_CORE_FLOPS = 40e9
_FLOPS_PER_BYTE = 60.0
_CPU_FLOPS_PER_BYTE = 8.0


@dataclass(frozen=True, slots=True)
class Throughput:
    """FLOP/s at 16 bit, and whether it was only inferred from the memory bandwidth."""

    flops: float
    inferred: bool


def throughput(device: Device, pool: Pool) -> Throughput | None:
    """Dense FLOP/s of one device: as stated, from its cores, else from its bandwidth; None where all are unknown."""
    if device.fp16_flops and pool.kind != "ram":
        return Throughput(device.fp16_flops, False)
    if pool.kind == "ram" and device.cores:
        return Throughput(device.cores * _CORE_FLOPS, False)
    if pool.bandwidth is None:
        return None
    ratio = _CPU_FLOPS_PER_BYTE if pool.kind == "ram" else _FLOPS_PER_BYTE
    return Throughput(pool.bandwidth * ratio, True)


def item_key(shape: ModelShape) -> str:
    """The law that holds for ``shape``: its kind, encoders told apart by what they read."""
    if shape.kind == "encoder":
        return "image-encoder" if shape.vision else "text-encoder"
    return shape.kind


def item_seconds(shape: ModelShape, weights: float, flops: float, bandwidth: float | None, law: ItemLaw) -> float:
    """Seconds for one item (one second of audio for speech)."""
    steps = (shape.steps or _USUAL_STEPS) if shape.kind == "diffusion" else 1
    parameters = shape.active_parameters or shape.parameters or 0
    compute = 2.0 * parameters * law.work * steps / (law.share * flops)
    moved = law.passes * steps * weights / bandwidth if bandwidth else 0.0
    return max(compute, moved) + law.launch * steps


def item_speed(shape: ModelShape, device: Device, weights: float, calibration: Calibration) -> Interval | None:
    """Items a second with the whole model in the first pool; None where no law or no throughput is known."""
    key = item_key(shape)
    law, pool = calibration.items.get(key), device.pools[0]
    power = throughput(device, pool)
    if law is None or power is None or shape.parameters is None:
        return None
    rate = 1.0 / item_seconds(shape, weights, power.flops, pool.bandwidth, law)
    spread = calibration.spreads.get(key, Spread(0.1, 5.0, 0))
    slack = 2.0 if power.inferred else 1.0
    basis = "physics only" if spread.count == 0 else f"same kind of model, {spread.count} measurements"
    unit = _UNITS.get(key, "items/s")
    return Interval(rate, rate * spread.low / slack, rate * spread.high * slack, unit, basis)
