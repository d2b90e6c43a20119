"""NVIDIA GPUs through a binding that behaves as NVML does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from modelpick.hardware.machine import Gpu, Notes
from modelpick.hardware.nvidia import read_gpus, visible


class Nvml:
    """The part of NVML that is used, over a list of (name, total, free) or errors."""

    def __init__(self, *gpus: Any, init: Exception | None = None) -> None:
        self.gpus, self.init = gpus, init

    def nvmlInit(self) -> None:  # noqa: N802 - NVML's name
        if self.init:
            raise self.init

    def nvmlShutdown(self) -> None:  # noqa: N802
        raise RuntimeError("already gone")

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        return len(self.gpus)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> Any:  # noqa: N802
        if isinstance(self.gpus[index], Exception):
            raise self.gpus[index]
        return self.gpus[index]

    def nvmlDeviceGetName(self, handle: Any) -> Any:  # noqa: N802
        return handle[0]

    def nvmlDeviceGetMemoryInfo(self, handle: Any) -> Any:  # noqa: N802
        if handle[1] is None:
            raise RuntimeError("Not Supported")
        return SimpleNamespace(total=handle[1], free=handle[2], used=handle[1] - handle[2])


def test_two_cards() -> None:
    """Name and memory of each."""
    notes = Notes()
    found = read_gpus(Nvml(("NVIDIA GeForce RTX 3090", 24e9, 23e9), (b"NVIDIA L4", 23e9, 23e9)), notes)
    assert found == [
        Gpu("NVIDIA GeForce RTX 3090", "NVIDIA", 24e9, 23e9),
        Gpu("NVIDIA L4", "NVIDIA", 23e9, 23e9),
    ]
    assert notes.missing == []


def test_no_driver_is_noted() -> None:
    """NVML without a driver is no failure."""
    notes = Notes()
    assert read_gpus(Nvml(init=RuntimeError("Driver Not Loaded")), notes) == []
    assert notes.missing == ["NVIDIA driver: Driver Not Loaded"]


def test_a_lost_card_does_not_hide_the_others() -> None:
    """One GPU that does not answer is noted; the next is read."""
    notes = Notes()
    found = read_gpus(Nvml(RuntimeError("GPU is lost"), ("NVIDIA A10", 24e9, 24e9)), notes)
    assert [gpu.name for gpu in found] == ["NVIDIA A10"]
    assert notes.missing == ["NVIDIA GPU 0: GPU is lost"]


def test_a_gpu_without_memory_of_its_own_shares() -> None:
    """GB10 answers Not Supported when asked for its memory."""
    assert read_gpus(Nvml(("NVIDIA GB10", None, None)), Notes()) == [
        Gpu("NVIDIA GB10", "NVIDIA", shared=True)
    ]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [(None, "abc"), ("1", "b"), ("2,0", "ca"), ("", ""), ("-1", ""), ("GPU-3f", "abc"), ("7", "")],
)
def test_visible_devices(wanted: str | None, left: str) -> None:
    """The environment may hide GPUs, or name them in ways that are left alone."""
    found = [Gpu(name, "NVIDIA") for name in "abc"]
    assert "".join(gpu.name for gpu in visible(found, wanted)) == left
