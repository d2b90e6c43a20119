"""Every schema by name: printed documents, and what the tool reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from modelpick.errors import UsageError, closest
from modelpick.knowledge.load import KINDS, Kind
from modelpick.knowledge.policy import PolicyFile
from modelpick.knowledge.records import Record
from modelpick.schemas import answers, browsing, keeping, lists, matrices, measuring, serving

__all__ = ["Described", "described", "schema_of", "shapes"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PRINTED: tuple[type[Any], ...] = (
    answers.Recommendation,
    answers.Why,
    serving.Fit,
    serving.Plan,
    measuring.Bench,
    measuring.Runs,
    browsing.Explanation,
    browsing.Comparison,
    matrices.Matrix,
    browsing.Model,
    browsing.Timeline,
    browsing.Catalog,
    browsing.Check,
    keeping.Update,
    keeping.Import,
    browsing.Schemas,
    lists.Models,
    lists.Tasks,
    lists.Classes,
    lists.Hardware,
    lists.Benchmarks,
    lists.Quantizations,
    lists.Runtimes,
    lists.Licenses,
    lists.Sources,
)


@dataclass(frozen=True, slots=True)
class Described:
    """A schema and what it describes."""

    name: str
    about: str


def shapes() -> Mapping[str, Any]:
    """Name to type: printed documents by their own name, records as ``data/<kind>``."""
    printed = {shape.__name__.lower(): shape for shape in _PRINTED}
    data = {f"data/{kind.name.replace('_', '-')}": _file_shape(kind.record, kind.many) for kind in KINDS}
    return {**printed, **data, "policy": PolicyFile}


def _file_shape(record: type[Record], many: bool) -> Any:
    return tuple[record, ...] if many else record  # type: ignore[valid-type]


def described() -> tuple[Described, ...]:
    """Every schema that can be printed."""
    found = [Described(name, _about(shape)) for name, shape in shapes().items()]
    found.append(Described("catalog-file", "A file for --catalog: lists of records by kind."))
    found.append(Described("config", "Defaults kept in modelpick.toml."))
    return tuple(found)


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of one document.

    Raises:
        UsageError: there is no such document; the message names the closest.
    """
    known = [found.name for found in described()]
    wanted = name.lower().removeprefix("modelpick.").split("/1")[0]
    if wanted not in known:
        near = closest(wanted, known)
        hint = (
            f"did you mean {' or '.join(near)}? (see: modelpick schema)" if near else "see: modelpick schema"
        )
        raise UsageError(f"no document is called {name!r}", hint=hint)
    special = {"catalog-file": _catalog_file, "config": _config}
    made = special[wanted]() if wanted in special else TypeAdapter(shapes()[wanted]).json_schema()
    return {"$schema": _DIALECT, **made, **_ADJUSTED.get(wanted, _as_made)(made)}


def _as_made(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _id_is_the_path(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"required": [name for name in schema["required"] if name != "id"]}


_ADJUSTED: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "data/models": _id_is_the_path,
    "policy": lambda schema: {"additionalProperties": False},
}


def _about(shape: Any) -> str:
    record = shape.__args__[0] if getattr(shape, "__args__", None) else shape
    first = (record.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.split()).replace("``", "")


def _catalog_file() -> dict[str, Any]:
    """A record whose id is known names the fields it changes, so no field but the key is required here."""
    kinds = {kind.name: _records_of(kind) for kind in KINDS}
    return {"title": "CatalogFile", "type": "object", "properties": kinds, "additionalProperties": False}


def _records_of(kind: Kind) -> dict[str, Any]:
    shape = f"data/{kind.name.replace('_', '-')}"
    return {
        "type": "array",
        "items": {"type": "object", "required": [kind.key]},
        "description": f"records as in {shape}; of a known one, the fields to change",
    }


def _config() -> dict[str, Any]:
    from modelpick.intake import OPTIONS

    values = {"type": ["string", "number", "boolean", "array", "object"]}
    names = sorted({*OPTIONS, "catalog"} - {"task"})
    properties = {name: {**values, "description": f"as --{name}"} for name in names}
    return {"title": "Config", "type": "object", "properties": properties, "additionalProperties": False}
