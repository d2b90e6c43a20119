"""Probes of macOS and Windows, and of memory and cores."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from modelpick.hardware import systems
from modelpick.hardware.machine import Gpu, Installed


def test_apple_chip() -> None:
    """The brand string is the SoC's name."""
    assert systems.apple_chip({"machdep.cpu.brand_string": "Apple M4 Pro"}.get) == "Apple M4 Pro"


@pytest.mark.parametrize(
    ("text", "limit"), [("57344", 57344 * 2**20), ("0", None), (None, None), ("x", None)]
)
def test_wired_limit(text: str | None, limit: float | None) -> None:
    """Only a limit set by hand counts."""
    assert systems.wired_limit(lambda key: text) == limit


def test_sysctl_is_quiet_where_there_is_none() -> None:
    """A key that does not exist, or a system without sysctl, gives nothing."""
    assert systems.sysctl("no.such.key.of.modelpick") is None


def subkeys(key: str) -> Iterable[dict[str, Any]]:
    """A registry with a card, an integrated GPU, a driver without a card, and a processor."""
    if "Processor" in key:
        return [{"ProcessorNameString": " AMD Ryzen 7 5800X 8-Core Processor  "}]
    return [
        {"DriverDesc": "NVIDIA GeForce RTX 3060", "HardwareInformation.qwMemorySize": 12884901888},
        {"DriverDesc": "Radeon RX 7900 XTX", "HardwareInformation.qwMemorySize": 25753026560},
        {"DriverDesc": "Intel(R) UHD Graphics", "HardwareInformation.qwMemorySize": 134217728},
        {"DriverDesc": "Microsoft Basic Display Adapter"},
        {},
    ]


def test_windows_gpus() -> None:
    """Cards with memory of their own, by vendor."""
    assert systems.windows_gpus(subkeys) == [
        Gpu("NVIDIA GeForce RTX 3060", "NVIDIA", 12884901888.0),
        Gpu("Radeon RX 7900 XTX", "AMD", 25753026560.0),
    ]


def test_windows_processor() -> None:
    """Its name, without the spaces around it."""
    assert systems.windows_processor(subkeys) == "AMD Ryzen 7 5800X 8-Core Processor"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has one")
def test_no_registry_elsewhere() -> None:
    """Off Windows there is nothing to read, and no error."""
    assert list(systems.registry("SOFTWARE")) == []


def psutil(**values: Any) -> Any:
    """A stand-in with fixed readings."""
    memory = SimpleNamespace(total=values.get("total", 16e9), available=values.get("available", 10e9))
    logical, physical = values.get("logical", 16), values.get("physical", 8)
    return SimpleNamespace(
        virtual_memory=lambda: memory,
        cpu_count=lambda logical=True, a=logical, b=physical: a if logical else b,
    )


def test_memory_without_a_container() -> None:
    """What the system has and what is free."""
    assert systems.memory(None, psutil()) == Installed(16e9, 10e9)


def test_memory_in_a_container() -> None:
    """The limit is the total, and no more than that is free."""
    assert systems.memory(4e9, psutil()) == Installed(4e9, 4e9, limited=True)


def test_a_limit_above_the_memory_is_none() -> None:
    """Version 1 of cgroups reports limits beyond the machine."""
    assert systems.memory(64e9, psutil()) == Installed(16e9, 10e9)


def test_threads_are_halved_to_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen threads of eight cores are eight cores."""
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(16)), raising=False)
    assert systems.usable_cores(None, psutil()) == 8


def test_a_quota_bounds_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's 1.5 cores are two at most."""
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(16)), raising=False)
    assert systems.usable_cores(1.5, psutil()) == 2


def test_affinity_bounds_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process pinned to four threads of two-way cores has two."""
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(4)), raising=False)
    assert systems.usable_cores(None, psutil()) == 2


def test_unknown_cores() -> None:
    """Where psutil knows neither, one core's worth of affinity still counts."""
    assert systems.usable_cores(None, psutil(logical=None, physical=None)) is not None
