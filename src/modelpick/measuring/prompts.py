"""Questions of any length that no server can have seen before."""

from __future__ import annotations

from random import Random

__all__ = ["ASK", "prompt"]

_WORDS = """
apple bridge candle desert engine forest garden harbor island jacket kitchen ladder market needle ocean pencil
river saddle table valley window yellow animal butter circle doctor evening farmer glass hammer iron king lemon
mountain number orange paper queen rain silver train uncle voice water winter year morning letter stone bread
music night cloud field horse road house light summer green
"""
_LEAST = 8
"""Words of chance at the head of every question."""
ASK = "Write many more words like these, without a pause, and never stop."


def prompt(words: int, chance: Random) -> str:
    """A question of ``words`` common words, most of them one token each, in an order of chance.

    Servers keep what they have read; a question that differs from its first word on is read whole.
    """
    lead = max(_LEAST, words - len(ASK.split()))
    return " ".join([*chance.choices(_WORDS.split(), k=lead), ASK])
