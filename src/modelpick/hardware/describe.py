"""A target known only by the size of its memory: pools whose speed is a range over devices like it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite, log

from modelpick.errors import UsageError
from modelpick.estimate.device import Device, Pool
from modelpick.hardware.known import Hardware
from modelpick.hardware.memory import GIB, POOL_KINDS, Memory, usable_bytes
from modelpick.knowledge.records import DeviceRecord
from modelpick.units import format_figure, format_gb

__all__ = ["USUAL_RAM", "checked_size", "describe", "gb", "memory_pool", "ram_pool", "vram_pool"]

USUAL_RAM = 16e9
"""Bytes assumed for a machine without a GPU whose RAM is not named: what most laptops are sold with."""
_ENOUGH = 12
_NEAR = log(1.3)


def describe(
    hardware: Hardware, *, vram: float | None = None, ram: float | None = None, memory: float | None = None
) -> Device:
    """A target described by bytes of GPU memory, of system memory, or of memory that CPU and GPU share.

    ``vram`` 0 means no GPU. ``ram`` is what a GPU can spill into; ``memory`` is the same where ``vram`` is
    given, else one memory for everything. The bandwidth is the median and the 5th and 95th percentile of
    known devices of that kind with about that much memory.

    Raises:
        UsageError: a size is negative or not a number, or no memory is left at all.
    """
    for size, option in ((vram, "--vram"), (ram, "--ram"), (memory, "--memory")):
        checked_size(size, option)
    if vram:
        return _gpu(hardware, vram, ram if ram is not None else memory)
    if vram is None and memory is not None and ram is None:
        return _shared(hardware, memory)
    return _cpu(hardware, ram if ram is not None else memory)


def checked_size(size: float | None, option: str) -> float | None:
    """``size`` itself.

    Raises:
        UsageError: it is negative or not a number.
    """
    if size is not None and not (isfinite(size) and size >= 0):
        raise UsageError(f"{option} must be a size of zero or more", hint="write it as 24GB or 512MiB")
    return size


def _gpu(hardware: Hardware, vram: float, ram: float | None) -> Device:
    pools: tuple[Pool, ...] = (vram_pool(hardware, vram),)
    assumptions = [_range_note("GPU", pools[0])]
    if ram:
        pools += (ram_pool(hardware, ram),)
    else:
        assumptions.append("no system memory was named, so nothing is offloaded to it (--ram adds it)")
    with_ram = f" and {gb(ram)} of RAM" if ram else ""
    return _described(f"GPU with {gb(vram)}{with_ram}", None, pools, assumptions)


def _shared(hardware: Hardware, memory: float) -> Device:
    pool = memory_pool(hardware, _some(memory))
    notes = ["one memory for CPU and GPU", _range_note("device", pool)]
    return _described(f"device with {gb(memory)}", None, (pool,), notes)


def _cpu(hardware: Hardware, ram: float | None) -> Device:
    size = USUAL_RAM if ram is None else _some(ram)
    pool = ram_pool(hardware, size)
    notes = [f"{gb(size)} of RAM assumed (--ram says how much)"] if ram is None else []
    notes.append(_range_note("CPU", pool))
    return _described(f"CPU with {gb(size)}", "cpu", (pool,), notes)


def _described(name: str, backend: str | None, pools: tuple[Pool, ...], notes: Sequence[str]) -> Device:
    return Device(name, (), "described", backend, pools, named=False, assumptions=tuple(notes))


def _some(size: float) -> float:
    if size <= 0:
        raise UsageError("the target has no memory at all", hint="give --ram or --memory more than zero")
    return size


def vram_pool(hardware: Hardware, total: float) -> Pool:
    """A GPU's own memory, its speed a range."""
    near = _near(total, (r for r in hardware.devices if r.memory_kind == "dedicated" and r.kind == "gpu"))
    return _pool(hardware, "dedicated", total, near)


def memory_pool(hardware: Hardware, total: float) -> Pool:
    """A memory that CPU and GPU share, or a CPU's alone, its speed a range."""
    near = _near(total, (r for r in hardware.devices if r.memory_kind != "dedicated"))
    return _pool(hardware, "unified", total, near)


def ram_pool(hardware: Hardware, total: float) -> Pool:
    """A CPU's memory, its speed a range."""
    near = _near(total, (r for r in hardware.devices if r.memory_kind == "system"))
    return _pool(hardware, "system", total, near)


def _pool(hardware: Hardware, memory_kind: str, total: float, near: Sequence[float]) -> Pool:
    usable = usable_bytes(Memory("described", memory_kind, total), hardware.reserves)
    low, middle, high = (_quantile(near, at) for at in (0.05, 0.5, 0.95))
    return Pool(POOL_KINDS[memory_kind], total, usable, middle, low, high)


def _near(total: float, records: Iterable[DeviceRecord]) -> list[float]:
    """Bandwidths in bytes/s, sorted, of the devices of ``total`` ± 30 %, a dozen at least.

    Each counts once, however many devices share it: else the list would decide, not what exists.
    """
    found = sorted(
        (abs(log(size * GIB / total)), record.id, (record.bandwidth_gbps or 0.0) * 1e9)
        for record in records
        if record.bandwidth_gbps and (size := _nearest_size(record, total))
    )
    return sorted({speed for rank, (gap, _, speed) in enumerate(found) if gap <= _NEAR or rank < _ENOUGH})


def _nearest_size(record: DeviceRecord, total: float) -> float | None:
    sizes = record.memory_gb or ((record.default_memory_gb,) if record.default_memory_gb else ())
    return min(sizes, key=lambda size: (abs(log(size * GIB / total)), size), default=None)


def _quantile(values: Sequence[float], at: float) -> float | None:
    """Linear interpolation between order statistics."""
    if not values:
        return None
    place = at * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def _range_note(what: str, pool: Pool) -> str:
    if pool.bandwidth_low is None or pool.bandwidth_high is None:
        return f"no known {what} has memory of about this size: its speed is unknown"
    low, high = pool.bandwidth_low / 1e9, pool.bandwidth_high / 1e9
    taken = f"{format_figure(low)} to {format_figure(high)} GB/s"
    return f"the {what} is not named: memory bandwidth taken as {taken}"


def gb(size: float) -> str:
    """Bytes as GB of 10^9, three digits."""
    return format_gb(size)
