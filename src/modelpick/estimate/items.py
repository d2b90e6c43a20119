"""Speed of models that work on items: images, seconds of audio, texts to embed.

An item costs ``2·parameters·work`` FLOPs and ``passes`` reads of the weights; the slower of the two decides.
The constants are orders of magnitude with a wide interval, as their basis says.
"""

from __future__ import annotations

from modelpick.estimate.calibration import Calibration, ItemLaw
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.throughput import bandwidth_of, throughput

__all__ = ["item_key", "item_seconds", "item_speed"]

_UNITS = {
    "diffusion": "images/s",
    "diffusion-small": "images/s",
    "image-encoder": "images/s",
    "asr": "x realtime",
    "tts": "x realtime",
}
_USUAL_STEPS = 28
_QUARTER_MEGAPIXEL = 1.5e9
"""Parameters below which an image generator was made for 512 x 512 pixels."""


def item_key(shape: ModelShape) -> str:
    """The law that holds for ``shape``: its kind, encoders told apart by what they read."""
    if shape.kind == "encoder":
        return "image-encoder" if shape.vision else "text-encoder"
    if shape.kind == "diffusion" and (shape.parameters or 0) < _QUARTER_MEGAPIXEL:
        return "diffusion-small"
    return shape.kind


def item_seconds(
    shape: ModelShape, weights: float, flops: float, law: ItemLaw, *, bandwidth: float | None = None
) -> float:
    """Seconds for one item (one second of audio for speech) at ``flops`` that are reached."""
    steps = (shape.steps or _USUAL_STEPS) if shape.kind == "diffusion" else 1
    parameters = shape.active_parameters or shape.parameters or 0
    compute = 2.0 * parameters * law.work * steps / flops
    moved = law.passes * steps * weights / bandwidth if bandwidth else 0.0
    return max(compute, moved) + law.launch * steps


def item_speed(
    shape: ModelShape, device: Device, weights: float, calibration: Calibration
) -> Interval | None:
    """Items a second with the whole model in the first pool; None where no law or no throughput is known."""
    key = item_key(shape)
    law, pool = calibration.items.get(key), device.pools[0]
    power = throughput(device, pool)
    if law is None or power is None or shape.parameters is None:
        return None
    reached = power.flops * (1.0 if power.reached else law.share)
    rate = 1.0 / item_seconds(shape, weights, reached, law, bandwidth=bandwidth_of(pool))
    spread = calibration.spread(key)
    slack = 2.0 if power.inferred else 1.0
    basis = f"same kind of model, {spread.count} measurements" if spread.count else "physics only"
    return Interval(
        rate, rate * spread.low / slack, rate * spread.high * slack, _UNITS.get(key, "items/s"), basis
    )
