"""Server-sent events from bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.measuring.events import Events, TooLong

DATA = st.lists(
    st.binary(min_size=1, max_size=30).filter(lambda raw: not {10, 13} & set(raw) and raw[:1] != b" ")
)


def heard(*pieces):
    """All that the pieces complete."""
    events = Events()
    return [data for piece in pieces for data in events.feed(piece)]


@given(DATA, st.sampled_from([b"\n", b"\r\n", b"\r"]), st.lists(st.integers(0, 400), max_size=8))
def test_any_cut_gives_the_same_events(data, ending, cuts):
    """However the network cuts the bytes, whatever ends the lines."""
    whole = b"".join(b"data: " + one + ending * 2 for one in data)
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    pieces = [whole[a:b] for a, b in zip(places, places[1:], strict=False)]

    assert heard(*pieces) == data


def test_comments_and_other_fields_are_passed_over():
    """Servers keep a line open with comments."""
    assert heard(b": ping\n\nevent: x\nid: 3\ndata:one\ndata: two\n\n: more\n\n") == [b"one\ntwo"]


def test_an_incomplete_event_is_not_heard():
    """Without the empty line at its end."""
    assert heard(b"data: half\n") == []


@pytest.mark.parametrize("piece", [b"x" * 300_000, b"data: " + b"x" * 250_000 + b"\n"])
def test_an_endless_event_is_refused(piece):
    """Memory is bounded, with and without line ends."""
    with pytest.raises(TooLong):
        heard(*[piece] * 8)
