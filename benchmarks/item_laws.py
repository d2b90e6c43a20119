"""The laws of models that work on items, fitted to published throughputs, and how far off they are.

Every row of ``benchmarks/data/items.csv`` names where it was published. What an item costs (`WORK`) is counted from
the layers of typical models at their usual resolution and length; the share of a device's throughput that is reached,
how that fades on large GPUs and what starting costs are fitted. Speech that is made token by token was published
one stream at a time and in batches; the law speaks of one stream, so batches are left out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log

from benchmarks.intervals import spread_of
from benchmarks.least_squares import Prior, fit
from benchmarks.measurements import Row, device_of, rows
from modelpick.estimate.calibration import ItemLaw, Spread
from modelpick.estimate.device import Device
from modelpick.estimate.items import item_key, item_reached, item_seconds
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.throughput import throughput

__all__ = ["GUESSED", "WORK", "Item", "item_coverage", "item_laws", "item_spreads", "items", "left_out"]

WORK = {
    "text-encoder": 128.0,
    "image-encoder": 500.0,
    "detector": 1400.0,
    "segmenter": 4500.0,
    "diffusion": 2400.0,
    "diffusion-small": 1500.0,
    "asr": 30.0,
    "asr-one-pass": 20.0,
    "tts": 50.0,
    "tts-one-pass": 600.0,
}
"""Multiply-adds for each parameter: tokens of a passage, patches of a picture, positions of a denoising step (twice
where it is guided), frames of a second of sound. A detector works at 640 pixels, SAM at 1024."""
GUESSED = {"other": ItemLaw(work=256, share=0.2, passes=1, launch=0.005)}
"""Nothing is published that would speak for all of them."""
_PASSES = {"tts": 50.0}
_START = {"asr": 0.01, "tts": 0.3, "text-encoder": 1e-4, "image-encoder": 1e-4, "segmenter": 1e-3}
_SHARE, _FADE, _CPU = (log(0.4), 1.0), (0.4, 0.3), (0.0, 1.0)
_BY_FEW = 3
_UNKNOWN = Spread(0.2, 4.0, 0)
_ENOUGH = 20
_AT_LEAST, _MORE = (0.4, 2.5), 2.0
"""Where fewer rows than that were published, the interval is no narrower, and wider than they say by that factor on
either side: their tails say little."""
Constants = tuple[float, float, float, float]
"""Logarithms of share, CPU factor and launch, and the fade between the first two."""


@dataclass(frozen=True)
class Item:
    """One published throughput: items (seconds of sound) a second of a model on a device, one at a time or not."""

    law: str
    shape: ModelShape
    family: str
    device: Device
    batched: bool
    per_second: float
    source: str

    @property
    def on_gpu(self) -> bool:
        """Whether a GPU did it."""
        return self.device.backend != "cpu"


@cache
def items() -> tuple[Item, ...]:
    """Every published throughput."""
    return tuple(_item(row) for row in rows("items"))


def _item(row: Row) -> Item:
    shape = ModelShape(
        id=row["model"],
        kind="encoder" if row["law"].endswith("-encoder") else row["law"],  # type: ignore[arg-type]
        parameters=int(row["parameters"]),
        vision=row["law"] == "image-encoder",
        steps=int(row["steps"]) if row["steps"] else None,
        one_pass=row["one_pass"] == "1",
        operations=int(row["operations"]) if row["operations"] else None,
    )
    return Item(
        law=item_key(shape),
        shape=shape,
        family=row["family"],
        device=device_of(row),
        batched=row["batched"] == "1",
        per_second=float(row["per_second"]),
        source=row["source"],
    )


@cache
def _rows_of(law: str) -> tuple[Item, ...]:
    found = (item for item in items() if item.law == law)
    return tuple(item for item in found if not (law == "asr" and item.batched))


def _law(name: str, constants: Sequence[float]) -> ItemLaw:
    share, fade, cpu, launch = constants
    return ItemLaw(WORK[name], exp(share), _PASSES.get(name, 1.0), exp(launch), fade, exp(cpu))


def _seconds(item: Item, law: ItemLaw) -> float:
    pool = item.device.pools[0]
    power = throughput(item.device, pool)
    assert power is not None
    weights = 2.0 * (item.shape.parameters or 0)
    return item_seconds(item.shape, weights, item_reached(power, law), law, bandwidth=pool.bandwidth)


def _fitted(name: str, chosen: Sequence[Item]) -> ItemLaw:
    centre, width = zip(_SHARE, _FADE, _CPU, (log(_START.get(name, 1e-3)), 1.0), strict=True)

    def residuals(vector: Sequence[float]) -> list[float]:
        law = _law(name, vector)
        return [log(_seconds(item, law) * item.per_second) for item in chosen]

    return _law(name, fit(residuals, centre, Prior(centre, width, 0.5), scale=0.3))


@cache
def item_laws() -> dict[str, ItemLaw]:
    """Every law, fitted to all its measurements."""
    return {name: _fitted(name, _rows_of(name)) for name in WORK} | GUESSED


def _group(name: str) -> Callable[[Item], str]:
    """What is left out together: a device where there are several of its sort, else a family of models."""
    found = _rows_of(name)
    return lambda item: (
        item.device.name
        if len({other.device.name for other in found if other.on_gpu == item.on_gpu}) >= _BY_FEW
        else item.family
    )


@cache
def left_out(name: str) -> tuple[float, ...]:
    """Measured over predicted speed of every row of a law, its device (or family of models) kept out of the fit."""
    found, group = _rows_of(name), _group(name)
    ratios: dict[int, float] = {}
    for held in dict.fromkeys(map(group, found)):
        law = _fitted(name, [item for item in found if group(item) != held])
        for i, item in enumerate(found):
            if group(item) == held:
                ratios[i] = _seconds(item, law) * item.per_second
    return tuple(ratios[i] for i in range(len(found)))


def _spread(ratios: Sequence[float]) -> Spread:
    found = spread_of(ratios)
    if found.count >= _ENOUGH:
        return found
    low, high = round(found.low / _MORE, 3), round(found.high * _MORE, 3)
    return Spread(min(low, _AT_LEAST[0]), max(high, _AT_LEAST[1]), found.count)


def item_spreads() -> dict[str, Spread]:
    """The 90 % interval of every law."""
    return {name: _spread(left_out(name)) for name in WORK} | dict.fromkeys(GUESSED, _UNKNOWN)


def item_coverage(name: str) -> float:
    """Share of the rows of a law within an interval made from the others."""
    ratios = left_out(name)
    held = 0
    for i, ratio in enumerate(ratios):
        spread = _spread(ratios[:i] + ratios[i + 1 :])
        held += spread.low <= ratio <= spread.high
    return held / len(ratios)
