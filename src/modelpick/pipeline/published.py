"""Speeds that sources state for a model, as the estimates take them for one device."""

from __future__ import annotations

from typing import Literal

from modelpick.estimate.device import Device
from modelpick.estimate.fit import Measurement
from modelpick.estimate.own import engine_of
from modelpick.knowledge.records import ModelRecord, PublishedSpeed

__all__ = ["measured_on", "published_on", "same_unit"]

_SAME = {"frames/s": "images/s"}


def published_on(model: ModelRecord, device: Device) -> tuple[PublishedSpeed, ...]:
    """What is stated for the model on that very device; several alike are another."""
    if not model.speeds or device.count > 1:
        return ()
    return tuple(speed for speed in model.speeds if speed.device in device.ids)


def measured_on(model: ModelRecord, device: Device) -> tuple[Measurement, ...]:
    """The same, for `estimate.fit.fit_options`."""
    return tuple(map(_measurement, published_on(model, device)))


def same_unit(one: str, other: str) -> bool:
    """Whether two units count the same thing: a frame is an image."""
    return _SAME.get(one, one) == _SAME.get(other, other)


def _measurement(speed: PublishedSpeed) -> Measurement:
    counted: Literal["decode", "item"] = "decode" if speed.unit == "tok/s" else "item"
    return Measurement(
        value=speed.value,
        unit=speed.unit,
        what=speed.what or counted,
        quantization=speed.quantization,
        engine=engine_of(speed.runtime) if speed.runtime else None,
        source=f"{speed.note}; {speed.source}" if speed.note else speed.source,
    )
