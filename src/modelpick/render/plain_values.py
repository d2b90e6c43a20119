"""Records as plain JSON values with every field present, unknown ones as null."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

__all__ = ["explicit"]


def explicit(value: Any) -> Any:
    """A record as a mapping of all its fields; tuples as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: explicit(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [explicit(item) for item in value]
    if isinstance(value, Mapping):
        return {key: explicit(item) for key, item in value.items()}
    return value
