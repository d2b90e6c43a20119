"""Documents of ``modelpick catalog update`` and ``import``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from modelpick.schemas.parts import Printed, Values

__all__ = ["Import", "Update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSourcePart(Printed):
    """What became of one source of an update."""

    id: str
    name: str
    license: str
    attribution: str | None
    status: Literal["read", "unchanged", "partly", "failed"]
    failure: str | None
    changed: int
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePart(Printed):
    """A fact that is another than before; of a benchmark, ``field`` is the model and variant."""

    source: str
    kind: Literal["models", "benchmarks"]
    id: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Printed):
    """What ``modelpick catalog update --json`` prints."""

    schema: Literal["modelpick.update/1"]
    dry_run: bool
    state: str | None
    sources: tuple[UpdateSourcePart, ...]
    changes: tuple[ChangePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNotePart(Printed):
    """Something to know of an entry that was made."""

    model: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(Printed):
    """What ``modelpick catalog import --json`` prints."""

    schema: Literal["modelpick.import/1"]
    file: str
    laid: bool
    models: tuple[Values, ...]
    notes: tuple[ImportNotePart, ...]
