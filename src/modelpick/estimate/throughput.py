"""Arithmetic throughput of a device, stated or inferred."""

from __future__ import annotations

from math import sqrt

from msgspec import Struct

from modelpick.estimate.device import Device, Pool

__all__ = ["Throughput", "bandwidth_of", "throughput"]

_CORE_FLOPS = {"board": 13e9, "phone": 14e9, "soc": 100e9, "microcontroller": 0.2e9}
_DESKTOP_CORE = 100e9
_CORE_SCALING = 0.85
_GPU_FLOPS_PER_BYTE = 60.0
_CPU_FLOPS_PER_BYTE = 8.0


class Throughput(Struct, frozen=True):
    """FLOP/s at 16 bit of one device.

    Attributes:
        flops: dense, with FP32 accumulation.
        matrix: the reference of `calibration.PrefillLaw`: for NVIDIA a quarter of the INT8 rate, since
            llama.cpp's kernels multiply in INT8 (Volta lacks it: half of FP16); else ``flops``.
        inferred: whether it was only derived from the memory bandwidth.
        reached: whether it is what programs get (a CPU's cores), not a peak they get a share of.
    """

    flops: float
    matrix: float
    inferred: bool
    reached: bool = False


def bandwidth_of(pool: Pool) -> float | None:
    """Bytes per second: as stated, else the geometric middle of the plausible range, else None."""
    if pool.bandwidth is not None:
        return pool.bandwidth
    if pool.bandwidth_low is None or pool.bandwidth_high is None:
        return None
    return sqrt(pool.bandwidth_low * pool.bandwidth_high)


def throughput(device: Device, pool: Pool) -> Throughput | None:
    """As stated, from the cores of a CPU, else from the bandwidth; None where all are unknown.

    A core is taken at 64 (x86, Apple) or 8 to 16 (Arm boards and phones) multiply-adds a cycle and the
    seventh of them that llama.cpp reaches; cores scale with the power 0.85.
    """
    if pool.kind == "ram" or device.backend == "cpu":
        return _of_cores(device, pool)
    if device.fp16_flops:
        return Throughput(device.fp16_flops, _matrix(device, device.fp16_flops), False)
    bandwidth = bandwidth_of(pool)
    if bandwidth is None:
        return None
    inferred = bandwidth * _GPU_FLOPS_PER_BYTE
    return Throughput(inferred, inferred, True)


def _matrix(device: Device, flops: float) -> float:
    int8 = device.int8_ops
    if device.backend != "cuda" or not int8:
        return flops
    return int8 / 4 if int8 > flops else flops / 2


def _of_cores(device: Device, pool: Pool) -> Throughput | None:
    if device.cores:
        flops = device.cores**_CORE_SCALING * _CORE_FLOPS.get(device.kind, _DESKTOP_CORE)
        return Throughput(flops, flops, False, reached=True)
    bandwidth = bandwidth_of(pool)
    if bandwidth is None:
        return None
    inferred = bandwidth * _CPU_FLOPS_PER_BYTE
    return Throughput(inferred, inferred, True, reached=True)
