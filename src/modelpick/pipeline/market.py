"""The memory that hardware is sold with, read off the devices of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import ceil

from msgspec import Struct

from modelpick.estimate.device import Device
from modelpick.hardware.known import Variant
from modelpick.hardware.memory import GIB
from modelpick.knowledge.records import DeviceRecord

__all__ = ["BOUGHT_WHOLE", "Market", "memory_option"]

BOUGHT_WHOLE = frozenset({"phone", "board", "soc", "npu", "microcontroller"})
"""Devices whose memory cannot be added to, so that more of it is another device."""

_ONE_MACHINE = 8
"""Cards in the largest machine that is sold as one."""
_TINY = "microcontroller"


def memory_option(device: Device) -> str:
    """The option that describes the first memory of a device: ``vram``, ``ram`` or ``memory``."""
    return {"vram": "vram", "ram": "ram"}.get(device.pools[0].kind, "memory")


class Market(Struct, frozen=True, dict=True):
    """What can be had.

    Attributes:
        devices: every device of the catalogue.
    """

    devices: tuple[DeviceRecord, ...]

    def sizes(self, option: str) -> Sequence[float]:
        """GB that one device is sold with, rising: of cards for ``vram``, of computers whose memory is bought
        separately for ``ram``, of everything but cards for ``memory``."""
        return self._sizes[option]

    @cached_property
    def _sizes(self) -> Mapping[str, Sequence[float]]:
        return {option: sorted(self._sold(option)) for option in ("vram", "ram", "memory")}

    def _sold(self, option: str) -> set[float]:
        return {
            size
            for record in self.devices
            if _answers_to(record, option)
            for size in (*record.memory_gb, record.default_memory_gb)
            if size
        }

    def sold_as(self, option: str, size: float) -> str | None:
        """What one has to buy for so many bytes: ``64 GB``, ``3 cards of 192 GB``; None where nothing is so large."""
        sizes = self.sizes(option)
        one = next((gb for gb in sizes if gb * 1e9 >= size), None)
        if one is not None:
            return f"{one:g} GB"
        if option != "vram" or not sizes:
            return None
        enough = (gb for gb in sizes if gb * 1e9 * _ONE_MACHINE >= size)
        card = next(enough, None)
        return f"{ceil(size / (card * 1e9))} cards of {card:g} GB" if card is not None else None

    def several(self, option: str, size: float) -> bool:
        """Whether no one device has so many bytes."""
        return size > max(self.sizes(option), default=0.0) * 1e9

    def out_of_reach(self, option: str, old: float, new: float) -> bool:
        """Whether so much memory is no way out for who named ``old``: more than any one device of the catalogue has
        and more than four times as much, or more than is sold at all."""
        return self.sold_as(option, new) is None or (self.several(option, new) and new > 4 * old)

    def larger(self, device: Device, needed: float) -> Iterator[str]:
        """Names of devices of the same kind with at least ``needed`` bytes, nearest first.

        The same device with more memory comes before others of its maker, and these before other makers'; of
        those the smaller memory, then what is sold with more sizes, then the newer.
        """
        own = next((record for record in self.devices if record.id in device.ids), None)
        if own is None:
            return
        found: dict[tuple[int, float], list[Variant]] = {}
        for record in self.devices:
            if (record.kind, record.memory_kind) != (own.kind, own.memory_kind):
                continue
            if not record.offered and record.id != own.id:
                continue
            far = 0 if record.id == own.id else 1 if record.vendor == own.vendor else 2
            for size in record.memory_gb:
                if size * GIB >= needed:
                    found.setdefault((far, size), []).append(Variant(record, size))
        for key in sorted(found):
            yield max(found[key], key=_usual).label


def _answers_to(record: DeviceRecord, option: str) -> bool:
    if option == "ram":
        return record.kind == "cpu"
    return (record.memory_kind == "dedicated") == (option == "vram") and record.kind != _TINY


def _usual(variant: Variant) -> tuple[int, str, str]:
    return len(variant.record.memory_gb), variant.record.released or "", variant.record.id
