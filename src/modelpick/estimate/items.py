"""Speed of models that work on items: images, seconds of audio, texts to embed.

An item costs the FLOPs published of the model, else ``2·parameters·work``, and ``passes`` reads of the weights; the
slower of the two decides, and to it comes what starting a pass costs. GPUs reach a share of their throughput that fades
as they grow. The constants are fitted to published throughputs (`benchmarks/item_laws.py`); a law without measurements
is an order of magnitude with a wide interval, and its basis says so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import exp, log

from modelpick.estimate.calibration import Calibration, ItemLaw
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.throughput import Throughput, bandwidth_of, throughput

__all__ = ["item_key", "item_reached", "item_seconds", "item_speed", "item_unit"]

_UNITS = {
    "diffusion": "images/s",
    "diffusion-small": "images/s",
    "image-encoder": "images/s",
    "detector": "images/s",
    "segmenter": "images/s",
    "asr": "x realtime",
    "asr-one-pass": "x realtime",
    "tts": "x realtime",
    "tts-one-pass": "x realtime",
}
_SAME = {"frames/s": "images/s"}
_USUAL_STEPS = 28
_QUARTER_MEGAPIXEL = 1.5e9
"""Parameters below which an image generator was made for 512 x 512 pixels."""
_REFERENCE = 1e14
_PATCHES = re.compile(r"patch(\d{1,2})[_-](?:(?!window)[a-z]\w*[_-])?(\d{3,4})(?!\d)", re.I)
"""``siglip-so400m-patch14-384``; what attends within windows (``swin-tiny-patch4-window7-224``) costs less."""


def item_key(shape: ModelShape) -> str:
    """The law that holds for ``shape``: its kind, encoders told apart by what they read, speech by how it is made."""
    if shape.kind == "encoder":
        return "image-encoder" if shape.vision else "text-encoder"
    if shape.kind == "diffusion" and (shape.parameters or 0) < _QUARTER_MEGAPIXEL:
        return "diffusion-small"
    return f"{shape.kind}-one-pass" if shape.one_pass and shape.kind in ("asr", "tts") else shape.kind


def item_unit(shape: ModelShape, unit: str | None = None) -> str | None:
    """The unit of ``shape``'s speed; with ``unit``, that unit where it counts the same thing, else None."""
    own = _UNITS.get(item_key(shape), "items/s")
    return own if unit is None or _SAME.get(unit, unit) == own else None


def item_reached(power: Throughput, law: ItemLaw) -> float:
    """FLOP/s that items get of a device: of a CPU what its cores reach times ``law.cpu``, of a GPU a share."""
    if power.reached:
        return law.cpu * power.flops
    return law.share * power.flops * exp(-law.fade * log(power.flops / _REFERENCE))


def item_seconds(
    shape: ModelShape, weights: float, flops: float, law: ItemLaw, *, bandwidth: float | None = None
) -> float:
    """Seconds for one item (one second of audio for speech) at ``flops`` that are reached."""
    steps = (shape.steps or _USUAL_STEPS) if shape.kind == "diffusion" else 1
    parameters = shape.active_parameters or shape.parameters or 0
    work = (_patches(shape.id) if shape.kind == "encoder" and shape.vision else None) or law.work
    compute = (shape.operations or 2.0 * parameters * work * steps) / flops
    moved = law.passes * steps * weights / bandwidth if bandwidth else 0.0
    return max(compute, moved) + law.launch * steps


@lru_cache(maxsize=1024)
def _patches(name: str) -> int | None:
    """Patches of one picture, where the name says how large both are (``siglip-so400m-patch14-384``)."""
    found = _PATCHES.search(name)
    return (int(found[2]) // int(found[1])) ** 2 if found and int(found[1]) else None


def item_speed(
    shape: ModelShape, device: Device, weights: float, calibration: Calibration
) -> Interval | None:
    """Items a second with the whole model in the first pool; None where no law or no throughput is known."""
    key = item_key(shape)
    law, pool = calibration.items.get(key), device.pools[0]
    power = throughput(device, pool)
    if law is None or power is None or shape.parameters is None:
        return None
    reached = item_reached(power, law)
    rate = 1.0 / item_seconds(shape, weights, reached, law, bandwidth=bandwidth_of(pool))
    spread = calibration.spread(key)
    slack = 2.0 if power.inferred else 1.0
    basis = f"same kind of model, {spread.count} measurements" if spread.count else "physics only"
    return Interval(
        rate, rate * spread.low / slack, rate * spread.high * slack, _UNITS.get(key, "items/s"), basis
    )
