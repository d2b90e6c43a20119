"""This machine with other memory: what the options ``--vram``, ``--ram`` and ``--memory`` make of a detected device."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from modelpick.estimate.device import Device, Pool
from modelpick.hardware.describe import checked_size, describe, gb, ram_pool, vram_pool
from modelpick.hardware.known import Hardware
from modelpick.hardware.resolve import Sizes

__all__ = ["overridden"]


def overridden(device: Device, hardware: Hardware, sizes: Sizes) -> Device:
    """``device`` with the bytes asked for in place of those read, its speed kept; itself where none are.

    ``vram`` is of each GPU, 0 leaves the CPU; ``ram`` is what lies beside a GPU, or all a CPU has; ``memory`` is one
    that CPU and GPU share, or the same as ``ram`` without one.

    Raises:
        UsageError: a size is negative, or no memory is left.
    """
    for size, option in ((sizes.vram, "--vram"), (sizes.ram, "--ram"), (sizes.memory, "--memory")):
        checked_size(size, option)
    if sizes == Sizes():
        return device
    first, ram = device.pools[0], sizes.ram if sizes.ram is not None else sizes.memory
    if first.kind == "vram":
        return _with_card(device, hardware, sizes, ram)
    if sizes.vram and first.kind == "ram":
        beside = _resized(first, ram) if ram else first
        return _changed(device, (vram_pool(hardware, sizes.vram), beside), kind="described", named=False)
    total = first.total if ram is None else ram
    if total <= 0:
        return describe(hardware, vram=0.0, ram=total)  # which says that no memory is left
    pool = _resized(first, total)
    if sizes.vram:
        pool = replace(pool, usable=min(sizes.vram, total))
    return _changed(device, (pool,))


def _with_card(device: Device, hardware: Hardware, sizes: Sizes, ram: float | None) -> Device:
    first, rest = device.pools[0], device.pools[1:]
    beside = tuple(_beside(rest, hardware, ram))
    if sizes.vram == 0:
        if not beside:
            return describe(hardware, vram=0.0, ram=ram)
        return _changed(device, beside, kind="cpu", backend="cpu")
    total = first.total if sizes.vram is None else device.count * sizes.vram
    return _changed(device, (_resized(first, total), *beside))


def _beside(rest: tuple[Pool, ...], hardware: Hardware, ram: float | None) -> Iterator[Pool]:
    """The CPU's memory: as asked, else as read."""
    if ram is None:
        yield from rest
    elif ram > 0:
        yield _resized(rest[0], ram) if rest else ram_pool(hardware, ram)


def _resized(pool: Pool, total: float) -> Pool:
    """The same memory, larger or smaller; as large a share of it is usable."""
    return replace(pool, total=total, usable=total * pool.usable / pool.total) if pool.total else pool


def _changed(
    device: Device,
    pools: tuple[Pool, ...],
    *,
    kind: str | None = None,
    backend: str | None = None,
    named: bool = True,
) -> Device:
    sizes = " and ".join(f"{gb(pool.total)} of {_WORDS[pool.kind]}" for pool in pools)
    note = f"{device.name} as detected, but with {sizes} as asked"
    if kind is None:
        return replace(device, pools=pools, assumptions=(*device.assumptions, note))
    return Device(
        name=f"{device.name} with {sizes}",
        ids=(),
        kind=kind,  # type: ignore[arg-type]
        backend=backend,
        pools=pools,
        cores=device.cores,
        named=named and device.named,
        assumptions=(*device.assumptions, note),
    )


_WORDS = {"vram": "GPU memory", "unified": "shared memory", "ram": "RAM"}
