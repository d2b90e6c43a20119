"""Plain JSON values to frozen records and back, without validation: the compiled catalogue was validated when made."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

__all__ = ["decode", "encode"]

T = TypeVar("T")
Reader = Callable[[Any], Any]


def decode(record: type[T], values: Mapping[str, Any]) -> T:
    """Build ``record`` from JSON values: lists become tuples, nested mappings nested records."""
    readers = _readers(cast(Hashable, record))
    return record(**{k: readers[k](v) if k in readers and v is not None else v for k, v in values.items()})


def encode(record: Any) -> dict[str, Any]:
    """The JSON values of a record, fields at their default left out."""
    values: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        default = field.default if field.default is not dataclasses.MISSING else dataclasses.MISSING
        if default is dataclasses.MISSING or value != default:
            values[field.name] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return encode(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


@cache
def _readers(record: Any) -> dict[str, Reader]:
    """The fields that are not plain JSON already, and how to read each."""
    hints = typing.get_type_hints(record)
    return {f.name: r for f in dataclasses.fields(record) if (r := _reader(hints[f.name])) is not None}


def _reader(hint: Any) -> Reader | None:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return next((r for option in typing.get_args(hint) if (r := _reader(option)) is not None), None)
    if origin is tuple:
        return _tuple_reader(typing.get_args(hint)[0])
    if origin is dict:
        return _dict_reader(typing.get_args(hint)[1])
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        kind: type[Any] = hint
        return lambda value: decode(kind, value)
    return None


def _tuple_reader(item: Any) -> Reader:
    inner = _reader(item)
    if inner is None:
        # A cell of a decision table may be one value or several.
        return lambda value: tuple(value) if isinstance(value, list) else value
    return lambda value: tuple(map(inner, value)) if isinstance(value, list) else value


def _dict_reader(item: Any) -> Reader | None:
    inner = _reader(item)
    return None if inner is None else lambda value: {key: inner(entry) for key, entry in value.items()}
