"""The hardware a model would run on, as the estimates need it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from modelpick.estimate.own import Own

__all__ = ["Device", "Pool"]


class Pool(Struct, frozen=True):
    """One memory that weights and caches can live in.

    Attributes:
        kind: ``vram`` (a GPU's own), ``unified`` (shared by CPU and GPU) or ``ram`` (the CPU's).
        total: bytes installed, over all devices of the pool.
        usable: bytes a model may really take (after the system, display and runtime's reserve).
        bandwidth: bytes per second of one device of the pool; None where unknown.
        bandwidth_low, bandwidth_high: the plausible range where the device is only described by its
            memory size; equal to ``bandwidth`` for a named device.
        memory_type: as the maker calls it (``GDDR6X``, ``HBM3``, ``LPDDR5X``, ``DDR5``); HBM reaches another
            share of its bandwidth than GDDR.
    """

    kind: Literal["vram", "unified", "ram"]
    total: float
    usable: float
    bandwidth: float | None = None
    bandwidth_low: float | None = None
    bandwidth_high: float | None = None
    memory_type: str | None = None


class Device(Struct, frozen=True):
    """A target: one device, several alike, or a description such as "24 GB of VRAM".

    Attributes:
        name: as shown to the user (``2x GeForce RTX 3090``, ``GPU with 24 GB``).
        ids: hardware ids of the catalogue it was resolved to; empty for a description.
        kind: what it is, which chooses reserves and laws.
        backend: ``cuda rocm metal vulkan sycl cpu npu``, or None where a description leaves it open.
        pools: fastest first. ``vram_gb: 0`` gives one ``ram`` pool.
        count: how many devices share the first pool.
        fp16_flops: dense FP16 FLOP/s of one device with FP32 accumulation; None unknown.
        int8_ops: INT8 OP/s of one device; None unknown.
        cores: CPU cores for a CPU target; None unknown.
        named: False where only memory sizes are known, so that speed is a wide range.
        assumptions: what was taken for granted, in sentences to print.
        own: what the user measured on it; None: nothing.
    """

    name: str
    ids: tuple[str, ...]
    kind: Literal["gpu", "soc", "cpu", "phone", "board", "npu", "microcontroller", "described"]
    backend: str | None
    pools: tuple[Pool, ...]
    count: int = 1
    fp16_flops: float | None = None
    int8_ops: float | None = None
    cores: int | None = None
    named: bool = True
    assumptions: tuple[str, ...] = ()
    own: Own | None = None

    @property
    def usable(self) -> float:
        """Bytes a model may take over all pools."""
        return sum(pool.usable for pool in self.pools)
