"""Names people type, resolved."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hardware.making import record

from modelpick.errors import UnknownId, UsageError
from modelpick.hardware.known import Hardware, Variant, spellings
from modelpick.hardware.memory import GIB
from modelpick.hardware.names import normalise, tokens
from modelpick.hardware.resolve import AmbiguousHardware, device_of, resolve


@pytest.mark.parametrize(
    ("name", "ids", "count", "gib"),
    [
        ("4090", "rtx-4090", 1, 24),
        ("2x rtx 3090", "rtx-3090", 2, 48),
        ("m4 pro 48gb", "m4-pro-16core", 1, 48),
        ("macbook air m3 16gb", "m3", 1, 16),
        ("pi 5 8gb", "raspberry-pi-5", 1, 8),
        ("iphone 16", "iphone-16", 1, 8),
        ("8xH100", "h100-sxm", 8, 640),
        ("strix halo", "ryzen-ai-max-plus-395", 1, 128),
        ("RTX 3060 12GB", "rtx-3060-12gb", 1, 12),
        ("rtx3060 8gb", "rtx-3060-8gb", 1, 8),
        ("m3 max 36gb", "m3-max-30core", 1, 36),
        ("m3 max 128gb", "m3-max-40core", 1, 128),
        ("a100 80gb", "a100-sxm4-80gb", 1, 80),
        ("raspberry-pi-5", "raspberry-pi-5", 1, 8),
        ("raspberry-pi-4", "raspberry-pi-4", 1, 4),
        ("pi-zero-2w", "raspberry-pi-zero-2w", 1, 0.5),
        ("raspberry-pi-1b", "raspberry-pi-1b", 1, 0.5),
        ("jetson-orin", "jetson-orin-nano-8gb", 1, 8),
        ("jetson orin 64gb", "jetson-agx-orin-64gb", 1, 64),
        ("phone", "phone", 1, 8),
        ("laptop", "laptop", 1, 16),
        ("copilot+", "copilot-plus-pc", 1, 16),
        ("7950x 64gb", "ryzen-9-7950x", 1, 64),
        ("NVIDIA GeForce RTX 4070 Laptop GPU", "rtx-4070-mobile", 1, 8),
        ("NVIDIA A100-SXM4-80GB", "a100-sxm4-80gb", 1, 80),
        ("NVIDIA H100 80GB HBM3", "h100-sxm", 1, 80),
    ],
)
def test_what_people_type(hardware: Hardware, name: str, ids: str, count: int, gib: float) -> None:
    """The names of the README and of drivers mean the device they should."""
    device = resolve(name, hardware)
    assert (device.ids, device.count, device.pools[0].total) == ((ids,), count, gib * GIB)


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("3060", {"GeForce RTX 3060 12 GB", "GeForce RTX 3060 8 GB"}),
        ("RTX 3080", {"GeForce RTX 3080 10 GB", "GeForce RTX 3080 12 GB"}),
        ("4060 Ti", {"GeForce RTX 4060 Ti 16 GB", "GeForce RTX 4060 Ti 8 GB"}),
        ("m4 pro", {"m4 pro 24GB", "m4 pro 48GB", "m4 pro 64GB"}),
    ],
)
def test_several_meanings_are_listed(hardware: Hardware, name: str, choices: set[str]) -> None:
    """No card and no size is guessed; each choice listed is itself a name."""
    with pytest.raises(AmbiguousHardware) as error:
        resolve(name, hardware)
    assert set(error.value.choices) == choices
    assert error.value.exit_code == 2
    assert all(resolve(choice, hardware) for choice in choices)


@pytest.mark.parametrize("name", ["banana", "", "   ", "rtx 9999", "0", "x", "🦙"])
def test_unknown_names(hardware: Hardware, name: str) -> None:
    """Nothing of that name is an error with the place to look."""
    with pytest.raises(UnknownId) as error:
        resolve(name, hardware)
    assert "modelpick list hardware" in (error.value.hint or "")


def test_a_near_name_is_suggested(hardware: Hardware) -> None:
    """A slip of the finger is answered with what was meant."""
    with pytest.raises(UnknownId) as error:
        resolve("rtx 40900", hardware)
    assert "4090" in (error.value.hint or "")


def test_a_size_that_is_not_sold_is_refused(hardware: Hardware) -> None:
    """A 4090 has 24 GB; 48 need an override."""
    with pytest.raises(UsageError, match="no '4090' has 48GB; known: 24GB"):
        resolve("4090 48gb", hardware)


@pytest.mark.parametrize("name", ["0x 4090", "99999x 4090"])
def test_absurd_counts_are_refused(hardware: Hardware, name: str) -> None:
    """None of a device, or more than anyone has, is an error."""
    with pytest.raises(UsageError, match="cannot be"):
        resolve(name, hardware)


@pytest.mark.parametrize("name", ["h100", "m4 pro 48gb", "jetson-orin", "raspberry-pi-5", "7950x", "n100"])
def test_an_assumption_is_said(hardware: Hardware, name: str) -> None:
    """Where the catalogue fills in what was not said, the device says so."""
    notes = " ".join(resolve(name, hardware).assumptions)
    assert "taken as" in notes or "assumed" in notes


def test_vram_picks_the_card_of_that_size(hardware: Hardware) -> None:
    """An override that matches one version resolves the name."""
    assert resolve("rtx 3060", hardware, vram=12e9).ids == ("rtx-3060-12gb",)


def test_vram_between_versions_picks_none(hardware: Hardware) -> None:
    """A size that neither card has does not choose between them."""
    with pytest.raises(AmbiguousHardware):
        resolve("rtx 3060", hardware, vram=10e9)


def test_vram_replaces_each_cards_memory(hardware: Hardware) -> None:
    """The override is per card, and the name shows it."""
    device = resolve("2x 3090", hardware, vram=20e9)
    assert (device.pools[0].total, device.name) == (40e9, "2x GeForce RTX 3090 with 20 GB")


def test_ram_adds_a_pool_to_a_gpu(hardware: Hardware) -> None:
    """System memory is counted once it is named."""
    assert [pool.kind for pool in resolve("4090", hardware, ram=64e9).pools] == ["vram", "ram"]


def test_ram_may_stand_in_the_name(hardware: Hardware) -> None:
    """``64gb ram`` is not the card's memory."""
    pools = resolve("rtx 4090 64gb ram", hardware).pools
    assert [pool.total for pool in pools] == [24 * GIB, 64 * GIB]


def test_no_vram_leaves_the_cpu(hardware: Hardware) -> None:
    """``-H 4090 --vram 0GB --ram 32GB`` does without the card."""
    device = resolve("4090", hardware, vram=0.0, ram=32e9)
    assert [(pool.kind, pool.total) for pool in device.pools] == [("ram", 32e9)]


def test_memory_replaces_a_shared_memory(hardware: Hardware) -> None:
    """Any size can be simulated, sold or not."""
    assert resolve("m4 pro", hardware, memory=40e9).pools[0].total == 40e9


def test_vram_bounds_a_shared_memory(hardware: Hardware) -> None:
    """What a user gave the GPU of a shared memory is what a model may take."""
    assert resolve("strix halo", hardware, vram=96e9).usable == 96e9


def test_a_cpu_without_memory_needs_it_named() -> None:
    """Where the catalogue states no usual size, none is made up."""
    chip = record("chip", kind="cpu", memory_kind="system", memory_gb=())
    with pytest.raises(UsageError, match="sold without memory"):
        device_of(Variant(chip, None), Hardware((chip,)))


def test_memory_of_nothing_is_refused(hardware: Hardware) -> None:
    """Zero memory is an error for a device that has no other."""
    with pytest.raises(UsageError, match="no memory left"):
        resolve("m3 16gb", hardware, memory=0.0)


@given(st.text(max_size=50))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_resolves_or_is_refused(hardware: Hardware, text: str) -> None:
    """Whatever is typed ends in a device or in an error the user can mend."""
    with suppress(UsageError):
        assert resolve(text, hardware).pools


def test_every_name_finds_its_own_device(hardware: Hardware) -> None:
    """Each id, name and alias of the data leads back to its record, alone or among the choices."""
    for device in hardware.devices:
        for name in spellings(device):
            assert device in hardware.called(name), f"{name} of {device.id}"


def test_every_id_means_one_device(hardware: Hardware) -> None:
    """With a size, an id is never ambiguous."""
    for device in hardware.devices:
        sizes = device.memory_gb or (device.default_memory_gb or 32.0,)
        for size in sizes:
            options = {"vram": size * GIB} if device.memory_kind == "dedicated" else {"memory": size * GIB}
            assert resolve(device.id, hardware, **options).ids == (device.id,)


def test_names_are_shared_by_design_alone(hardware: Hardware) -> None:
    """A name of several devices is that of a family: each of their ids has its words."""
    owners: dict[str, list[tuple[str, str]]] = {}
    for device in hardware.devices:
        for name in spellings(device):
            owners.setdefault(normalise(name), []).append((name, device.id))
    for shared in owners.values():
        if len({ident for _, ident in shared}) > 1:
            strangers = [(name, ident) for name, ident in shared if not {*tokens(name)} <= {*tokens(ident)}]
            assert not strangers


def test_sizes_of_one_name_agree_with_the_ids(hardware: Hardware) -> None:
    """A device whose id ends in a size has that size."""
    for device in hardware.devices:
        last = device.id.rsplit("-", 1)[-1]
        if last.endswith("gb") and last[:-2].isdigit():
            assert device.memory_gb == (float(last[:-2]),), device.id


@pytest.mark.parametrize("name", ["desktop", "server", "thinkpad"])
def test_a_plain_word_means_no_device(hardware: Hardware, name: str) -> None:
    """Though it is a part of some name; what can be typed instead is said."""
    with pytest.raises(UnknownId) as caught:
        resolve(name, hardware)

    assert "--vram 8GB" in str(caught.value.hint)


def test_a_mac_needs_its_chip(hardware: Hardware) -> None:
    """No chip is guessed."""
    with pytest.raises(UsageError, match="several chips"):
        resolve("macbook air", hardware)


@pytest.mark.parametrize(
    ("name", "ids", "count"),
    [("a6000", "rtx-a6000", 1), ("dgx h100", "h100-sxm", 8), ("m2 air 8gb", "m2-8core", 1)],
)
def test_short_forms(hardware: Hardware, name: str, ids: str, count: int) -> None:
    """A number alone, a board of eight, a machine after its chip."""
    device = resolve(name, hardware)

    assert (device.ids, device.count) == ((ids,), count)


@pytest.mark.parametrize(
    ("name", "ids", "count"),
    [
        ("p4d.24xlarge", "a100-sxm4-40gb", 8),
        ("p5.48xlarge", "h100-sxm", 8),
        ("aws p5e.48xlarge", "h200-sxm", 8),
        ("g5.48xlarge", "a10g", 8),
        ("ml.g5.12xlarge", "a10g", 4),
        ("g6e.12xlarge", "l40s", 4),
        ("a2-highgpu-8g", "a100-sxm4-40gb", 8),
        ("a3-highgpu-8g", "h100-sxm", 8),
        ("Standard_ND96isr_H100_v5", "h100-sxm", 8),
        ("nd96isr h100 v5", "h100-sxm", 8),
        ("Standard_NC24ads_A100_v4", "a100-pcie-80gb", 1),
        ("2x p5.48xlarge", "h100-sxm", 16),
    ],
)
def test_a_cloud_machine_is_the_gpus_it_holds(hardware: Hardware, name: str, ids: str, count: int) -> None:
    """By its name at the provider, which is said to be a machine of so many."""
    device = resolve(name, hardware)

    assert (device.ids, device.count) == ((ids,), count)
    assert any("is a machine with" in note for note in device.assumptions)


def test_a_family_of_one_machine_is_that_machine(hardware: Hardware) -> None:
    """``p4d`` is sold in one size."""
    assert resolve("p4d", hardware).count == 8


@pytest.mark.parametrize("name", ["p5", "g5", "g6e"])
def test_a_family_of_several_machines_lists_them(hardware: Hardware, name: str) -> None:
    """Each of the list can be typed."""
    with pytest.raises(AmbiguousHardware) as error:
        resolve(name, hardware)

    assert len(error.value.choices) > 1
    assert all(resolve(choice, hardware).count for choice in error.value.choices)


def test_a_near_name_of_a_cloud_machine_is_suggested(hardware: Hardware) -> None:
    """A slip of the finger in an instance's name too."""
    with pytest.raises(UnknownId) as error:
        resolve("p5.84xlarge", hardware)

    assert "p5.48xlarge" in (error.value.hint or "")


def test_sockets_are_one_machine(hardware: Hardware) -> None:
    """Two EPYCs share a board: their channels and cores add up, which is said."""
    one, two = resolve("epyc 9354", hardware), resolve("2x epyc 9354", hardware)

    assert two.count == 1
    assert two.pools[0].bandwidth == 2 * one.pools[0].bandwidth
    assert two.pools[0].total == 2 * one.pools[0].total
    assert two.cores == 2 * one.cores
    assert any("2 sockets of one machine" in note for note in two.assumptions)


def test_memory_that_was_named_is_of_all_sockets(hardware: Hardware) -> None:
    """``--ram`` says what the machine has."""
    assert resolve("2x epyc 9354", hardware, ram=512 * GIB).pools[0].total == 512 * GIB


@pytest.mark.parametrize(("name", "count"), [("2x 7950x", 2), ("4x epyc 9354", 4)])
def test_more_than_a_board_holds_are_machines(hardware: Hardware, name: str, count: int) -> None:
    """No board takes two Ryzens, nor four EPYCs."""
    device = resolve(name, hardware)

    assert device.count == count
    assert any("machines" in note for note in device.assumptions)
