"""A YAML file as plain values, with the line of every value, and nothing that could harm.

Stricter than PyYAML's ``safe_load``: only ``true``/``false`` are booleans and dates stay text (so ``no`` is
Norwegian), a repeated key, an alias, a tag, a document too large or nested too deep is an error with its line.
Values are built from the parser's events as they come, so that a hostile file is refused before it takes memory.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from modelpick.errors import DataError, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "Lines", "read_yaml", "read_yaml_text"]

MAX_BYTES = 8_000_000
MAX_DEPTH = 40
MAX_NODES = 500_000

_Place = tuple[str | int, ...]
Lines = dict[_Place, int]
"""Place of a value in its document, as keys and indexes from the root, to its line (from 1)."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = ("", "~", "null")
_INTEGER = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?")
_LARGEST = 2**63
"""Whole numbers beyond this stand for nothing real, and overflow what computes with them."""


def read_yaml(path: Path, *, name: str | None = None) -> tuple[Any, Lines]:
    """Read one file.

    Args:
        path: the file.
        name: how problems name it; the path itself by default.

    Returns:
        The document as dicts, lists, strings, numbers, booleans and None, and the line of each value.

    Raises:
        DataError: unreadable, not UTF-8, not YAML, or outside the limits above.
    """
    shown = name or str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a name with a zero byte is none
        why = getattr(error, "strerror", None) or "cannot be read"
        raise DataError([Problem(shown, None, "", why)]) from None
    if len(content) > MAX_BYTES:
        raise DataError([Problem(shown, None, "", f"larger than {MAX_BYTES // 1_000_000} MB")])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start)
        raise DataError([Problem(shown, line, "", f"not UTF-8 (byte {error.start})")]) from None
    return read_yaml_text(text, shown)


def read_yaml_text(text: str, shown: str) -> tuple[Any, Lines]:
    """`read_yaml` for a text already in hand."""
    builder = _Builder(shown)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except (yaml.YAMLError, ValueError) as error:
        raise DataError([Problem(shown, _failing_line(error, text), "", _reason(error))]) from None
    return builder.document, builder.lines


def _failing_line(error: Exception, text: str) -> int | None:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    position = getattr(error, "position", None)
    return None if position is None else _line_of(text.encode(errors="replace"), position)


def _line_of(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _reason(error: Exception) -> str:
    return f"not valid YAML: {getattr(error, 'problem', None) or str(error).splitlines()[0]}"


class _Open(Struct):
    """A mapping or list that has begun and not ended; ``key`` is that of the value to come."""

    value: Any
    place: _Place
    key: str | None = None


class _Builder:
    """Turns events into plain values, counting and locating as it goes."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.lines: Lines = {}
        self.document: Any = None
        self.count = 0
        self.documents = 0
        self.open: list[_Open] = []

    def take(self, event: Any) -> None:
        """Add one event of the parser.

        Raises:
            DataError: it is not allowed here, or too much.
        """
        if isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._problem(event, (), "a second document; a file holds one")

    def _node(self, event: Any) -> None:
        parent = self.open[-1] if self.open else None
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            place = parent.place if parent else ()
            raise self._problem(event, place, "anchors and aliases (& and *) are not allowed; write it out")
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(event, parent)
            return
        place = _place_in(parent)
        self._check(event, place)
        self.lines[place] = event.start_mark.line + 1
        value = self._value(event, place)
        self._put(parent, value)
        if isinstance(event, yaml.CollectionStartEvent):
            self.open.append(_Open(value, place))

    def _key(self, event: Any, parent: _Open) -> None:
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
            raise self._problem(event, parent.place, "a key must be a plain word")
        if event.value in parent.value:
            raise self._problem(event, (*parent.place, event.value), "written twice")
        parent.key = event.value

    def _check(self, event: Any, place: _Place) -> None:
        self.count += 1
        if len(self.open) > MAX_DEPTH or self.count > MAX_NODES:
            raise self._problem(event, place, "nested too deep or too large")
        if event.tag is not None:
            raise self._problem(event, place, f"tags ({event.tag}) are not allowed")

    def _value(self, event: Any, place: _Place) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return {}
        if isinstance(event, yaml.SequenceStartEvent):
            return []
        text: str = event.value
        if not event.implicit[0]:  # quoted: a text, whatever it looks like
            return text
        number = _plain(text)
        if isinstance(number, float) and not math.isfinite(number):
            raise self._problem(event, place, f"{text[:40]!r} is no number that can be used")
        return number

    def _put(self, parent: _Open | None, value: Any) -> None:
        if parent is None:
            self.document = value
        elif isinstance(parent.value, dict):
            parent.value[parent.key] = value
            parent.key = None
        else:
            parent.value.append(value)

    def _problem(self, event: Any, place: _Place, message: str) -> DataError:
        field = ".".join(str(part) for part in place)
        return DataError([Problem(self.shown, event.start_mark.line + 1, field, message)])


def _place_in(parent: _Open | None) -> _Place:
    """Where the next value of a collection stands."""
    if parent is None:
        return ()
    return (*parent.place, len(parent.value) if parent.key is None else parent.key)


def _plain(text: str) -> Any:
    """An unquoted scalar in YAML 1.2's core schema; infinite for a number beyond all use."""
    if text in _NOTHING:
        return None
    if text in ("true", "false"):
        return text == "true"
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return _whole(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _whole(text: str) -> float:
    digits = text.replace("_", "")
    if len(digits) > 20 or abs(int(digits)) >= _LARGEST:
        return math.inf
    return int(digits)
