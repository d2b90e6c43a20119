"""What servers say, taken apart."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.measuring.answers import (
    Heard,
    Served,
    Wrong,
    error_text,
    read_chunk,
    read_prompt_count,
    read_served,
)


def chunk(**values):
    """An event's bytes."""
    return json.dumps(values).encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"choices": [{"delta": {"content": "a"}}]}, True),
        ({"choices": [{"delta": {"reasoning_content": "a"}}]}, True),
        ({"choices": [{"delta": {"reasoning": "a"}}]}, True),
        ({"choices": [{"text": "a"}]}, True),
        ({"choices": [{"delta": {"role": "assistant", "content": ""}}]}, False),
        ({"choices": [{"delta": {"content": None}, "finish_reason": None}]}, False),
        ({"choices": []}, False),
        ({"choices": None, "usage": None}, False),
    ],
)
def test_text_is_heard(value, text):
    """In chats and plain text, thought or said."""
    assert read_chunk(chunk(**value)) == Heard(text, False)


def test_counts_are_heard():
    """With what the server took from its cache."""
    usage = {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 2}}

    assert read_chunk(chunk(choices=[], usage=usage)) == Heard(False, False, 9, 2, 4)


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b'{"choices": 3}', b'{"choices": [{"delta": 1}]}', b'{"usage": {"prompt_tokens": -1}}',
     b'{"usage": {"completion_tokens": 1e300}}', b'{"error": {"message": "out of memory"}}', b"\xff", b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_event_is_wrong(body):
    """Of another type, beyond all measure, or telling of an error."""
    with pytest.raises(Wrong):
        read_chunk(body)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(body):
    """Whatever comes is read or refused."""
    for read in (read_chunk, read_served, read_prompt_count):
        with suppress(Wrong):
            read(body)
    assert isinstance(error_text(body), str)


def test_a_list_of_models_is_read():
    """With fields beyond those that are needed."""
    body = chunk(
        object="list", data=[{"id": "a", "owned_by": "vllm", "max_model_len": 9}, {"id": "b", "created": 1}]
    )

    assert read_served(body) == (Served("a", "vllm"), Served("b"))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": {"message": "too\\n long"}}', "too long"),
        (b'{"error": "no"}', "no"),
        (b'{"detail": [{"msg": "x"}]}', "[{'msg': 'x'}]"),
        (b'{"message": "m"}', "m"),
        (b"<html>", ""),
        (b"[1]", ""),
    ],
)
def test_an_error_is_said_in_a_line(body, said):
    """In any of the forms that servers use."""
    assert error_text(body) == said
