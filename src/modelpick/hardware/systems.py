"""Probes of macOS and Windows, and those that are the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from math import ceil
from typing import Any

from modelpick.hardware.machine import Gpu, Installed

__all__ = [
    "Ask",
    "Registry",
    "apple_chip",
    "memory",
    "sysctl",
    "usable_cores",
    "windows_gpus",
    "windows_processor",
    "wired_limit",
]

Ask = Callable[[str], str | None]
"""A key of sysctl to its value, None where there is none."""
Registry = Callable[[str], Iterable[dict[str, Any]]]
"""A key of the Windows registry to the values of each of its subkeys."""

_DISPLAY = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
_PROCESSOR = r"HARDWARE\DESCRIPTION\System\CentralProcessor"


def sysctl(key: str) -> str | None:
    """One value of macOS's sysctl."""
    from subprocess import SubprocessError, run

    try:
        done = run(["/usr/sbin/sysctl", "-n", key], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, SubprocessError):
        return None
    return done.stdout.strip() or None


def apple_chip(ask: Ask) -> str | None:
    """The SoC's name: ``Apple M4 Pro``."""
    return ask("machdep.cpu.brand_string")


def wired_limit(ask: Ask) -> float | None:
    """Bytes the GPU may wire where someone set it; macOS says 0 for its own rule."""
    text = ask("iogpu.wired_limit_mb") or ""
    return float(text) * 2**20 if text.isdigit() and int(text) > 0 else None


def registry(key: str) -> Iterable[dict[str, Any]]:
    """The values of each subkey of a key below HKEY_LOCAL_MACHINE; nothing off Windows."""
    try:
        import winreg
    except ImportError:
        return
    api: Any = winreg  # its functions exist on Windows alone, which type checkers elsewhere do not see
    try:
        with api.OpenKey(api.HKEY_LOCAL_MACHINE, key) as parent:
            for index in range(api.QueryInfoKey(parent)[0]):
                yield _values(api, parent, index)
    except OSError:
        return


def _values(api: Any, parent: Any, index: int) -> dict[str, Any]:
    try:
        with api.OpenKey(parent, api.EnumKey(parent, index)) as child:
            rows = [api.EnumValue(child, at) for at in range(api.QueryInfoKey(child)[1])]
    except OSError:
        return {}
    return {str(name): value for name, value, _ in rows}


def windows_processor(subkeys: Registry = registry) -> str | None:
    """The CPU's name."""
    names = (values.get("ProcessorNameString") for values in subkeys(_PROCESSOR))
    return next((str(name).strip() for name in names if name), None)


def windows_gpus(subkeys: Registry = registry) -> list[Gpu]:
    """The display adapters with memory of their own that drivers have registered."""
    found = []
    for values in subkeys(_DISPLAY):
        name, size = values.get("DriverDesc"), values.get("HardwareInformation.qwMemorySize")
        vendor = next((v for v in ("NVIDIA", "AMD", "Intel") if v.lower() in str(name).lower()), None)
        vendor = "AMD" if vendor is None and "radeon" in str(name).lower() else vendor
        if vendor and isinstance(size, int) and size > 2**30:
            found.append(Gpu(str(name), vendor, float(size)))
    return found


def memory(limit: float | None, counts: Any) -> Installed:
    """System memory, or the part of it that a container may use.

    Raises:
        Exception: whatever ``counts`` (psutil, or what is called like it) raises where it cannot read it.
    """
    seen = counts.virtual_memory()
    total, available = float(seen.total), float(seen.available)
    if limit is None or limit >= total:
        return Installed(total, available)
    return Installed(limit, min(available, limit), limited=True)


def usable_cores(quota: float | None, counts: Any) -> int | None:
    """Physical cores this process may use: those of its affinity, fewer where a container's quota is."""
    logical, physical = counts.cpu_count(logical=True), counts.cpu_count(logical=False)
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else logical
    if not allowed:
        return physical or None
    threads = logical / physical if logical and physical else 1.0
    cores = allowed / max(threads, 1.0)
    return max(1, ceil(min(cores, quota) if quota else cores))
