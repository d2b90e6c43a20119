"""What a model's own metadata says of it, whatever the format; None is what it does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["Facts", "Unreadable", "joined", "measure", "word"]

_LONGEST = 200


class Unreadable(ValueError):
    """Metadata that is not what its format says; nothing of it is used."""


class Facts(Struct, frozen=True):
    """Facts of one model.

    Attributes:
        name, maker: as its metadata gives them; ``repository`` is ``maker/name`` on the hub.
        kinds: words that may tell what it is: pipeline tag, architecture names.
        parameters: in all; None also where the files are packed so that they cannot be counted.
        active_parameters: used for one token, where fewer are.
        license: as written there, in any spelling.
        base: the repository it was tuned from.
        architecture: fields of the architecture record but ``source``.
        files: quantisation and bytes of each file seen.
        weights: ``open`` or ``gated``.
        notes: what could not be taken, and why.
    """

    name: str | None = None
    maker: str | None = None
    repository: str | None = None
    kinds: tuple[str, ...] = ()
    parameters: int | None = None
    active_parameters: int | None = None
    context: int | None = None
    license: str | None = None
    base: str | None = None
    languages: tuple[str, ...] | None = None
    architecture: Mapping[str, Any] | None = None
    files: tuple[tuple[str, int], ...] = ()
    weights: str | None = None
    downloads: int | None = None
    notes: tuple[str, ...] = ()


def joined(first: Facts, second: Facts) -> Facts:
    """What either says; where both do, the first. Kinds and notes of both, in that order."""
    told: dict[str, Any] = {
        name: getattr(second, name) for name in Facts.__struct_fields__ if getattr(first, name) is None
    }
    both: dict[str, Any] = {"kinds": first.kinds + second.kinds, "notes": first.notes + second.notes}
    return replace(first, **told, **both, files=first.files or second.files)


def measure(value: Any, most: int = 1 << 40) -> int | None:
    """A whole number from 1 to ``most``; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 1 <= value <= most and value == int(value) else None


def word(value: Any) -> str | None:
    """A short printable text without spaces around it; None for anything else."""
    if not isinstance(value, str):
        return None
    found = value.strip()
    return found if 0 < len(found) <= _LONGEST and found.isprintable() else None
