"""Probes of Linux: files of ``/proc`` and ``/sys`` below a root, so that tests can write them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from msgspec.structs import replace

from modelpick.hardware.machine import Gpu

__all__ = [
    "Counts",
    "board_name",
    "cgroup_cores",
    "cgroup_memory",
    "gpus",
    "is_virtual",
    "is_wsl",
    "nodes",
    "nvidia_models",
    "processor",
    "read",
]

_VENDORS = {"0x1002": "AMD", "0x8086": "Intel", "0x10de": "NVIDIA"}
_UNLIMITED = float(2**60)
_REVISION = re.compile(r"\s+(Rev\s+[\d.]+|Engineering Reference|Developer Kit|Super).*$", re.I)


def read(path: Path) -> str | None:
    """The text of a small file, None where it cannot be read."""
    try:
        return path.read_text(errors="replace").strip("\0\n ")
    except OSError:
        return None


class Counts:
    """Memory and processors under the names psutil has for them, from the files that it reads.

    Importing it takes longer than all the other probes together.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def virtual_memory(self) -> SimpleNamespace:
        """Bytes of memory: ``total`` and ``available``.

        Raises:
            OSError: the kernel does not say.
        """
        text = read(self._root / "proc/meminfo") or ""
        kilobytes = {name: float(size) for name, size in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.M)}
        if "MemTotal" not in kilobytes:
            raise OSError("/proc/meminfo says nothing of the memory")
        free = kilobytes.get("MemAvailable", kilobytes.get("MemFree", 0.0))
        return SimpleNamespace(total=kilobytes["MemTotal"] * 1024, available=free * 1024)

    def cpu_count(self, *, logical: bool) -> int | None:
        """Processors, or physical cores; None where they cannot be told."""
        if logical:
            return os.cpu_count()
        folders = (self._root / "sys/devices/system/cpu").glob("cpu[0-9]*/topology")
        siblings = {read(f / "core_cpus_list") or read(f / "thread_siblings_list") for f in folders}
        return len(siblings - {None}) or None


def processor(root: Path) -> str | None:
    """The CPU's name in ``/proc/cpuinfo``."""
    text = read(root / "proc/cpuinfo") or ""
    match = re.search(r"^(?:model name|Model|cpu model)\s*:\s*(.+)$", text, re.M)
    return match[1].strip() if match else None


def is_virtual(root: Path) -> bool:
    """Whether the CPU says that a hypervisor runs below."""
    return bool(re.search(r"^flags\s*:.*\bhypervisor\b", read(root / "proc/cpuinfo") or "", re.M))


def is_wsl(root: Path) -> bool:
    """Whether this is Linux inside Windows."""
    return "microsoft" in (read(root / "proc/sys/kernel/osrelease") or "").lower()


def board_name(root: Path) -> str | None:
    """The name a board's firmware gives, less its revision."""
    text = read(root / "proc/device-tree/model") or read(root / "sys/firmware/devicetree/base/model")
    return _REVISION.sub("", text) if text else None


def nodes(root: Path) -> int:
    """NUMA nodes."""
    folder = root / "sys/devices/system/node"
    return max(1, sum(1 for path in folder.glob("node[0-9]*") if path.name[4:].isdigit()))


def cgroup_memory(root: Path) -> float | None:
    """Bytes that the container may use, the least of its groups (cgroup v2 or v1); None: no limit."""
    files = _group_files(root, "memory", "memory.max", "memory.limit_in_bytes")
    limits = [_size(read(path)) for path in files]
    return min((limit for limit in limits if limit is not None), default=None)


def cgroup_cores(root: Path) -> float | None:
    """CPU cores' worth of time that the container may use; None: no limit."""
    quotas = [_share(read(path)) for path in _group_files(root, "cpu", "cpu.max", "cpu.cfs_quota_us")]
    return min((quota for quota in quotas if quota is not None), default=None)


def _group_files(root: Path, controller: str, v2: str, v1: str) -> Iterator[Path]:
    """The files of a limit, from the process's own group up to the root of the hierarchy."""
    for line in (read(root / "proc/self/cgroup") or "").splitlines():
        number, controllers, group, *_ = [*line.split(":", 2), "", ""]
        if number == "0" and not controllers:
            base, name = root / "sys/fs/cgroup", v2
        elif controller in controllers.split(","):
            base, name = root / "sys/fs/cgroup" / controller, v1
        else:
            continue
        parts = [part for part in group.split("/") if part not in ("", "..")]
        for depth in range(len(parts), -1, -1):
            yield base.joinpath(*parts[:depth], name)


def _size(text: str | None) -> float | None:
    if not text or not text.isdigit():
        return None
    return float(text) if 0 < float(text) < _UNLIMITED else None


def _share(text: str | None) -> float | None:
    """Cores of ``150000 100000`` (v2) or of a v1 quota, whose usual period is 100 ms."""
    numbers = (text or "").split()
    if not numbers or not numbers[0].isdigit():
        return None
    period = float(numbers[1]) if len(numbers) > 1 and numbers[1].isdigit() else 100_000.0
    return float(numbers[0]) / period if float(numbers[0]) > 0 and period > 0 else None


def nvidia_models(root: Path) -> list[str]:
    """NVIDIA GPUs by name as their kernel driver lists them."""
    found = []
    for path in sorted((root / "proc/driver/nvidia/gpus").glob("*/information")):
        if match := re.search(r"^Model:\s*(.+)$", read(path) or "", re.M):
            found.append(match[1].strip())
    return found


def gpus(root: Path) -> list[Gpu]:
    """AMD and Intel GPUs of ``/sys/class/drm``, named by the PCI id list where the system has one."""
    found = []
    for card in sorted((root / "sys/class/drm").glob("card[0-9]*")):
        vendor = _VENDORS.get(read(card / "device/vendor") or "")
        if card.name[4:].isdigit() and vendor in ("AMD", "Intel"):
            found.append(_gpu(root, card / "device", vendor))
    return _integrated(found, processor(root) or "")


def _gpu(root: Path, device: Path, vendor: str) -> Gpu:
    total = _size(read(device / "mem_info_vram_total")) or _size(read(device / "lmem_total_bytes"))
    used = _size(read(device / "mem_info_vram_used")) or 0.0
    spill = _size(read(device / "mem_info_gtt_total"))
    shared = total is None or (spill is not None and total < 1.1e9 and spill > total)
    name = read(device / "product_name") or _pci_name(root, device) or f"{vendor} GPU"
    free = None if total is None else total - used
    return Gpu(name, vendor, total, free, shared, spill)


def _integrated(found: list[Gpu], processor_name: str) -> list[Gpu]:
    """Mark the GPU inside an AMD processor that says it has one: the one with the least memory."""
    cards = [gpu for gpu in found if gpu.vendor == "AMD"]
    if "radeon" not in processor_name.lower() or not cards:
        return found
    inside = min(cards, key=lambda gpu: gpu.total or 0.0)
    return [replace(gpu, shared=True) if gpu is inside else gpu for gpu in found]


def _pci_name(root: Path, device: Path) -> str | None:
    """The device's name in the system's list of PCI ids."""
    vendor, product = (str(read(device / name) or "")[2:] for name in ("vendor", "device"))
    lists = ("usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids")
    text = next((text for place in lists if (text := read(root / place))), "")
    block = re.search(rf"^{vendor}  .*\n((?:[\t#].*\n?)*)", text, re.M | re.I) if vendor else None
    match = re.search(rf"^\t{product}  (.+)$", block[1], re.M | re.I) if block and product else None
    return match[1].strip() if match else None
