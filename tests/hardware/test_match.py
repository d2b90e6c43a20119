"""Names of drivers and firmware against the packaged devices."""

from __future__ import annotations

import pytest

from modelpick.hardware.known import Hardware
from modelpick.hardware.match import match
from modelpick.hardware.memory import GIB


@pytest.mark.parametrize(
    ("text", "gib", "kinds", "ident"),
    [
        ("NVIDIA GeForce RTX 3060", 12.0, ("gpu",), "rtx-3060-12gb"),
        ("NVIDIA GeForce RTX 3060", 8.0, ("gpu",), "rtx-3060-8gb"),
        ("Tesla T4", 15.0, ("gpu",), "tesla-t4"),
        ("NVIDIA L4", 22.49, ("gpu",), "l4"),
        ("NVIDIA GeForce RTX 4070 Ti SUPER", 15.99, ("gpu",), "rtx-4070-ti-super"),
        ("Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]", 23.98, ("gpu",), "rx-7900-xtx"),
        ("Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]", 19.98, ("gpu",), "rx-7900-xt"),
        ("Battlemage G21 [Arc B580]", 12.0, ("gpu",), "arc-b580"),
        ("AMD Ryzen 9 7950X 16-Core Processor", None, ("cpu", "soc"), "ryzen-9-7950x"),
        ("13th Gen Intel(R) Core(TM) i9-13900K", None, ("cpu",), "core-i9-13900k"),
        ("AMD EPYC 7763 64-Core Processor", None, ("cpu",), "epyc-7763"),
        ("AMD RYZEN AI MAX+ 395 w/ Radeon 8060S", 125.0, ("soc",), "ryzen-ai-max-plus-395"),
        ("Raspberry Pi 5 Model B", 7.9, ("board",), "raspberry-pi-5"),
        ("Raspberry Pi Zero 2 W", 0.41, ("board",), "raspberry-pi-zero-2w"),
        ("NVIDIA GB10", 119.7, ("soc",), "dgx-spark"),
    ],
)
def test_names_of_drivers(
    hardware: Hardware, text: str, gib: float | None, kinds: tuple[str, ...], ident: str
) -> None:
    """What systems report means the device it is, at the memory it reports."""
    found = match(text, hardware, None if gib is None else gib * GIB, kinds)
    assert found is not None
    assert found.record.id == ident


@pytest.mark.parametrize(
    ("cores", "ident"), [(12, "m4-pro-16core"), (14, "m4-pro-20core"), (None, "m4-pro-16core")]
)
def test_cores_tell_versions_apart(hardware: Hardware, cores: int | None, ident: str) -> None:
    """An M4 Pro with 14 CPU cores has 20 GPU cores; without a count the usual one is taken."""
    found = match("Apple M4 Pro", hardware, 48 * GIB, ("soc",), cores)
    assert found is not None
    assert (found.record.id, found.size) == (ident, 48.0)


@pytest.mark.parametrize("text", ["", "AMD EPYC", "Intel(R) Xeon(R) Processor @ 2.70GHz", "QEMU Virtual CPU"])
def test_a_name_that_says_too_little(hardware: Hardware, text: str) -> None:
    """A family or nothing matches no device."""
    assert match(text, hardware, None) is None


def test_versions_of_the_same_size_match_none(hardware: Hardware) -> None:
    """16 GB of Navi 31 may be a 7900 GRE or a 7900M: neither is guessed."""
    assert match("Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]", hardware, 16 * GIB, ("gpu",)) is None
