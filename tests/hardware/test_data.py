"""The packaged devices (``data/hardware``): enough, sourced, and within what is physically possible."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from modelpick.hardware.known import Hardware
from modelpick.hardware.names import rented_words

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATED = re.compile(r"\d{4}(-\d\d){0,2}")
BACKENDS = {"cuda", "rocm", "metal", "vulkan", "sycl", "cpu", "npu", None}


def test_there_are_devices_of_every_kind(hardware: Hardware) -> None:
    """Hundreds of them, from data centres to microcontrollers."""
    kinds = Counter(device.kind for device in hardware.devices)
    assert len(hardware.devices) >= 300
    assert set(kinds) == {"gpu", "soc", "cpu", "phone", "board", "npu", "microcontroller"}


def test_ids_are_unique_slugs(hardware: Hardware) -> None:
    """Lower case, digits and single dashes."""
    ids = [device.id for device in hardware.devices]
    assert len(ids) == len(set(ids))
    assert all(SLUG.fullmatch(ident) for ident in ids)


def test_every_device_has_a_source_and_a_date(hardware: Hardware) -> None:
    """Addresses can be opened; dates are ISO."""
    for device in hardware.devices:
        assert device.refs, device.id
        assert all(ref.startswith("https://") and " " not in ref for ref in device.refs), device.id
        assert DATED.fullmatch(device.checked), device.id
        assert device.released is None or DATED.fullmatch(device.released), device.id


def test_every_reserve_has_a_source_and_a_reason(hardware: Hardware) -> None:
    """What is taken from a user's memory is justified."""
    for rule in hardware.reserves:
        assert rule.refs, rule.id
        assert rule.because, rule.id


def test_memory_is_sorted_and_the_default_is_one_of_it(hardware: Hardware) -> None:
    """Sizes rise; the size assumed is sold."""
    for device in hardware.devices:
        assert list(device.memory_gb) == sorted(set(device.memory_gb)), device.id
        assert all(size > 0 for size in device.memory_gb), device.id
        default = device.default_memory_gb
        assert default is None or not device.memory_gb or default in device.memory_gb, device.id
        assert device.memory_gb or default, device.id


def test_figures_are_possible(hardware: Hardware) -> None:
    """Bandwidth, throughput, power and cores lie within what has been built."""
    for device in hardware.devices:
        assert device.bandwidth_gbps is None or 0.1 <= device.bandwidth_gbps <= 10_000, device.id
        assert device.fp16_tflops is None or 0.1 <= device.fp16_tflops <= 5_000, device.id
        assert device.int8_tops is None or 0.1 <= device.int8_tops <= 10_000, device.id
        assert device.tdp_w is None or 0.1 <= device.tdp_w <= 1_500, device.id
        assert device.cores is None or 1 <= device.cores <= 256, device.id
        assert device.usable_share is None or 0.5 <= device.usable_share <= 1, device.id
        assert device.backend in BACKENDS, device.id


def test_memory_kind_suits_the_device(hardware: Hardware) -> None:
    """Cards have memory of their own, SoCs and phones share it, CPUs have the system's."""
    for device in hardware.devices:
        if device.kind in ("gpu", "soc", "cpu", "phone"):
            usual = {"gpu": "dedicated", "soc": "unified", "cpu": "system", "phone": "unified"}
            assert device.memory_kind == usual[device.kind], device.id


def test_compute_fits_the_memory(hardware: Hardware) -> None:
    """A card does between 5 and 1000 FP16 operations for each byte it can read: beyond is a slip."""
    for device in hardware.devices:
        if device.kind == "gpu" and device.fp16_tflops and device.bandwidth_gbps:
            assert 5 < 1000 * device.fp16_tflops / device.bandwidth_gbps < 1000, device.id


@pytest.mark.parametrize(
    ("ident", "bandwidth", "fp16"),
    [
        ("rtx-4090", 1010, 165.2),
        ("rtx-3060-12gb", 360, 25.5),
        ("rtx-3060-8gb", 240, 25.5),
        ("h100-sxm", 3350, 989),
        ("h100-pcie", 2000, 756),
        ("a100-sxm4-80gb", 2039, 312),
        ("mi300x", 5300, 1307.4),
        ("m4-max-40core", 546, 17.2),
        ("m3-max-30core", 300, 10.7),
        ("raspberry-pi-5", 17.1, None),
        ("dgx-spark", 273, 125),
        ("ryzen-ai-max-plus-395", 256, 59.4),
    ],
)
def test_figures_of_well_known_devices(
    hardware: Hardware, ident: str, bandwidth: float, fp16: float | None
) -> None:
    """Checked by hand against the makers' data sheets."""
    (device,) = hardware.called(ident)
    assert (device.bandwidth_gbps, device.fp16_tflops) == (bandwidth, fp16)


def test_a_machine_is_of_one_device(hardware: Hardware) -> None:
    """What is rented under a name holds one kind of device, at least one of it, and is no device's own name."""
    names = [rented_words(name) for device in hardware.devices for name in device.machines]

    assert len(names) > 100
    assert len(names) == len({*names})
    assert all(each >= 1 for device in hardware.devices for each in device.machines.values())


def test_only_processors_have_sockets(hardware: Hardware) -> None:
    """EPYCs and Xeons share a board; a card or a phone does not."""
    shared = [device for device in hardware.devices if device.sockets != 1]

    assert shared
    assert {(device.kind, device.sockets) for device in shared} == {("cpu", 2)}
