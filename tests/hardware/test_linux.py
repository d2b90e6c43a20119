"""Probes of Linux against files as real systems have them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from modelpick.hardware import linux


def write(root: Path, files: dict[str, str]) -> None:
    """Lay files below ``root``."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_processor_of_a_pc(tmp_path: Path) -> None:
    """The model name of the first core."""
    write(tmp_path, {"proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD Ryzen 9 7950X 16-Core Processor\n"})
    assert linux.processor(tmp_path) == "AMD Ryzen 9 7950X 16-Core Processor"


def test_processor_of_nothing(tmp_path: Path) -> None:
    """A missing file is an unknown processor."""
    assert linux.processor(tmp_path) is None


def test_hypervisor_flag(tmp_path: Path) -> None:
    """A guest's CPU says that it is one."""
    write(tmp_path, {"proc/cpuinfo": "flags\t\t: fpu sse2 hypervisor lahf_lm\n"})
    assert linux.is_virtual(tmp_path)


def test_bare_metal(tmp_path: Path) -> None:
    """Without the flag it is no guest."""
    write(tmp_path, {"proc/cpuinfo": "flags\t\t: fpu sse2\n"})
    assert not linux.is_virtual(tmp_path)


def test_wsl(tmp_path: Path) -> None:
    """Its kernel names Microsoft."""
    write(tmp_path, {"proc/sys/kernel/osrelease": "5.15.153.1-microsoft-standard-WSL2\n"})
    assert linux.is_wsl(tmp_path)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("Raspberry Pi 5 Model B Rev 1.0\0", "Raspberry Pi 5 Model B"),
        ("NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super\0", "NVIDIA Jetson Orin Nano"),
    ],
)
def test_board(tmp_path: Path, model: str, name: str) -> None:
    """The firmware's name, less its revision and the closing zero byte."""
    write(tmp_path, {"proc/device-tree/model": model})
    assert linux.board_name(tmp_path) == name


def test_nodes(tmp_path: Path) -> None:
    """NUMA nodes are counted; none listed is one."""
    assert linux.nodes(tmp_path) == 1
    write(tmp_path, {f"sys/devices/system/node/node{n}/cpulist": "" for n in range(2)})
    assert linux.nodes(tmp_path) == 2


def test_cgroup_v2_memory_takes_the_least_of_the_groups(tmp_path: Path) -> None:
    """A parent's limit binds its children."""
    write(
        tmp_path,
        {
            "proc/self/cgroup": "0::/pod/box\n",
            "sys/fs/cgroup/pod/memory.max": "4294967296\n",
            "sys/fs/cgroup/pod/box/memory.max": "8589934592\n",
        },
    )
    assert linux.cgroup_memory(tmp_path) == 2**32


def test_cgroup_v2_without_a_limit(tmp_path: Path) -> None:
    """``max`` is no limit."""
    write(tmp_path, {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"})
    assert linux.cgroup_memory(tmp_path) is None


def test_cgroup_v1_memory(tmp_path: Path) -> None:
    """The older hierarchy has a folder for each controller."""
    write(
        tmp_path,
        {
            "proc/self/cgroup": "4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n",
            "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": "2147483648\n",
        },
    )
    assert linux.cgroup_memory(tmp_path) == 2**31


def test_cgroup_v1_without_a_limit(tmp_path: Path) -> None:
    """A number near 2^63 is how version 1 says that there is none."""
    write(
        tmp_path,
        {
            "proc/self/cgroup": "4:memory:/\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        },
    )
    assert linux.cgroup_memory(tmp_path) is None


def test_cgroup_seen_from_inside_a_container(tmp_path: Path) -> None:
    """The path of the group may not exist below the container's own mount: its root then holds the limit."""
    write(
        tmp_path,
        {"proc/self/cgroup": "0::/host/only\n", "sys/fs/cgroup/memory.max": "1073741824\n"},
    )
    assert linux.cgroup_memory(tmp_path) == 2**30


@pytest.mark.parametrize(("text", "cores"), [("150000 100000\n", 1.5), ("max 100000\n", None)])
def test_cpu_quota(tmp_path: Path, text: str, cores: float | None) -> None:
    """Time a period is cores."""
    write(tmp_path, {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": text})
    assert linux.cgroup_cores(tmp_path) == cores


def test_cpu_quota_v1(tmp_path: Path) -> None:
    """-1 is no quota, a number counts by the usual period."""
    write(
        tmp_path,
        {"proc/self/cgroup": "2:cpu,cpuacct:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "400000\n"},
    )
    assert linux.cgroup_cores(tmp_path) == 4.0


@pytest.mark.parametrize("text", ["", "::::", "x", "0", "4:memory", "\0\0"])
def test_a_strange_cgroup_file_is_no_limit(tmp_path: Path, text: str) -> None:
    """Nothing is concluded from what cannot be read."""
    write(tmp_path, {"proc/self/cgroup": text})
    assert linux.cgroup_memory(tmp_path) is None


def test_nvidia_models(tmp_path: Path) -> None:
    """The kernel driver lists its GPUs by name."""
    text = "Model: \t\t NVIDIA GeForce RTX 3090\nIRQ:   \t\t 100\n"
    write(tmp_path, {"proc/driver/nvidia/gpus/0000:01:00.0/information": text})
    assert linux.nvidia_models(tmp_path) == ["NVIDIA GeForce RTX 3090"]


PCI_IDS = """# list
1001  Someone
\t744c  Not this one
1002  Advanced Micro Devices, Inc. [AMD/ATI]
\t73bf  Navi 21 [Radeon RX 6800/6800 XT / 6900 XT]
\t744c  Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]
\t\t1002 0e3b  RX 7900 GRE [XFX]
8086  Intel Corporation
\te20b  Battlemage G21 [Arc B580]
"""


def card(vendor: str, device: str, **files: str) -> dict[str, str]:
    """The files of one graphics card."""
    base = "sys/class/drm/card1/device/"
    named = {base + name: text for name, text in files.items()}
    return {base + "vendor": vendor + "\n", base + "device": device + "\n", **named}


def test_amd_gpu(tmp_path: Path) -> None:
    """Memory from the driver, the name from the PCI list of the right vendor."""
    files = card("0x1002", "0x744c", mem_info_vram_total="25753026560\n", mem_info_vram_used="1000000000\n")
    write(tmp_path, {**files, "usr/share/misc/pci.ids": PCI_IDS})
    (gpu,) = linux.gpus(tmp_path)
    assert gpu.name == "Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]"
    assert (gpu.vendor, gpu.total, gpu.free, gpu.shared) == ("AMD", 25753026560.0, 24753026560.0, False)


def test_intel_gpu_with_memory_of_its_own(tmp_path: Path) -> None:
    """An Arc card reports its local memory."""
    files = card("0x8086", "0xe20b", lmem_total_bytes="12884901888\n")
    write(tmp_path, {**files, "usr/share/hwdata/pci.ids": PCI_IDS})
    (gpu,) = linux.gpus(tmp_path)
    assert (gpu.name, gpu.total, gpu.shared) == ("Battlemage G21 [Arc B580]", 12884901888.0, False)


def test_gpu_without_memory_of_its_own_shares(tmp_path: Path) -> None:
    """What reports no memory lives in the system's."""
    write(tmp_path, card("0x8086", "0x46a6"))
    (gpu,) = linux.gpus(tmp_path)
    assert (gpu.name, gpu.shared) == ("Intel GPU", True)


def test_gpu_inside_an_amd_processor_shares(tmp_path: Path) -> None:
    """However much the firmware sets aside, a processor that says it has a Radeon shares its memory."""
    files = card("0x1002", "0x1586", mem_info_vram_total="68719476736", mem_info_gtt_total="33000000000")
    cpu = "model name\t: AMD RYZEN AI MAX+ 395 w/ Radeon 8060S\n"
    write(tmp_path, {**files, "proc/cpuinfo": cpu})
    (gpu,) = linux.gpus(tmp_path)
    assert (gpu.shared, gpu.spill) == (True, 33e9)


def test_nothing_to_read(tmp_path: Path) -> None:
    """A system without these folders has no GPU that they could name."""
    assert (linux.gpus(tmp_path), linux.nvidia_models(tmp_path)) == ([], [])


def test_memory_and_cores_are_what_psutil_counts() -> None:
    """On this very machine."""
    psutil = pytest.importorskip("psutil")
    if sys.platform != "linux":
        pytest.skip("reads /proc and /sys")
    counts = linux.Counts(Path("/"))

    assert counts.virtual_memory().total == psutil.virtual_memory().total
    assert counts.cpu_count(logical=True) == psutil.cpu_count(logical=True)
    assert counts.cpu_count(logical=False) == psutil.cpu_count(logical=False)


def test_threads_of_one_core_are_one_core(tmp_path: Path) -> None:
    """As the topology lists them; nothing where there is none."""
    assert linux.Counts(tmp_path).cpu_count(logical=False) is None
    for cpu, siblings in enumerate(("0,2", "1,3", "0,2", "1,3")):
        write(tmp_path, {f"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list": siblings})

    assert linux.Counts(tmp_path).cpu_count(logical=False) == 2


def test_memory_that_is_not_said_is_no_memory(tmp_path: Path) -> None:
    """An error, which the notes then tell."""
    write(tmp_path, {"proc/meminfo": "MemTotal:       1024 kB\nMemFree:  512 kB\n"})
    seen = linux.Counts(tmp_path).virtual_memory()

    assert (seen.total, seen.available) == (2**20, 2**19)
    with pytest.raises(OSError, match="meminfo"):
        linux.Counts(tmp_path / "nowhere").virtual_memory()
