"""How a server is asked: the fullest form it takes.

Tried in order: chats, then plain text, each first with what makes a measurement better (counts of tokens, no end
before the limit, nothing taken from a cache) and last with nothing but what every server must know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from modelpick.measuring.client import Question

__all__ = ["DIALECTS", "NOT_TAKEN", "Dialect"]

NOT_TAKEN = frozenset({400, 404, 405, 415, 422, 501})
"""Statuses by which a server refuses the form of a question."""
_COUNTS: Mapping[str, Any] = {"stream_options": {"include_usage": True}}
_STEADY: Mapping[str, Any] = {"ignore_eos": True, "cache_prompt": False}


class Dialect(Struct, frozen=True):
    """One form of a question.

    Attributes:
        chat: whether it is a chat, or a text to go on with.
        more: fields beyond those that every server knows.
    """

    chat: bool
    more: Mapping[str, Any]

    def question(self, model: str, text: str, most: int) -> Question:
        """A question of that form, answered with at most ``most`` tokens, always the likeliest."""
        asked = {"messages": [{"role": "user", "content": text}]} if self.chat else {"prompt": text}
        body = {"model": model, **asked, "max_tokens": most, "temperature": 0, "stream": True, **self.more}
        path = "/chat/completions" if self.chat else "/completions"
        return Question(path, body, most, len(text.split()))


DIALECTS = tuple(
    Dialect(chat, more) for chat in (True, False) for more in ({**_COUNTS, **_STEADY}, dict(_COUNTS), {})
)
