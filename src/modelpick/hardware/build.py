"""A known device, so many times and with sizes overridden, to the device the estimates need."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.errors import UsageError
from modelpick.estimate.device import Device, Pool
from modelpick.hardware.describe import describe, gb, ram_pool
from modelpick.hardware.known import Hardware, Variant, size_words
from modelpick.hardware.memory import GIB, pool_of

__all__ = ["Sizes", "device_of"]

_NUMA = "https://github.com/ggml-org/llama.cpp/issues/11744"
"""Two EPYC 9175F reach 4.3 tokens a second of a 70B at 16 bits so, 74 % of what both memories move, and 2.4 else."""


class Sizes(Struct, frozen=True):
    """Bytes asked for on the command line; None where not."""

    vram: float | None = None
    ram: float | None = None
    memory: float | None = None


def device_of(
    variant: Variant,
    hardware: Hardware,
    *,
    count: int = 1,
    sizes: Sizes | None = None,
    assumptions: Sequence[str] = (),
) -> Device:
    """The device for the estimates: one known variant, ``count`` times, with sizes overridden.

    Raises:
        UsageError: a size that the device has no place for.
    """
    record, sizes = variant.record, sizes or Sizes()
    if record.memory_kind == "dedicated":
        return _with_gpu(variant, hardware, count, sizes, list(assumptions))
    if 1 < count <= record.sockets:
        return _on_one_board(variant, hardware, count, sizes, list(assumptions))
    total, notes = _shared_total(variant, sizes)
    pool = pool_of(record, total, hardware.reserves, count=count)
    if sizes.vram:
        pool = replace(pool, usable=min(count * sizes.vram, pool.total))
    if count > 1:
        notes.append(f"{count} machines: their memory is summed, the network between them is not counted")
    return _device(variant, count, (pool,), (*assumptions, *notes))


def _on_one_board(
    variant: Variant, hardware: Hardware, sockets: int, sizes: Sizes, notes: list[str]
) -> Device:
    """CPUs that share a board: one machine, its memory as asked or as usual for each, the channels of all.

    A published speed is of one such CPU, so the machine bears no id.
    """
    record = variant.record
    total, assumed = _shared_total(variant, sizes)
    if assumed:
        total, assumed = sockets * total, [f"{text}, for each socket" for text in assumed]
    pool = pool_of(record, total, hardware.reserves)
    if pool.bandwidth is not None:
        bandwidth = sockets * pool.bandwidth
        pool = replace(pool, bandwidth=bandwidth, bandwidth_low=bandwidth, bandwidth_high=bandwidth)
    device = _device(variant, 1, (pool,), (*notes, *assumed, _added_up(sockets, pool)))
    cores = None if record.cores is None else sockets * record.cores
    return replace(device, name=f"{sockets}x {record.name}", ids=(), cores=cores)


def _added_up(sockets: int, pool: Pool) -> str:
    reached = f" to {pool.bandwidth / 1e9:.4g} GB/s" if pool.bandwidth else ""
    return (
        f"{sockets} sockets of one machine: their memory and its bandwidth add up{reached}, where the program spreads "
        "the weights over all of them (llama.cpp: --numa distribute); else it is about as fast as one "
        f"[{_NUMA}]"
    )


def _shared_total(variant: Variant, sizes: Sizes) -> tuple[float, list[str]]:
    """Bytes of a shared or CPU memory: as asked, as sold, or the usual size with a note."""
    asked = sizes.memory if sizes.memory is not None else sizes.ram
    if asked is not None:
        if asked <= 0:
            raise UsageError(f"{variant.record.name} has no memory left", hint="give --memory more than zero")
        return asked, []
    if variant.size is not None:
        return variant.size * GIB, []
    usual = variant.record.default_memory_gb
    if usual is None:
        raise UsageError(f"{variant.record.name} is sold without memory", hint="add it, as in --ram 32GB")
    return usual * GIB, [f"{size_words(usual)} of RAM assumed (--ram says how much)"]


def _with_gpu(variant: Variant, hardware: Hardware, count: int, sizes: Sizes, notes: list[str]) -> Device:
    """A GPU, with the system memory beside it where one is named."""
    if sizes.vram == 0:
        return describe(hardware, vram=0.0, ram=sizes.ram if sizes.ram is not None else sizes.memory)
    total = sizes.vram or (variant.size or 0.0) * GIB
    if sizes.vram and count > 1:
        notes.append(f"{sizes.vram / 1e9:.3g} GB on each of the {count}")
    ram = sizes.ram if sizes.ram is not None else sizes.memory
    pools: tuple[Pool, ...] = (pool_of(variant.record, total, hardware.reserves, count=count),)
    if ram:
        pools += (ram_pool(hardware, ram),)
    else:
        notes.append("no system memory was named, so nothing is offloaded to it (--ram adds it)")
    return _device(variant, count, pools, notes)


def _device(variant: Variant, count: int, pools: tuple[Pool, ...], notes: Sequence[str]) -> Device:
    record = variant.record
    sold = pools[0].total / count / GIB
    as_sold = variant.size is None or abs(sold - variant.size) < 0.08 * variant.size
    label = variant.label if as_sold else f"{record.name} with {gb(pools[0].total / count)}"
    return Device(
        name=f"{count}x {label}" if count > 1 else label,
        ids=(record.id,),
        kind=record.kind,
        backend=record.backend,
        pools=pools,
        count=count,
        fp16_flops=None if record.fp16_tflops is None else record.fp16_tflops * 1e12,
        int8_ops=None if record.int8_tops is None else record.int8_tops * 1e12,
        cores=record.cores,
        assumptions=tuple(notes),
    )
