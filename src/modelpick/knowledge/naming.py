"""How names are compared: what people type against what the catalogue calls things."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["contains_words", "fold", "words"]

_SEPARATORS = re.compile(r"[\s_/]+")
_WORDS = re.compile(r"\d+(?:\.\d+)*|[a-z]+")


def fold(name: str) -> str:
    """One spelling for names that differ in case, spaces or underscores: ``Image Captioning`` → ``image-captioning``."""
    return _SEPARATORS.sub("-", name.strip().casefold())


def words(name: str) -> list[str]:
    """The letters-only and number-only words of a name: ``Qwen3.8-27B`` → ``qwen 3.8 27 b``."""
    return _WORDS.findall(name.casefold())


def contains_words(names: Iterable[str], wanted: str) -> bool:
    """Whether the words of ``wanted`` stand in that order, gaps allowed, in one of ``names``."""
    sought = words(wanted)
    return bool(sought) and any(_in_order(sought, words(name)) for name in names)


def _in_order(sought: list[str], present: list[str]) -> bool:
    remaining = iter(present)
    return all(word in remaining for word in sought)
