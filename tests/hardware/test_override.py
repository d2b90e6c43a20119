"""A detected machine with other memory."""

from __future__ import annotations

import pytest

from modelpick.errors import UsageError
from modelpick.estimate.device import Device, Pool
from modelpick.hardware.known import Hardware
from modelpick.hardware.override import overridden
from modelpick.hardware.resolve import Sizes

CARD = Device(
    "RTX 4090",
    ("rtx-4090",),
    "gpu",
    "cuda",
    (Pool("vram", 24e9, 23e9, 1e12, memory_type="GDDR6X"), Pool("ram", 32e9, 28e9, 60e9)),
    cores=16,
)
MAC = Device("M4", ("m4-10core",), "soc", "metal", (Pool("unified", 16e9, 11e9, 120e9),), cores=10)
PC = Device("PC", (), "cpu", "cpu", (Pool("ram", 32e9, 28e9, 60e9),), cores=8)


def sizes(device: Device) -> list[float]:
    return [pool.total for pool in device.pools]


def test_nothing_asked_changes_nothing(hardware: Hardware) -> None:
    """The device itself."""
    assert overridden(CARD, hardware, Sizes()) is CARD


def test_ram_lies_beside_the_gpu(hardware: Hardware) -> None:
    """The GPU, its name and its speed stay."""
    found = overridden(CARD, hardware, Sizes(ram=64e9))

    assert sizes(found) == [24e9, 64e9]
    assert found.ids == CARD.ids
    assert found.pools[1].bandwidth == 60e9


def test_vram_is_of_each_card(hardware: Hardware) -> None:
    """As large a share of it stays usable."""
    found = overridden(CARD, hardware, Sizes(vram=12e9))

    assert sizes(found) == [12e9, 32e9]
    assert found.pools[0].usable == pytest.approx(11.5e9)


def test_no_vram_leaves_the_cpu(hardware: Hardware) -> None:
    """With the memory that was read."""
    found = overridden(CARD, hardware, Sizes(vram=0.0))

    assert (found.backend, sizes(found)) == ("cpu", [32e9])


def test_a_card_may_be_imagined(hardware: Hardware) -> None:
    """In a machine without one; its speed is then a range."""
    found = overridden(PC, hardware, Sizes(vram=24e9))

    assert sizes(found) == [24e9, 32e9]
    assert not found.named


@pytest.mark.parametrize("device", [MAC, PC])
def test_memory_replaces_all_there_is(device: Device, hardware: Hardware) -> None:
    """Of a machine with one memory; the answer says so."""
    found = overridden(device, hardware, Sizes(memory=64e9))

    assert sizes(found) == [64e9]
    assert any("64 GB" in note for note in found.assumptions)


def test_no_memory_is_refused(hardware: Hardware) -> None:
    """Nothing runs in none."""
    with pytest.raises(UsageError):
        overridden(PC, hardware, Sizes(ram=0.0))


def test_a_negative_size_is_refused(hardware: Hardware) -> None:
    """The option is named."""
    with pytest.raises(UsageError, match="--vram"):
        overridden(CARD, hardware, Sizes(vram=-1.0))
