"""Records as plain JSON values with every field present, unknown ones as null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

__all__ = ["explicit"]


def explicit(value: Any) -> Any:
    """A record as a mapping of all its fields; tuples as lists."""
    if isinstance(value, Struct):
        return {name: explicit(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [explicit(item) for item in value]
    if isinstance(value, Mapping):
        return {key: explicit(item) for key, item in value.items()}
    return value
