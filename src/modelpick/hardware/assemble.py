"""A machine that was read, matched to the catalogue: the device the estimates need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from modelpick.estimate.device import Device, Pool
from modelpick.hardware.describe import USUAL_RAM, describe, ram_pool, vram_pool
from modelpick.hardware.known import Hardware, Variant, spellings
from modelpick.hardware.machine import Gpu, Installed, Machine, Notes
from modelpick.hardware.memory import GIB, Memory, pool_of, usable_bytes
from modelpick.hardware.names import normalise, tokens
from modelpick.hardware.resolve import device_of

__all__ = ["device_from", "match"]

_CLOSE = 0.12
"""How far the memory a driver reports may lie from the maker's: ECC takes a sixteenth, firmware a little."""
_CORE_BANDWIDTH = (8e9, 20e9, 30e9)
"""Bytes/s one core can move: low, usual, high. What bounds a virtual machine with few cores."""
_CHIP_BANDWIDTH = (2.5e10, 6e10, 1.1e11)
"""Bytes/s of two memory channels: one DIMM of DDR4, two of DDR5, two of the fastest."""
_SERVER = frozenset({"xeon", "epyc", "graviton", "ampere", "neoverse", "altra"})


def device_from(machine: Machine, hardware: Hardware, notes: Notes) -> Device:
    """The device of a machine; what was found and could not be is added to ``notes``."""
    _report(machine, notes)
    size = machine.memory.total if machine.memory else None
    whole = match(machine.board or machine.processor or "", hardware, size, ("board", "soc"))
    if whole and whole.record.memory_kind != "dedicated" and not machine.virtual:
        return _with_limits(_shared(whole, machine, hardware), machine, notes)
    cards = [gpu for gpu in machine.gpus if not gpu.shared]
    shared = [gpu for gpu in machine.gpus if gpu.shared]
    for gpu in shared:
        if variant := match(gpu.name, hardware, size, ("soc", "board")):
            return _with_limits(_shared(variant, machine, hardware), machine, notes)
        notes.missing.append(f"{gpu.name}: shares the system's memory and is not known, so the CPU is used")
    device = _with_card(cards, machine, hardware, notes) if cards else _cpu(machine, hardware)
    return _with_limits(device, machine, notes)


def match(
    text: str, hardware: Hardware, size: float | None, kinds: Sequence[str] = ()
) -> Variant | None:
    """The one known device that a driver's or firmware's name means; None where none or several do.

    Args:
        size: bytes it reports, which tells versions apart.
        kinds: kinds of device to consider; empty: all.
    """
    named = hardware.called(text) or _within(text, hardware)
    records = [record for record in named if not kinds or record.kind in kinds]
    variants = [Variant(r, s) for r in records for s in (r.memory_gb or (None,))]
    if size is not None:
        near = [v for v in variants if v.size is None or abs(v.size * GIB - size) < _CLOSE * v.size * GIB]
        variants = near or [v for v in variants if len(v.record.memory_gb) <= 1] or variants
    key = normalise(text)
    if len({v.record.id for v in variants}) > 1:
        variants = [v for v in variants if key in map(normalise, v.record.assumed_for)]
    if size is not None:
        variants.sort(key=lambda v: abs((v.size or 0.0) * GIB - size))
    return variants[0] if len({v.record.id for v in variants}) == 1 else None


def _within(text: str, hardware: Hardware) -> tuple[object, ...]:
    raise NotImplementedError


def _report(machine: Machine, notes: Notes) -> None:
    raise NotImplementedError
