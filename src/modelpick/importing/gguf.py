"""The header of a GGUF file: its metadata and the shapes of its tensors, read with bounds on everything.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from mmap import mmap
from typing import Any

from msgspec import Struct

from modelpick.importing.facts import Unreadable

__all__ = ["Header", "LongArray", "read_header"]

_MAGIC = b"GGUF"
_MOST_KEYS = 65_536
_MOST_TENSORS = 1 << 20
_LONGEST_KEY = 65_535
_LONGEST_TEXT = 64 << 20
_MOST_ITEMS = 1 << 24
_KEPT_ITEMS = 4_096
_MOST_PARAMETERS = 10**15
_MOST_DIMENSIONS = 8
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_EXPERTS = "_exps."


class LongArray(Struct, frozen=True):
    """An array too long to be a setting (a tokenizer's words): only its length is kept."""

    length: int


class Header(Struct, frozen=True):
    """What a GGUF file says of itself.

    Attributes:
        metadata: settings by key; arrays are tuples, long ones a `LongArray`.
        parameters: elements of all tensors; ``expert_parameters`` of those that hold experts.
        tensors: their names.
    """

    metadata: Mapping[str, Any]
    parameters: int
    expert_parameters: int
    tensors: frozenset[str]


def read_header(data: bytes | mmap) -> Header:
    """Read the beginning of a GGUF file.

    Args:
        data: the file, or as much of it as the header takes.

    Raises:
        Unreadable: no GGUF file, of an unknown version, cut short, or with sizes beyond anything that exists.
    """
    cursor = _Cursor(data)
    if cursor.take(4) != _MAGIC:
        raise Unreadable("no GGUF file")
    version = cursor.number("I")
    if version & 0xFFFF == 0:  # read the wrong way round: a file for a big-endian machine
        cursor.order = ">"
        version = struct.unpack(">I", struct.pack("<I", version))[0]
    if version not in (2, 3):
        raise Unreadable(f"GGUF of version {version}, which is not known")
    tensors, keys = cursor.count(_MOST_TENSORS), cursor.count(_MOST_KEYS)
    metadata = dict(cursor.entry() for _ in range(keys))
    shapes = [cursor.tensor() for _ in range(tensors)]
    parameters = sum(elements for _, elements in shapes)
    if parameters > _MOST_PARAMETERS:
        raise Unreadable("more parameters than any model has")
    experts = sum(elements for name, elements in shapes if _EXPERTS in name)
    return Header(metadata, parameters, experts, frozenset(name for name, _ in shapes))


class _Cursor(Struct):
    """A place in the bytes; every step is checked against what is left."""

    data: bytes | mmap
    at: int = 0
    order: str = "<"

    def take(self, size: int) -> bytes:
        end = self.at + size
        if size < 0 or end > len(self.data):
            raise Unreadable("cut short")
        found = self.data[self.at : end]
        self.at = end
        return found

    def number(self, code: str) -> Any:
        return struct.unpack(self.order + code, self.take(struct.calcsize(f"={code}")))[0]

    def count(self, most: int) -> int:
        found = self.number("Q")
        if found > most:
            raise Unreadable(f"{found} of something of which there are {most} at most")
        return int(found)

    def text(self, most: int = _LONGEST_TEXT) -> str:
        size = self.count(most)
        try:
            return self.take(size).decode("utf-8")
        except UnicodeDecodeError:
            raise Unreadable("a text that is not UTF-8") from None

    def entry(self) -> tuple[str, Any]:
        key = self.text(_LONGEST_KEY)
        return key, self.value(self.number("I"))

    def value(self, kind: int) -> Any:
        if kind in _SCALARS:
            found = self.number(_SCALARS[kind])
            return found if not isinstance(found, float) or math.isfinite(found) else None
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            return self.array()
        raise Unreadable(f"a value of kind {kind}, which is not known")

    def array(self) -> tuple[Any, ...] | LongArray:
        kind = self.number("I")
        length = self.count(_MOST_ITEMS)
        if kind in _SCALARS and length > _KEPT_ITEMS:
            self.take(length * struct.calcsize(f"={_SCALARS[kind]}"))
            return LongArray(length)
        if kind in _SCALARS:
            return tuple(self.value(kind) for _ in range(length))
        if kind != _STRING:
            raise Unreadable("an array of arrays")
        if length > _KEPT_ITEMS:
            for _ in range(length):
                self.take(self.count(_LONGEST_TEXT))
            return LongArray(length)
        return tuple(self.text() for _ in range(length))

    def tensor(self) -> tuple[str, int]:
        name = self.text(_LONGEST_KEY)
        dimensions = self.number("I")
        if dimensions > _MOST_DIMENSIONS:
            raise Unreadable(f"a tensor of {dimensions} dimensions")
        elements = math.prod(self.number("Q") for _ in range(dimensions))
        self.number("I")  # its type
        self.number("Q")  # where it begins
        return name, elements
