"""Machines as they were read, made devices."""

from __future__ import annotations

import pytest

from modelpick.hardware.assemble import device_from
from modelpick.hardware.known import Hardware
from modelpick.hardware.machine import Gpu, Installed, Machine, Notes
from modelpick.hardware.memory import GIB

RTX_3090 = Gpu("NVIDIA GeForce RTX 3090", "NVIDIA", 24 * GIB, 23.5 * GIB)
PC = Machine("Linux", "AMD Ryzen 9 7950X 16-Core Processor", cores=16, memory=Installed(64e9, 50e9))


def test_a_pc_with_two_cards(hardware: Hardware) -> None:
    """Both cards make one pool, the RAM another at the CPU's bandwidth."""
    device = device_from(
        Machine("Linux", PC.processor, cores=16, memory=PC.memory, gpus=(RTX_3090,) * 2), hardware, Notes()
    )
    assert (device.ids, device.count, device.backend) == (("rtx-3090",), 2, "cuda")
    assert [(pool.kind, pool.bandwidth) for pool in device.pools] == [("vram", 936.2e9), ("ram", 83.2e9)]


def test_a_pc_without_a_card(hardware: Hardware) -> None:
    """A known CPU brings its bandwidth and is named."""
    device = device_from(PC, hardware, Notes())
    assert (device.kind, device.ids, device.named) == ("cpu", ("ryzen-9-7950x",), True)
    assert device.pools[0].bandwidth == 83.2e9


def test_a_small_virtual_machine(hardware: Hardware) -> None:
    """Two cores of a server cannot move what the whole chip does: a range by cores, and a note."""
    machine = Machine(
        "Linux", "AMD EPYC 7763 64-Core Processor", cores=2, memory=Installed(8e9), virtual=True
    )
    device = device_from(machine, hardware, Notes())
    pool = device.pools[0]
    assert (pool.bandwidth_low, pool.bandwidth, pool.bandwidth_high) == (16e9, 40e9, 60e9)
    assert not device.named
    assert "cannot be read" in device.assumptions[0]


@pytest.mark.parametrize(("name", "high"), [("Unheard-of CPU", 110e9), ("Intel(R) Xeon(R) 9999", 500e9)])
def test_an_unknown_cpu_is_a_wide_range(hardware: Hardware, name: str, high: float) -> None:
    """A desktop's two channels, or a server's dozen, bound it."""
    pool = device_from(Machine("Linux", name, cores=64, memory=Installed(64e9)), hardware, Notes()).pools[0]
    assert pool.bandwidth_low is not None
    assert (pool.bandwidth_high, pool.bandwidth_low < 100e9) == (high, True)


def test_a_mac(hardware: Hardware) -> None:
    """Chip, memory and cores give the version; macOS's own limit is applied."""
    machine = Machine("Darwin", "Apple M4 Pro", cores=14, memory=Installed(48 * GIB, 20 * GIB))
    device = device_from(machine, hardware, Notes())
    assert (device.ids, device.backend) == (("m4-pro-20core",), "metal")
    assert device.usable == 0.75 * 48 * GIB


def test_a_mac_with_a_limit_of_its_own(hardware: Hardware) -> None:
    """A wired limit set by hand is what a model may take."""
    machine = Machine("Darwin", "Apple M4 Pro", memory=Installed(48 * GIB), wired_limit=42 * GIB)
    assert device_from(machine, hardware, Notes()).usable == 42 * GIB


def test_a_mac_of_the_future(hardware: Hardware) -> None:
    """An unknown chip is still a Mac with that much memory, its speed a range."""
    device = device_from(Machine("Darwin", "Apple M99", memory=Installed(64 * GIB)), hardware, Notes())
    assert (device.kind, device.backend, device.named, device.ids) == ("soc", "metal", False, ())
    assert device.usable == 0.75 * 64 * GIB


def test_a_raspberry_pi(hardware: Hardware) -> None:
    """The firmware's name goes before the CPU's."""
    machine = Machine("Linux", "Cortex-A76", "Raspberry Pi 5 Model B", 4, Installed(7.9 * GIB))
    assert device_from(machine, hardware, Notes()).ids == ("raspberry-pi-5",)


def test_a_strix_halo_counts_what_the_firmware_set_aside(hardware: Hardware) -> None:
    """64 GB for the GPU and 62 for the system are one memory of 128; the driver bounds what a GPU may map."""
    gpu = Gpu("AMD GPU", "AMD", 64 * GIB, 64 * GIB, shared=True, spill=31 * GIB)
    machine = Machine(
        "Linux", "AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", cores=16, memory=Installed(62 * GIB), gpus=(gpu,)
    )
    device = device_from(machine, hardware, Notes())
    assert device.ids == ("ryzen-ai-max-plus-395",)
    assert device.pools[0].total == 126 * GIB
    assert device.usable == min(0.75 * 126, 64 + 31) * GIB


def test_a_dgx_spark(hardware: Hardware) -> None:
    """A GPU that reports no memory of its own shares the system's."""
    machine = Machine(
        "Linux",
        "Cortex-X925",
        cores=20,
        memory=Installed(121.7 * GIB),
        gpus=(Gpu("NVIDIA GB10", "NVIDIA", shared=True),),
    )
    device = device_from(machine, hardware, Notes())
    assert (device.ids, device.pools[0].kind) == (("dgx-spark",), "unified")


def test_an_unknown_card_is_a_range(hardware: Hardware) -> None:
    """Its memory is known, its speed that of cards with such memory."""
    gpu = Gpu("NVIDIA GeForce RTX 9090", "NVIDIA", 48 * GIB, 48 * GIB)
    device = device_from(Machine("Linux", memory=Installed(64e9), gpus=(gpu,)), hardware, Notes())
    assert (device.named, device.backend, device.pools[0].total) == (False, "cuda", 48 * GIB)
    assert "not in the catalogue" in device.assumptions[0]


def test_a_known_card_without_a_reading_has_what_it_is_sold_with(hardware: Hardware) -> None:
    """A driver's list of names is enough for a card sold in one size."""
    device = device_from(
        Machine("Linux", gpus=(Gpu("NVIDIA GeForce RTX 3090", "NVIDIA"),)), hardware, Notes()
    )
    assert device.pools[0].total == 24 * GIB


def test_cards_of_several_kinds(hardware: Hardware) -> None:
    """The kind with the most memory counts; the other is named as left out."""
    notes = Notes()
    small = Gpu("NVIDIA GeForce GTX 1650", "NVIDIA", 4 * GIB, 4 * GIB)
    device = device_from(Machine("Linux", memory=Installed(32e9), gpus=(small, RTX_3090)), hardware, notes)
    assert device.ids == ("rtx-3090",)
    assert any("GTX 1650 is left out" in note for note in notes.missing)


def test_an_unknown_shared_gpu_leaves_the_cpu(hardware: Hardware) -> None:
    """Integrated graphics nobody knows is noted, and the CPU is used."""
    notes = Notes()
    machine = Machine(
        "Linux", PC.processor, cores=16, memory=PC.memory, gpus=(Gpu("Intel GPU", "Intel", shared=True),)
    )
    assert device_from(machine, hardware, notes).kind == "cpu"
    assert any("Intel GPU shares" in note for note in notes.missing)


def test_a_container_is_not_asked_for_the_systems_share(hardware: Hardware) -> None:
    """Its limit is its own but for a little."""
    machine = Machine("Linux", "x", cores=4, memory=Installed(4e9, 4e9, limited=True))
    assert device_from(machine, hardware, Notes()).usable == 0.95 * 4e9


def test_nothing_could_be_read(hardware: Hardware) -> None:
    """A machine that answers no probe is still answered, with what was assumed."""
    notes = Notes()
    device = device_from(Machine("Plan9"), hardware, notes)
    assert device.usable > 0
    assert any("assumed" in note for note in device.assumptions)
    assert notes.missing


def test_a_busy_machine_is_said(hardware: Hardware) -> None:
    """Memory in use now is reported and changes no answer."""
    notes = Notes()
    busy = Machine("Linux", PC.processor, cores=16, memory=Installed(64e9, 5e9))
    assert device_from(busy, hardware, notes) == device_from(PC, hardware, Notes())
    assert any("5 GB of memory are free now" in note for note in notes.found)


def test_numa_is_said(hardware: Hardware) -> None:
    """Two nodes are reported."""
    notes = Notes()
    device_from(Machine("Linux", "x", memory=Installed(64e9), nodes=2), hardware, notes)
    assert any("2 NUMA nodes" in note for note in notes.found)
