"""Which public addresses are asked: those of the catalogue, or changed by a file of the same shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from pydantic import TypeAdapter, ValidationError

from modelpick.errors import DataError, Problem, UnknownId
from modelpick.knowledge.records import RefreshSource
from modelpick.knowledge.yaml_reader import read_yaml

__all__ = ["chosen", "configured"]


def configured(known: Sequence[RefreshSource], file: Path | None) -> dict[str, RefreshSource]:
    """The sources by id; a file's record changes the fields it names of a known source, or adds one.

    Raises:
        DataError: the file is wrong.
    """
    found = {source.id: source for source in known}
    if file is None:
        return found
    entries, lines = read_yaml(file)
    if not isinstance(entries, list):
        raise DataError([Problem(str(file), 1, "", "a list of sources is expected, as in data/refresh.yaml")])
    for index, entry in enumerate(entries):
        source = _read(found, entry, str(file), lines.get((index,), 1))
        found[source.id] = source
    return found


def _read(known: dict[str, RefreshSource], entry: Any, shown: str, line: int) -> RefreshSource:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise DataError([Problem(shown, line, "id", "a source with its id is expected")])
    before = to_builtins(known[entry["id"]]) if entry["id"] in known else {}
    try:
        return TypeAdapter(RefreshSource).validate_json(json.dumps({**before, **entry}), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DataError([Problem(shown, line, field, str(first["msg"]))]) from None


def chosen(sources: dict[str, RefreshSource], names: Sequence[str]) -> list[RefreshSource]:
    """The sources named, in the order of the catalogue; all that are not large where none is.

    Raises:
        UnknownId: there is no such source.
    """
    for name in names:
        if name not in sources:
            raise UnknownId("source of updates", name, sources, plural="sources of updates")
    return [source for source in sources.values() if (source.id in names if names else source.default)]
