"""How a typed device name is taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.hardware.names import Asked, is_machine, normalise, parse, rented_words, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NVIDIA GeForce RTX 4090", "rtx-4090"),
        ("RTX4090", "rtx 4090"),
        ("Raspberry Pi 3B+", "raspberry-pi-3b-plus"),
        ("RTX 4070 Laptop GPU", "rtx-4070-mobile"),
        ("Intel(R) Core(TM) i9-13900K", "core i9 13900k"),
        ("Radeon™ RX 7900 XTX", "rx 7900xtx"),
        ("Copilot+", "copilot plus"),
        ("16-core GPU", "16 cores"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    """Makers' names, signs, case and separators tell nothing apart."""
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("rtx 3060", "rtx 3060 ti"), ("pi 3b", "pi 3b+"), ("m4", "m4 pro"), ("rtx 4070", "rtx 4070 laptop")],
)
def test_versions_keep_apart(one: str, other: str) -> None:
    """A suffix that names another product makes another key."""
    assert normalise(one) != normalise(other)


def test_a_name_of_noise_alone_keeps_its_words() -> None:
    """A maker's bare name still has a key."""
    assert normalise("NVIDIA") == "nvidia"


@given(st.text(max_size=60))
def test_the_key_is_its_words_joined(text: str) -> None:
    """The fast key and the words agree, whatever is typed."""
    assert normalise(text) == "".join(tokens(text))


@given(st.text(max_size=80))
def test_every_text_can_be_read(text: str) -> None:
    """Parsing never fails and never leaves nothing."""
    assert parse(text)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("2x rtx 3090", Asked(2, "rtx 3090")),
        ("8xH100", Asked(8, "H100")),
        ("H100 x8", Asked(8, "H100")),
        ("4090x2", Asked(2, "4090")),
        ("2x8xH100", Asked(16, "H100")),
        ("dual 3090", Asked(2, "3090")),
        ("m4 pro 48gb", Asked(1, "m4 pro", 48.0)),
        ("pi 5 8 GB", Asked(1, "pi 5", 8.0)),
        ("pi zero 512mb", Asked(1, "pi zero", 0.5)),
        ("macbook air m3 16gb", Asked(1, "m3", 16.0)),
        ("16 inch macbook pro m4 max 36gb", Asked(1, "m4 max", 36.0)),
        ("rtx 4090 24gb 64gb ram", Asked(1, "rtx 4090", 24.0, 64.0)),
        ("4x RTX 3060 12GB", Asked(4, "RTX 3060", 12.0)),
        ("7950x 64gb", Asked(1, "7950x", 64.0)),
    ],
)
def test_reading(text: str, reading: Asked) -> None:
    """Counts, sizes and the machine around a chip are taken off."""
    assert reading in parse(text)


@given(
    st.integers(2, 999),
    st.sampled_from(["rtx 3090", "H100", "arc b580"]),
    st.sampled_from(["x", " x ", "× "]),
)
def test_a_count_is_kept(count: int, name: str, sign: str) -> None:
    """Any count before a name comes out as typed."""
    assert Asked(count, name) in parse(f"{count}{sign}{name}")


@pytest.mark.parametrize(
    ("text", "machine"),
    [
        ("macbook air", True),
        ("Mac Studio 64GB", True),
        ("macbook pro 2021", True),
        ("imac m3", False),
        ("4090", False),
    ],
)
def test_a_mac_without_its_chip(text: str, machine: bool) -> None:
    """Several chips are sold in each."""
    assert is_machine(text) is machine


def test_a_board_of_eight() -> None:
    """A DGX or HGX holds eight of the GPU it is named by; a DGX Spark is no such board."""
    assert Asked(8, "h100") in parse("dgx h100")
    assert all(asked.count == 1 for asked in parse("dgx spark"))


@pytest.mark.parametrize(
    ("text", "name", "memory"),
    [
        ("ryzen 5 5600g 32gb", "ryzen 5 5600g", 32.0),
        ("ryzen 7 8700g", "ryzen 7 8700g", None),
        ("a2-highgpu-8g", "a2-highgpu-8g", None),
        ("a100-80g", "a100", 80.0),
        ("4090 24g", "4090", 24.0),
    ],
)
def test_a_letter_of_the_name_is_no_unit(text: str, name: str, memory: float | None) -> None:
    """A G after four digits, or of a cloud machine, says nothing of memory."""
    assert Asked(1, name, memory) in parse(text)
    assert memory is not None or {asked.memory for asked in parse(text)} == {None}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("p5.48xlarge", ("p5", "48xlarge")),
        ("ml.p5.48xlarge", ("p5", "48xlarge")),
        ("Standard_NC24ads_A100_v4", ("nc24ads", "a100", "v4")),
    ],
)
def test_a_rented_machine_is_known_by_its_words(typed: str, words: tuple[str, ...]) -> None:
    """Less what a provider writes before all its names."""
    assert rented_words(typed) == words
