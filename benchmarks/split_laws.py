"""How a model split over several GPUs fares against one, and against the law: nothing is fitted device by device.

*Layers* lie on one GPU after another (llama.cpp): every measurement is predicted from what the same source measured
on one such GPU, plus a hand-over for each further one. *Tensors* are worked on by all GPUs together (vLLM): predicted
from the dimensions alone, with a gain and a delay for each exchange.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from statistics import fmean

from msgspec.structs import replace

from benchmarks.intervals import spread_of
from benchmarks.measurements import Row, device_of, rows, shapes
from modelpick.estimate.calibration import Calibration, Spread
from modelpick.estimate.device import Device
from modelpick.estimate.fit import fit_options
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.planning.traffic import HANDOVER, STEP

__all__ = ["split_ratios", "split_spreads"]

_BOUNDLESS = 1e18
_BITS = {"FP8": 8.03, "INT8": 8.03, "AWQ-INT4": 4.25, "GPTQ-INT4": 4.25, "NVFP4": 4.5, "BF16": 16.0}


@cache
def _measured() -> tuple[Row, ...]:
    return tuple(rows("several_gpus"))


def split_ratios(calibration: Calibration) -> dict[str, tuple[float, ...]]:
    """Measured over predicted decode speed, for ``split/layers`` and ``split/tensor``."""
    return {"split/layers": tuple(_layers()), "split/tensor": tuple(_tensors(calibration))}


def split_spreads(calibration: Calibration) -> dict[str, Spread]:
    """The 90 % interval about each."""
    return {name: spread_of(found) for name, found in split_ratios(calibration).items()}


def _layers() -> Iterator[float]:
    alone: dict[tuple[str, ...], list[float]] = {}
    for row in _measured():
        if row["runtime"] == "llama.cpp" and row["gpus"] == "1":
            alone.setdefault(_setting(row), []).append(float(row["tokens_per_second"]))
    for row in _measured():
        if row["runtime"] == "llama.cpp" and row["gpus"] != "1" and _setting(row) in alone:
            seconds = 1.0 / fmean(alone[_setting(row)]) + (int(row["gpus"]) - 1) * HANDOVER
            yield float(row["tokens_per_second"]) * seconds


def _setting(row: Row) -> tuple[str, ...]:
    return row["device"], row["model"], row["quantization"], row["source"]


def _tensors(calibration: Calibration) -> Iterator[float]:
    for row in _measured():
        if row["runtime"] == "vllm" and row["gpus"] != "1":
            yield float(row["tokens_per_second"]) * _tensor_seconds(row, calibration)


def _tensor_seconds(row: Row, calibration: Calibration) -> float:
    shape, name, count = shapes()[row["model"]], row["quantization"], int(row["gpus"])
    device: Device = replace(device_of(row), count=count)
    device = replace(device, pools=(replace(device.pools[0], total=_BOUNDLESS, usable=_BOUNDLESS),))
    request = Request(4096, runtime="vllm", quantizations=(name,))
    found = fit_options(shape, device, request, [Quantization(name, "safetensors", _BITS[name])], calibration)
    decode = found[0].decode
    assert decode is not None
    assert shape.architecture is not None
    return 1.0 / decode.value + 2 * shape.architecture.layers * STEP["slot"]
