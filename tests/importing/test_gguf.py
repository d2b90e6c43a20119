"""Reading the header of GGUF files, right ones and others."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.importing.making import QWEN3, gguf

from modelpick.importing.facts import Unreadable
from modelpick.importing.gguf import Header, LongArray, read_header


def test_metadata_and_tensors_are_read():
    """Settings by key, tensors by name, parameters as the sum of their elements."""
    header = read_header(gguf(QWEN3, {"a": (2, 3), "b": (5,), "blk.0.ffn_up_exps.weight": (7, 1)}))

    assert header.metadata["qwen3.block_count"] == 36
    assert header.metadata["general.languages"] == ("en", "zh")
    assert (header.parameters, header.expert_parameters) == (18, 7)
    assert header.tensors == {"a", "b", "blk.0.ffn_up_exps.weight"}


def test_a_tokenizer_is_counted_not_kept():
    """Its words take megabytes; only their number says something."""
    assert read_header(gguf(QWEN3)).metadata["tokenizer.ggml.tokens"] == LongArray(5000)


def test_files_of_big_endian_machines_are_read():
    """They tell themselves by the version read the wrong way round."""
    assert read_header(gguf(QWEN3, order=">")).metadata == read_header(gguf(QWEN3)).metadata


@pytest.mark.parametrize("cut", [0, 3, 4, 10, 24, 60, 300])
def test_a_file_cut_short_is_refused(cut):
    """Wherever it ends."""
    with pytest.raises(Unreadable):
        read_header(gguf(QWEN3)[:cut])


def entry(kind: int, rest: bytes) -> bytes:
    """A file with one setting of that kind."""
    return (
        b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1) + b"k" + struct.pack("<I", kind) + rest
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GGML" + bytes(100), "no GGUF file"),
        (gguf({}, version=1), "version 1"),
        (gguf({}, version=99), "version 99"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "at most"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60), "at most"),
        (entry(8, struct.pack("<Q", 2**62)), "at most"),
        (entry(8, struct.pack("<Q", 1000)), "cut short"),
        (entry(8, struct.pack("<Q", 2) + b"\xff\xfe"), "not UTF-8"),
        (entry(9, struct.pack("<IQ", 4, 2**63)), "at most"),
        (entry(9, struct.pack("<IQ", 4, 2**20)), "cut short"),
        (entry(9, struct.pack("<IQ", 8, 2**20)), "cut short"),
        (entry(9, struct.pack("<IQ", 9, 1)), "array of arrays"),
        (entry(77, b""), "kind 77"),
        (gguf({}, {"t": (2**63, 2**63)}), "more parameters"),
        (gguf({}, {"t": (1,) * 9}), "9 dimensions"),
    ],
)
def test_hostile_sizes_are_refused(data, why):
    """Before anything is made of them."""
    with pytest.raises(Unreadable, match=why):
        read_header(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    """Nothing else ever happens."""
    with contextlib.suppress(Unreadable):
        assert isinstance(read_header(b"GGUF\x03\x00\x00\x00" + data), Header)


@given(st.integers(0, 700), st.integers(0, 255))
def test_a_spoiled_file_is_read_or_refused(place, byte):
    """One wrong byte in a right file never does more."""
    data = bytearray(gguf({**QWEN3, "tokenizer.ggml.tokens": ["a", "b"]}))
    data[place % len(data)] = byte
    with contextlib.suppress(Unreadable):
        assert isinstance(read_header(bytes(data)), Header)
