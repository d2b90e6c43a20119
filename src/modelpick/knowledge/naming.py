"""How names are compared: what people type against what the catalogue calls things."""

from __future__ import annotations

import re
from collections.abc import Iterable

from modelpick.knowledge.records import ModelRecord

__all__ = ["begins_with", "contains_words", "fold", "is_called", "words"]

_SEPARATORS = re.compile(r"[\s_/]+")
_WORDS = re.compile(r"\d+(?:\.\d+)*|[a-z]+")


def fold(name: str) -> str:
    """One spelling for names that differ in case, spaces or underscores: ``Image Captioning`` → ``image-captioning``."""
    return _SEPARATORS.sub("-", name.strip().casefold())


def words(name: str) -> list[str]:
    """The letters-only and number-only words of a name: ``Qwen3.8-27B`` → ``qwen 3.8 27 b``."""
    return _WORDS.findall(name.casefold())


def begins_with(name: str, wanted: str) -> bool:
    """Whether a name begins with the words of another: ``Qwen3.5`` with ``qwen`` and ``Qwen 3.5``, not with ``qw``."""
    sought = words(wanted)
    return bool(sought) and words(name)[: len(sought)] == sought


def is_called(model: ModelRecord, name: str) -> bool:
    """Whether a name that shuts models out means this one: its id or name, a class, attribute, family or provider."""
    exact = (model.id, model.name, *model.classes, *model.attributes)
    return fold(name) in map(fold, exact) or any(begins_with(n, name) for n in (model.family, model.provider))


def contains_words(names: Iterable[str], wanted: str) -> bool:
    """Whether the words of ``wanted`` stand in that order, gaps allowed, in one of ``names``."""
    sought = words(wanted)
    return bool(sought) and any(_in_order(sought, words(name)) for name in names)


def _in_order(sought: list[str], present: list[str]) -> bool:
    remaining = iter(present)
    return all(word in remaining for word in sought)
