"""Keys from bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.wizard.keyboard import decode

SEQUENCES = {
    b"\x1b[A": "up",
    b"\x1b[B": "down",
    b"\x1bOC": "right",
    b"\x1bOD": "left",
    b"\x1b[H": "home",
    b"\x1b[F": "end",
    b"\x1b[5~": "page-up",
    b"\x1b[6~": "page-down",
    b"\x1b[1;5A": "up",
    b"\r": "enter",
    b"\n": "enter",
    b"\t": "tab",
    b"\x7f": "backspace",
    b"\x15": "clear",
    b"\x04": "end-of-file",
    b"a": "a",
    "é".encode(): "é",
    "語".encode(): "語",
    "🙂".encode(): "🙂",
}


@pytest.mark.parametrize(("data", "key"), SEQUENCES.items())
def test_every_key_has_a_name(data, key):
    """Both forms of the arrows are known."""
    assert decode(data) == ([key], b"")


def test_a_lone_escape_waits_for_its_rest():
    """Until nothing more comes."""
    assert decode(b"\x1b") == ([], b"\x1b")
    assert decode(b"\x1b", final=True) == (["escape"], b"")


@pytest.mark.parametrize("data", [b"\x1b[", b"\x1b[12", b"\xc3", b"\xe8\xaa"])
def test_an_unfinished_sequence_waits(data):
    """Bytes may arrive one by one, and what never becomes a key is dropped."""
    assert decode(data) == ([], data)
    assert decode(data, final=True)[1] == b""


@pytest.mark.parametrize("data", [b"\x1b[200~", b"\x1b[99;99R", b"\x1bx", b"\xff", b"\x00", b"\x1b[3~"])
def test_unknown_keys_are_left_out(data):
    """They are no text."""
    assert decode(data, final=True)[0] == []


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(SEQUENCES)), max_size=12), st.data())
def test_it_does_not_matter_how_bytes_are_split(sequences, data):
    """Keys are the same however a line delivers them."""
    whole = b"".join(sequences)
    at = data.draw(st.integers(0, len(whole)))
    first, rest = decode(whole[:at])
    second, left = decode(rest + whole[at:])

    assert first + second == [SEQUENCES[sequence] for sequence in sequences]
    assert left == b""


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_used_up(data):
    """Noise on the line never blocks the keyboard."""
    assert decode(data, final=True)[1] == b""
