"""This machine, as a device for the estimates. A probe that fails is noted; none stops the others."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from modelpick.estimate.device import Device
from modelpick.hardware import linux, nvidia, systems
from modelpick.hardware.assemble import device_from
from modelpick.hardware.known import Hardware
from modelpick.hardware.machine import Gpu, Installed, Machine, Notes

__all__ = ["Detected", "detect", "read_machine"]

T = TypeVar("T")


class Detected(Struct, frozen=True):
    """What this machine is.

    Attributes:
        device: for the estimates; its ``assumptions`` say what was taken for granted.
        found: what the probes read, in sentences.
        missing: what they could not, and what would help.
    """

    device: Device
    found: tuple[str, ...]
    missing: tuple[str, ...]


def detect(hardware: Hardware, machine: Machine | None = None) -> Detected:
    """Read this machine and match it to the catalogue. Never raises for what a probe meets.

    Args:
        machine: what was read already, for tests.
    """
    notes = Notes()
    device = device_from(machine or read_machine(notes), hardware, notes)
    return Detected(device, tuple(notes.found), tuple(notes.missing))


def read_machine(notes: Notes, *, root: Path = Path("/"), system: str | None = None) -> Machine:
    """Run every probe that suits the system.

    Args:
        notes: what could not be read is added here.
        root: where ``/proc`` and ``/sys`` are.
        system: as `platform.system` says it, for tests.
    """
    system = system or platform.system()
    if system == "Darwin":
        return _mac(notes)
    if system == "Windows":
        return _windows(notes)
    return _linux(notes, root, system)


def _linux(notes: Notes, root: Path, system: str) -> Machine:
    if linux.is_wsl(root):
        notes.found.append(
            "WSL: memory is what Windows gives it (.wslconfig), half of the machine's by default"
        )
    return Machine(
        system=system,
        processor=linux.processor(root),
        board=linux.board_name(root),
        cores=_tried(
            "CPU cores", notes, lambda: systems.usable_cores(linux.cgroup_cores(root), linux.Counts(root))
        ),
        memory=_tried("memory", notes, lambda: systems.memory(linux.cgroup_memory(root), linux.Counts(root))),
        gpus=(
            *_nvidia(notes, linux.nvidia_models(root)),
            *(_tried("GPUs", notes, lambda: linux.gpus(root)) or ()),
        ),
        virtual=linux.is_virtual(root),
        nodes=linux.nodes(root),
    )


def _mac(notes: Notes) -> Machine:
    return Machine(
        system="Darwin",
        processor=systems.apple_chip(systems.sysctl),
        cores=_tried("CPU cores", notes, _cores),
        memory=_tried("memory", notes, _memory),
        wired_limit=systems.wired_limit(systems.sysctl),
    )


def _windows(notes: Notes) -> Machine:
    registered = _tried("GPUs", notes, systems.windows_gpus) or []
    found = _nvidia(notes, [gpu.name for gpu in registered if gpu.vendor == "NVIDIA"])
    others = [gpu for gpu in registered if gpu.vendor != "NVIDIA"]
    return Machine(
        system="Windows",
        processor=_tried("processor", notes, systems.windows_processor),
        cores=_tried("CPU cores", notes, _cores),
        memory=_tried("memory", notes, _memory),
        gpus=tuple(found + others),
    )


def _nvidia(notes: Notes, listed: list[str]) -> list[Gpu]:
    """NVIDIA GPUs through NVML, else by the names the driver lists."""
    nvml = nvidia.load_nvml()
    found = nvidia.read_gpus(nvml, notes) if nvml is not None else []
    if not found and listed:
        if nvml is None:
            notes.missing.append("what the NVIDIA driver says of its memory (pip install 'modelpick[gpu]')")
        found = [Gpu(name, "NVIDIA") for name in listed]
    return nvidia.visible(found, os.environ.get("CUDA_VISIBLE_DEVICES"))


def _memory() -> Installed:
    import psutil

    return systems.memory(None, psutil)


def _cores() -> int | None:
    import psutil

    return systems.usable_cores(None, psutil)


def _tried(what: str, notes: Notes, probe: Callable[[], T]) -> T | None:
    try:
        return probe()
    except Exception as error:
        notes.missing.append(f"{what}: {str(error)[:120] or type(error).__name__}")
        return None
