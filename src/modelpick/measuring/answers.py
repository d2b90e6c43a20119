"""What an OpenAI-compatible server says, as values; nothing of it is trusted."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

__all__ = ["Heard", "Served", "Wrong", "error_text", "read_chunk", "read_prompt_count", "read_served"]

_Count = Annotated[int, Meta(ge=0, le=10**9)]
_Name = Annotated[str, Meta(min_length=1, max_length=500)]
_MOST_SHOWN = 300


class Wrong(ValueError):
    """An answer that is not what an OpenAI-compatible server gives."""


class Served(Struct, frozen=True):
    """A model that a server offers.

    Attributes:
        id: what it is asked for by.
        owner: ``owned_by``, by which several servers name themselves.
    """

    id: _Name
    owner: str | None = msgspec.field(name="owned_by", default=None)


class Heard(Struct, frozen=True):
    """One event of a streamed answer.

    Attributes:
        text: whether it brought text.
        ended: whether the answer says that it is complete.
        prompt, cached, answer: tokens as counted by the server, None where this event does not say.
    """

    text: bool
    ended: bool
    prompt: int | None = None
    cached: int = 0
    answer: int | None = None


class _List(Struct):
    data: list[Served]


class _Delta(Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(Struct):
    delta: _Delta | None = None
    text: str | None = None
    finish_reason: str | None = None


class _Details(Struct):
    cached_tokens: _Count | None = None


class _Usage(Struct):
    prompt_tokens: _Count | None = None
    completion_tokens: _Count | None = None
    prompt_tokens_details: _Details | None = None


class _Chunk(Struct):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


def read_served(body: bytes) -> tuple[Served, ...]:
    """The models of an answer of ``/models``.

    Raises:
        Wrong: it is none.
    """
    return tuple(_decoded(body, _List).data)


def read_chunk(data: bytes) -> Heard:
    """One event of a streamed answer, of chats or of plain text.

    Raises:
        Wrong: it is none, or tells of an error.
    """
    chunk = _decoded(data, _Chunk)
    if chunk.error is not None:
        raise Wrong(f"stopped with an error: {_message(chunk.error)}")
    choices = chunk.choices or []
    usage = chunk.usage or _Usage()
    details = usage.prompt_tokens_details or _Details()
    return Heard(
        text=any(map(_brings_text, choices)),
        ended=any(choice.finish_reason for choice in choices),
        prompt=usage.prompt_tokens,
        cached=details.cached_tokens or 0,
        answer=usage.completion_tokens,
    )


def read_prompt_count(body: bytes) -> int | None:
    """Tokens of the question, of an answer that was not streamed; None where it does not say.

    Raises:
        Wrong: it is no answer.
    """
    usage = _decoded(body, _Chunk).usage
    return (usage and usage.prompt_tokens) or None


def error_text(body: bytes) -> str:
    """What a refused question was answered with, in a line; empty where nothing readable."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return ""
    if isinstance(value, dict):
        return _message(value.get("error") or value.get("detail") or value.get("message") or "")
    return ""


def _brings_text(choice: _Choice) -> bool:
    delta = choice.delta or _Delta()
    return bool(choice.text or delta.content or delta.reasoning_content or delta.reasoning)


def _decoded(body: bytes, shape: type[Any]) -> Any:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise Wrong(str(error).splitlines()[0][:_MOST_SHOWN]) from None


def _message(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("message") or value.get("detail") or ""
    return " ".join(str(value).split())[:_MOST_SHOWN]
