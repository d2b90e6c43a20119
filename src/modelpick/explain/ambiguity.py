"""Words of a query that have several senses: which one was meant by default, and the line for the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from modelpick.adviser import Adviser
from modelpick.knowledge import records
from modelpick.knowledge.naming import fold
from modelpick.pipeline.command import command_line
from modelpick.query import Query

__all__ = ["class_meant", "senses_told", "settled"]

_FIELDS = {"class": "classes", "exclude": "exclude"}
_SAY_WHAT = ("task", "input", "output", "modalities", "model")


class _Word(Struct, frozen=True):
    """A word of ``--class`` or ``--exclude``."""

    option: str
    text: str
    assumed: bool
    """Whether the task was taken from the class, so that another sense has another task."""


def settled(adviser: Adviser, given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The options with a task where only a class is named, and what was assumed for it, in sentences.

    A kind of model typed where a task is expected is taken as ``--class``; a class alone is asked for its
    main task.
    """
    settings, told = _class_for_task(adviser, dict(given))
    classes = _texts(settings.get("class"))
    if any(settings.get(name) for name in _SAY_WHAT) or not classes:
        return settings, told
    native = _native_task(adviser, classes[0])
    if native is None:
        return settings, told
    sentence = f"no task was given: answered for {native}, the main task of the class"
    return {**settings, "task": native}, (*told, sentence)


def _class_for_task(adviser: Adviser, given: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    word = given.get("task")
    meant = class_meant(adviser, word) if isinstance(word, str) else None
    if meant is None or _native_task(adviser, meant) is None:
        return given, ()
    told = f"{word} is a kind of model, not a task: taken as --class {meant}"
    return {**given, "task": None, "class": [word, *_texts(given.get("class"))]}, (told,)


def class_meant(adviser: Adviser, word: str) -> str | None:
    """The class that a word names by itself or in its default sense; None where it names a task, or no
    class."""
    catalog = adviser.catalog
    if catalog.named("tasks", word) or catalog.named("tasks:tag", word):
        return None
    exact = [key for key in catalog.named("classes", word) if fold(key) == fold(word)]
    senses = [s.class_id for t in _terms(adviser, word) for s in t.senses if s.status == "default"]
    found = [*exact, *(key for key in senses if key), *catalog.named("classes", word)]
    return found[0] if found else None


def _native_task(adviser: Adviser, word: str) -> str | None:
    meant = class_meant(adviser, word)
    found = adviser.shared.classes.get(adviser.shared.candidate(meant)) if meant else None
    return found.stage_task if found else None


def senses_told(
    adviser: Adviser, query: Query, given: Mapping[str, Any], *, assumed: bool = False
) -> tuple[str, ...]:
    """For each class word with several senses: the one that was taken, and the line for every other.

    Args:
        given: the options as typed.
        assumed: the task was taken from the class.
    """
    words = [_Word(option, text, assumed) for option in _FIELDS for text in _texts(given.get(option))]
    return tuple(dict.fromkeys(line for word in words for line in _told(adviser, query, word)))


def _told(adviser: Adviser, query: Query, word: _Word) -> Iterator[str]:
    for term in _terms(adviser, word.text):
        default = next((s for s in term.senses if s.status == "default"), None)
        others = [s for s in term.senses if s.status == "other"]
        if default is not None and others:
            lines = "; ".join(_other(adviser, query, word, term, other) for other in others)
            yield f"{word.text} was taken as {default.sense}; {lines}"


def _other(adviser: Adviser, query: Query, word: _Word, term: records.Term, other: records.Sense) -> str:
    default = next(s for s in term.senses if s.status == "default")
    if other.class_id is None or other.class_id == default.class_id:
        return f"{other.sense} is another sense: modelpick explain {term.id}"
    field = _FIELDS[word.option]
    spelled = (word.text, default.class_id, adviser.shared.candidate(default.class_id or ""))
    meant = {fold(text) for text in spelled if text}
    swapped = [other.class_id if fold(name) in meant else name for name in getattr(query, field)]
    task = None if word.assumed else query.task
    changes: dict[str, Any] = {field: tuple(dict.fromkeys(swapped)), "task": task}
    return f"for {other.sense}: {command_line(replace(query, **changes))}"


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [text for text in values if isinstance(text, str)]


def _terms(adviser: Adviser, word: str) -> list[records.Term]:
    catalog = adviser.catalog
    return [catalog.get("terms", records.Term, key) for key in catalog.named("terms", word)]
