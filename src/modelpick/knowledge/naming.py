"""How names are compared: what people type against what the catalogue calls things."""

from __future__ import annotations

import re
from collections.abc import Iterable

from modelpick.knowledge.records import ModelRecord
from modelpick.units import parse_parameters

__all__ = ["begins_with", "contains_words", "fold", "is_called", "matches_model", "names_of", "words"]

_SEPARATORS = re.compile(r"[\s_/-]+")
_WORDS = re.compile(r"\d+(?:\.\d+)*|[a-z]+")


def fold(name: str) -> str:
    """One spelling for names that differ in case and separators: ``Image Captioning`` is ``image-captioning``."""
    return _SEPARATORS.sub("-", name.casefold()).strip("-")


def words(name: str) -> list[str]:
    """The letters-only and number-only words of a name: ``Qwen3.8-27B`` → ``qwen 3.8 27 b``."""
    return _WORDS.findall(name.casefold())


def begins_with(name: str, wanted: str) -> bool:
    """Whether a name begins with the words of another: ``Qwen3.5`` with ``qwen``, not with ``qw``."""
    sought = words(wanted)
    return bool(sought) and words(name)[: len(sought)] == sought


def is_called(model: ModelRecord, name: str) -> bool:
    """Whether a name that shuts models out means this one: one of `names_of`, or how its family begins."""
    if any(begins_with(whole, name) for whole in (model.family, model.provider)):
        return True
    return fold(name) in map(fold, names_of(model))


def names_of(model: ModelRecord) -> tuple[str, ...]:
    """What a model goes by: its id and name, its family and provider, its classes and attributes."""
    return model.id, model.name, model.family, model.provider, *model.classes, *model.attributes


def matches_model(model: ModelRecord, wanted: str) -> bool:
    """Whether ``--model`` means this model: its id, words of its id or name, or its size (within 10 %)."""
    if fold(wanted) == fold(model.id):
        return True
    size = parse_parameters(wanted)
    if size is not None:
        return model.parameters is not None and abs(model.parameters / size - 1) <= 0.1
    return contains_words((model.id, model.name, model.family), wanted)


def contains_words(names: Iterable[str], wanted: str) -> bool:
    """Whether the words of ``wanted`` stand in that order, gaps allowed, in one of ``names``."""
    sought = words(wanted)
    return bool(sought) and any(_in_order(sought, words(name)) for name in names)


def _in_order(sought: list[str], present: list[str]) -> bool:
    remaining = iter(present)
    return all(word in remaining for word in sought)
