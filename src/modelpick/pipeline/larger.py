"""More memory for a model: the nearest target that holds it, of the kind the query described."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from modelpick.advice import Rejection
from modelpick.estimate.device import Device
from modelpick.pipeline.market import BOUGHT_WHOLE, Market, memory_option
from modelpick.query import Query

__all__ = ["Trial", "larger_target"]

_LARGEST_GB = 8192
_PAIR, _MANY = (2,), (4, 8)


class Trial(Struct, frozen=True):
    """What a change is tried against.

    Attributes:
        rejections: what one model breaks under a query, by constraint.
        device: the target a query describes; None where it describes none or nothing that exists.
        market: the hardware that can be had.
    """

    rejections: Callable[[Query], dict[str, Rejection]]
    device: Callable[[Query], Device | None]
    market: Market

    def holds(self, name: str, query: Query) -> bool:
        """Whether the model keeps a constraint under a query."""
        return name not in self.rejections(query)


def larger_target(query: Query, trial: Trial) -> Query:
    """The nearest target that holds the model, found by asking; none at all where its size is not known."""
    needed, device = trial.rejections(query)["memory"].amount, trial.device(query)
    if not needed or device is None:
        return _anywhere(query)
    sized = _smallest(needed, lambda size: _with_memory(query, device, size), trial)
    near = [*_named(query, device, needed, trial.market), *_beside(query, device, needed, trial)]
    near += _cards(query, device, _PAIR)
    if sized is None or trial.market.several(memory_option(device), _size_of(sized)):
        near += _cards(query, device, _MANY)
    return next((found for found in near if trial.holds("memory", found)), sized or _anywhere(query))


def _anywhere(query: Query) -> Query:
    return replace(query, hardware=None, vram=None, ram=None, memory=None, on_device=False)


def _size_of(query: Query) -> float:
    return query.vram or query.memory or query.ram or 0.0


def _named(query: Query, device: Device, needed: float, market: Market) -> Iterator[Query]:
    """Other hardware by name, where the query named some whose memory cannot be added to."""
    if query.hardware in (None, "auto") or device.kind not in BOUGHT_WHOLE:
        return
    for name in market.larger(device, needed):
        yield replace(query, hardware=name, vram=None, ram=None, memory=None)


def _cards(query: Query, device: Device, times: tuple[int, ...]) -> Iterator[Query]:
    """Several of the card that was named; a laptop takes no second one."""
    if query.hardware in (None, "auto") or device.kind != "gpu" or "mobile" in device.name.lower():
        return
    if query.vram is not None:
        return
    name = query.hardware if device.count == 1 else device.name.removeprefix(f"{device.count}x ")
    for count in times:
        yield replace(query, hardware=f"{count * device.count}x {name}")


def _beside(query: Query, device: Device, needed: float, trial: Trial) -> Iterator[Query]:
    """More system memory beside a card, where the model answers at a pace one can talk to with the rest of it there:
    it costs less than another card."""
    if memory_option(device) != "vram" or query.memory is not None:
        return
    found = _smallest(needed, lambda size: replace(query, ram=size), trial)
    if found is not None and "latency" not in trial.rejections(
        replace(found, latency=query.latency or "interactive")
    ):
        yield found


def _smallest(needed: float, of_size: Callable[[float], Query], trial: Trial) -> Query | None:
    """The smallest whole number of GB (tenths below two), found by asking, since reserves are not linear."""
    step = 1.0 if needed > 1.5e9 else 0.1
    low, high = 0, ceil(needed * 1.4e-9 / step) + 1

    def holds(steps: int) -> bool:
        return trial.holds("memory", of_size(round(steps * step, 3) * 1e9))

    while not holds(high):
        low, high = high, high * 2
        if high * step > _LARGEST_GB:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return of_size(round(high * step, 3) * 1e9)


def _with_memory(query: Query, device: Device, size: float) -> Query:
    """The query on a target of that size, described as it was: a processor that was named stays."""
    if device.kind == "cpu" and query.hardware is not None:
        return replace(query, ram=None, memory=size)
    described = query.memory is not None or query.ram is not None
    card = memory_option(device) == "vram" and (query.hardware is not None or not described)
    if query.vram or card:
        return replace(query, vram=size, hardware=None)
    fields: dict[str, Any] = {"ram": None, "memory": None, "ram" if query.ram is not None else "memory": size}
    return replace(query, hardware=None, **fields)
