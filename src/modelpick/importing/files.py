"""A model's files on this machine: which format each has, and the facts in it."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from modelpick.errors import DataError, Problem
from modelpick.importing import config, gguf_facts, safetensors
from modelpick.importing.facts import Facts, Unreadable
from modelpick.importing.gguf import read_header

__all__ = ["SUFFIXES", "facts_of_file", "read_bounded"]

SUFFIXES = (".gguf", ".safetensors", ".json")
_MOST_SHARDS = 1_000


def facts_of_file(path: Path) -> Facts:
    """Facts in a GGUF file, a safetensors file or a ``config.json`` with the safetensors files beside it.

    Raises:
        DataError: it cannot be read, or is not what its name says.
    """
    try:
        if path.suffix == ".gguf":
            return _of_gguf(path)
        if path.suffix == ".safetensors":
            return _of_folder(path.with_name("config.json"), _shards(path))
        return _of_folder(path, sorted(path.parent.glob("*.safetensors"))[:_MOST_SHARDS])
    except Unreadable as error:
        raise DataError([Problem(str(path), None, "", str(error))]) from None
    except OSError as error:
        raise DataError([Problem(str(path), None, "", error.strerror or "cannot be read")]) from None


def read_bounded(path: Path, most: int) -> bytes:
    """The content of a file of at most ``most`` bytes.

    Raises:
        DataError: it is larger, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise DataError([Problem(str(path), None, "", error.strerror or "cannot be read")]) from None
    if len(data) > most:
        raise DataError([Problem(str(path), None, "", f"larger than {most / 1e6:g} MB")])
    return data


def _of_gguf(path: Path) -> Facts:
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return gguf_facts.facts_of(read_header(data), size)


def _of_folder(described: Path, weights: list[Path]) -> Facts:
    parameters = safetensors.parameters_of(_headers(weights)) if weights else None
    if not described.is_file():
        if parameters is None:
            raise Unreadable("no config.json lies beside it, and its weights cannot be counted")
        return Facts(parameters=parameters, notes=("no config.json lies beside it",))
    facts = config.facts_of(read_bounded(described, config.MOST_BYTES))
    stem = described.resolve().parent.name
    return replace(facts, parameters=parameters, name=facts.name or stem or None)


def _shards(path: Path) -> list[Path]:
    """All parts of a file that is one of several: ``model-00001-of-00003.safetensors``."""
    name, mark, rest = path.name.rpartition("-of-")
    if not mark or not name[-5:].isdecimal():
        return [path]
    return sorted(path.parent.glob(f"{name[:-5]}*{mark}{rest}"))[:_MOST_SHARDS]


def _headers(paths: Iterable[Path]) -> Iterable[dict[str, object]]:
    for path in paths:
        with path.open("rb") as file:
            start = file.read(8)
            size = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 0 < size <= safetensors.HEADER_BYTES:
                raise Unreadable(f"{path.name}: no safetensors file")
            yield safetensors.read_header(start + file.read(size))
