"""Reading the header of safetensors files."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.importing.making import safetensors

from modelpick.importing.facts import Unreadable
from modelpick.importing.safetensors import parameters_of, read_header


def test_parameters_are_the_elements_of_all_files():
    """Positions and other whole numbers beside the weights do not count."""
    first = read_header(safetensors({"a": ("BF16", (2, 3)), "positions": ("I64", (1, 512))}))
    second = read_header(safetensors({"b": ("F8_E4M3", (5,))}))

    assert parameters_of([first, second]) == 11


@pytest.mark.parametrize("kind", ["U8", "I32"])
def test_packed_weights_cannot_be_counted(kind):
    """Several parameters lie in one element: unknown."""
    assert parameters_of([read_header(safetensors({"a": (kind, (8, 8)), "b": ("F16", (8,))}))]) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1234567",
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 10) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 3) + b"nul",
        struct.pack("<Q", 60_000) + b"[" * 60_000,
    ],
)
def test_other_files_are_refused(data):
    """Too long, cut short, no mapping, no JSON, nested without end."""
    with pytest.raises(Unreadable):
        read_header(data)


@pytest.mark.parametrize(
    "tensor", [3, {}, {"shape": "x"}, {"shape": [-1]}, {"shape": [1] * 99}, {"shape": [1.5]}]
)
def test_tensors_without_a_shape_are_refused(tensor):
    """Their number would mean nothing."""
    with pytest.raises(Unreadable):
        parameters_of([{"t": tensor}])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    """Nothing else ever happens."""
    with contextlib.suppress(Unreadable):
        read_header(data)
