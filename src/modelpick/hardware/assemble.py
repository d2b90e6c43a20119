"""A machine that was read, matched to the catalogue: the device the estimates need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

from msgspec.structs import replace

from modelpick.estimate.device import Device, Pool
from modelpick.hardware.describe import USUAL_RAM, gb, memory_pool, vram_pool
from modelpick.hardware.known import Hardware, Variant
from modelpick.hardware.machine import Gpu, Installed, Machine, Notes
from modelpick.hardware.match import match
from modelpick.hardware.memory import GIB, Memory, pool_of, usable_bytes
from modelpick.units import format_figure

__all__ = ["device_from"]

_CORE_BANDWIDTH = (8e9, 20e9, 30e9)
"""Bytes/s one core can move: low, usual, high. It bounds a virtual machine with few cores."""
_CHIP_BANDWIDTH = (2.5e10, 6e10, 1.1e11)
"""Bytes/s of a PC's memory: one DIMM of DDR4, two of DDR5, two of the fastest."""
_SERVER_BANDWIDTH = (7.5e10, 2e11, 5e11)
"""Bytes/s of a server's socket: four channels of DDR4 to twelve of DDR5."""
_SERVERS = ("xeon", "epyc", "graviton", "ampere", "neoverse", "altra")
_BACKENDS = {"NVIDIA": "cuda", "AMD": "vulkan", "Intel": "vulkan", "Apple": "metal"}
_CONTAINER_SHARE = 0.95


def device_from(machine: Machine, hardware: Hardware, notes: Notes) -> Device:
    """The device of a machine; what was found, and what could not be used, is added to ``notes``."""
    _report(machine, notes)
    device = _shared(machine, hardware, notes) or _with_card(machine, hardware, notes)
    device = device or _cpu(machine, hardware)
    notes.found.extend(_pressure(device, machine))
    return device


def _shared(machine: Machine, hardware: Hardware, notes: Notes) -> Device | None:
    """A SoC or board, whose CPU and GPU share one memory; not behind a hypervisor, which hides the GPU."""
    if machine.virtual:
        return None
    carved = [gpu for gpu in machine.gpus if gpu.shared and gpu.spill is not None]
    size = _installed(machine) + sum(gpu.total or 0.0 for gpu in carved)
    names = [machine.board, machine.processor, *(gpu.name for gpu in machine.gpus if gpu.shared)]
    for name in filter(None, names):
        variant = match(name, hardware, size or None, ("soc", "board"), machine.cores)
        if variant:
            return _soc(variant, size, machine, hardware, carved)
    if machine.system == "Darwin" and "Apple" in (machine.processor or ""):
        return _unknown_apple(machine, hardware)
    for gpu in machine.gpus:
        if gpu.shared:
            notes.missing.append(f"{gpu.name} shares the system's memory and is not a known one: left out")
    return None


def _soc(
    variant: Variant, size: float, machine: Machine, hardware: Hardware, carved: Sequence[Gpu]
) -> Device:
    record = variant.record
    total = size or (variant.size or record.default_memory_gb or 0.0) * GIB
    pool = pool_of(record, total, hardware.reserves)
    reachable = sum((gpu.total or 0.0) + (gpu.spill or 0.0) for gpu in carved) or inf
    usable = machine.wired_limit or min(pool.usable, reachable)
    if machine.memory and machine.memory.limited:
        usable = min(usable, _CONTAINER_SHARE * machine.memory.total)
    return Device(
        name=record.name,
        ids=(record.id,),
        kind=record.kind,
        backend=record.backend,
        pools=(replace(pool, usable=min(usable, total)),),
        fp16_flops=None if record.fp16_tflops is None else record.fp16_tflops * 1e12,
        int8_ops=None if record.int8_tops is None else record.int8_tops * 1e12,
        cores=machine.cores or record.cores,
    )


def _unknown_apple(machine: Machine, hardware: Hardware) -> Device:
    total = _installed(machine) or USUAL_RAM
    usable = machine.wired_limit or usable_bytes(Memory("soc", "unified", total, "Apple"), hardware.reserves)
    pool = replace(memory_pool(hardware, total), usable=min(usable, total))
    name = str(machine.processor)
    notes = (f"{name} is not in the catalogue: its bandwidth is a range of devices with such memory",)
    return Device(name, (), "soc", "metal", (pool,), cores=machine.cores, named=False, assumptions=notes)


def _with_card(machine: Machine, hardware: Hardware, notes: Notes) -> Device | None:
    """The GPUs of one kind with the most memory together, and the system's memory beside them."""
    groups: dict[tuple[str, float], list[Gpu]] = {}
    variants: dict[str, Variant | None] = {}
    for gpu in (gpu for gpu in machine.gpus if not gpu.shared):
        variants[gpu.name] = variant = match(gpu.name, hardware, gpu.total, ("gpu",))
        total = gpu.total or (variant.size or 0.0 if variant else 0.0) * GIB
        if total:
            groups.setdefault((gpu.name, total), []).append(gpu)
        else:
            notes.missing.append(f"{gpu.name}: how much memory it has, so it is left out (--vram says it)")
    if not groups:
        return None
    (name, total), chosen = max(groups.items(), key=lambda item: item[0][1] * len(item[1]))
    for other in groups:
        if other != (name, total):
            notes.missing.append(f"{other[0]} is left out: only GPUs of one kind are counted together")
    return _card_device(variants[name], chosen, total, machine, hardware)


def _card_device(
    variant: Variant | None, chosen: Sequence[Gpu], total: float, machine: Machine, hardware: Hardware
) -> Device:
    count, gpu = len(chosen), chosen[0]
    ram = _ram(machine, hardware)[0]
    shown = f"{count}x {gpu.name}" if count > 1 else gpu.name
    if variant is None:
        pool = _times(vram_pool(hardware, total), count)
        notes = (f"{gpu.name} is not in the catalogue: its bandwidth is a range of GPUs with such memory",)
        backend = _BACKENDS.get(gpu.vendor)
        return Device(shown, (), "gpu", backend, (pool, *ram), count, named=False, assumptions=notes)
    # A driver reports memory less ECC already, so the share the catalogue states for that is not taken again.
    record = replace(variant.record, usable_share=None) if gpu.total else variant.record
    return Device(
        name=shown,
        ids=(record.id,),
        kind="gpu",
        backend=record.backend,
        pools=(pool_of(record, total, hardware.reserves, count=count), *ram),
        count=count,
        fp16_flops=None if record.fp16_tflops is None else record.fp16_tflops * 1e12,
        int8_ops=None if record.int8_tops is None else record.int8_tops * 1e12,
        cores=machine.cores,
    )


def _times(pool: Pool, count: int) -> Pool:
    return replace(pool, total=count * pool.total, usable=count * pool.usable)


def _cpu(machine: Machine, hardware: Hardware) -> Device:
    pools, variant, notes = _ram(machine, hardware)
    if not pools:
        size = USUAL_RAM
        machine = replace(machine, memory=Installed(size))
        pools, variant, more = _ram(machine, hardware)
        notes = [f"{gb(size)} of RAM assumed: it could not be read", *more]
    exact = pools[0].bandwidth_low == pools[0].bandwidth_high
    return Device(
        name=machine.processor or "CPU",
        ids=(variant.record.id,) if variant else (),
        kind="cpu",
        backend="cpu",
        pools=pools,
        cores=machine.cores,
        named=variant is not None and exact,
        assumptions=tuple(notes),
    )


def _ram(machine: Machine, hardware: Hardware) -> tuple[tuple[Pool, ...], Variant | None, list[str]]:
    """The CPU's memory as a pool, or none where it is unknown; the CPU where it is known; notes."""
    variant = match(machine.processor or "", hardware, None, ("cpu", "soc"))
    if machine.memory is None:
        return (), variant, []
    total = machine.memory.total
    usable = usable_bytes(Memory("cpu", "system", total), hardware.reserves)
    if machine.memory.limited:
        usable = _CONTAINER_SHARE * total
    low, usual, high, note = _bandwidth(variant, machine)
    kind = variant.record.memory_type if variant else None
    return (Pool("ram", total, usable, usual, low, high, kind),), variant, [note] if note else []


def _bandwidth(variant: Variant | None, machine: Machine) -> tuple[float, float, float, str | None]:
    """Bytes/s of the CPU's memory: as known for the whole chip, else what so many cores can move; a note."""
    record, cores = (variant.record if variant else None), machine.cores
    known = record.bandwidth_gbps * 1e9 if record and record.bandwidth_gbps else None
    whole = not machine.virtual and (cores is None or not record or cores >= 0.75 * (record.cores or 0))
    if known and whole:
        return known, known, known, None
    server = any(word in (machine.processor or "").lower() for word in _SERVERS)
    chip = (known,) * 3 if known else (_SERVER_BANDWIDTH if server else _CHIP_BANDWIDTH)
    low, usual, high = (min(c, core * (cores or inf)) for c, core in zip(chip, _CORE_BANDWIDTH, strict=True))
    of = f"{cores} cores" if cores else "this CPU"
    taken = f"{format_figure(low / 1e9)} to {format_figure(high / 1e9)} GB/s"
    return low, usual, high, f"memory bandwidth cannot be read: {taken} taken for {of}"


def _installed(machine: Machine) -> float:
    return machine.memory.total if machine.memory else 0.0


def _pressure(device: Device, machine: Machine) -> Iterable[str]:
    """A word where what is free now is less than what the device may hold when idle."""
    free = machine.memory.available if machine.memory else None
    if free is not None and device.pools[-1].kind != "vram" and free < device.pools[-1].usable:
        yield f"counted as idle, though only {gb(free)} of memory are free now"
    busy = [gpu for gpu in machine.gpus if gpu.total and gpu.free is not None and gpu.free < 0.9 * gpu.total]
    if busy and device.pools[0].kind == "vram":
        free = sum(gpu.free or 0.0 for gpu in busy)
        yield f"counted as idle, though only {gb(free)} of the GPU's memory are free now"


def _report(machine: Machine, notes: Notes) -> None:
    if machine.processor or machine.board:
        cores = f", {machine.cores} cores" if machine.cores else ""
        virtual = " (virtual)" if machine.virtual else ""
        notes.found.append(f"{machine.board or machine.processor}{cores}{virtual}")
    else:
        notes.missing.append("the processor's name")
    if machine.memory:
        free = machine.memory.available
        limit = " (a container's limit)" if machine.memory.limited else ""
        now = f", {gb(free)} free now" if free is not None else ""
        notes.found.append(f"{gb(machine.memory.total)} of memory{limit}{now}")
    for gpu in machine.gpus:
        size = f" with {gb(gpu.total)}" if gpu.total else ""
        notes.found.append(f"GPU: {gpu.name}{size}")
    if machine.nodes > 1:
        notes.found.append(f"{machine.nodes} NUMA nodes: memory is counted over all, speed is that of one")
    if not machine.gpus and machine.system != "Darwin":
        notes.missing.append("no GPU was found")
