"""Words of a query that have several senses: which one was meant by default, and the line for the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from modelpick.adviser import Adviser
from modelpick.knowledge import records
from modelpick.knowledge.naming import fold
from modelpick.pipeline.command import command_line
from modelpick.query import Query

__all__ = ["class_meant", "senses_told"]

_FIELDS = {"class": "classes", "exclude": "exclude"}


def class_meant(adviser: Adviser, word: str) -> str | None:
    """The class that a word names by itself or in its default sense; None where it names none.

    A word that is a task is left to the tasks.
    """
    catalog = adviser.catalog
    if catalog.named("tasks", word) or catalog.named("tasks:tag", word):
        return None
    default = (s.class_id for t in _terms(adviser, word) for s in t.senses if s.status == "default")
    classes = [key for key in catalog.named("classes", word) if fold(key) == fold(word)]
    found = [*classes, *(one for one in default if one), *catalog.named("classes", word)]
    return found[0] if found else None


def senses_told(adviser: Adviser, query: Query, given: Mapping[str, Any]) -> tuple[str, ...]:
    """For each word of ``--class`` and ``--exclude`` with several senses: the one taken, and the others' lines."""
    found: list[str] = []
    for option in _FIELDS:
        words = given.get(option) or ()
        for word in [words] if isinstance(words, str) else words:
            found += _told(adviser, query, option, word)
    return tuple(dict.fromkeys(found))


def _told(adviser: Adviser, query: Query, option: str, word: str) -> Iterator[str]:
    for term in _terms(adviser, word):
        default = next((s for s in term.senses if s.status == "default"), None)
        others = [s for s in term.senses if s.status == "other"]
        if default is None or not others:
            continue
        lines = "; ".join(_other(query, option, word, term, default, other) for other in others)
        yield f"{word} was taken as {default.sense}; {lines}"


def _other(
    query: Query, option: str, word: str, term: records.Term, default: records.Sense, other: records.Sense
) -> str:
    if other.class_id is None or other.class_id == default.class_id:
        return f"{other.sense} is another sense: modelpick explain {term.id}"
    field = _FIELDS[option]
    meant = {fold(word), fold(default.class_id or word)}
    swapped = [other.class_id if fold(name) in meant else name for name in getattr(query, field)]
    changes: dict[str, Any] = {field: tuple(dict.fromkeys(swapped))}
    return f"for {other.sense}: {command_line(replace(query, **changes))}"


def _terms(adviser: Adviser, word: str) -> list[records.Term]:
    catalog = adviser.catalog
    return [catalog.get("terms", records.Term, key) for key in catalog.named("terms", word)]
