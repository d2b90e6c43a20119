"""What a check of the data finds: a problem, where it is, and whether the data can be used in spite of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from modelpick.errors import Problem
from modelpick.knowledge.load import Located

__all__ = ["Found", "Place", "at", "leaves"]

Place = tuple[str | int, ...]
"""The way from a record to one of its values: field names and positions."""


class Found(Struct, frozen=True):
    """A problem of the data.

    Attributes:
        problem: file, line of the record, field, and what is wrong.
        fatal: answers would be wrong or fail; nothing is compiled from such data.
        place: of the value within its record, from which `check.pinpoint` finds the very line.
    """

    problem: Problem
    fatal: bool
    place: Place = ()


def at(located: Located, place: Place, message: str, *, fatal: bool = False) -> Found:
    """A problem of one value of a record."""
    field = ".".join(str(part) for part in place)
    return Found(Problem(located.file, located.line, field, message), fatal, place)


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every plain value within a record, with its place; a mapping's values count, its keys do not."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from leaves(item, (*place, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*place, key))
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if inner is not None and inner != ():
                yield from leaves(inner, (*place, name))
    else:
        yield place, value
