"""From the rows of a user's list to entries of the catalogue."""

from __future__ import annotations

from typing import Any

from modelpick.errors import DataError, Problem, UsageError
from modelpick.importing.facts import Facts
from modelpick.importing.record import Entry, Known, entry_of, id_of, kind_of

__all__ = ["entries_of"]

_TOGETHER = ("price_input", "price_output", "quantization", "bytes", "pipeline_tag")
_KIND_FIELDS = ("classes", "capabilities", "inputs", "outputs")


def entries_of(
    rows: list[tuple[int, dict[str, Any]]],
    known: Known,
    *,
    task: str | None,
    source: str,
    shown: str,
    today: str,
) -> list[Entry]:
    """One entry a row; what a row leaves out is filled as for any import, what it says stands.

    Of a model the catalogue has, only what the row says is changed.

    Args:
        rows: lines and values (`tables.read_rows`).
        task: pipeline tag of rows that name none.
        source: id of the source in the same file.
        shown: how problems name the file.

    Raises:
        DataError: every row that cannot be an entry, with its line.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for line, row in rows:
        try:
            made = _entry(row, known, task=task, source=source, today=today)
            if made.values["id"] in entries:
                raise UsageError(f"{made.values['id']!r} stands there twice")
            entries[made.values["id"]] = made
        except UsageError as error:
            problems.append(Problem(shown, line, "", f"{error}" + (f"; {error.hint}" if error.hint else "")))
    if problems:
        raise DataError(problems)
    return [*entries.values()]


def _entry(row: dict[str, Any], known: Known, *, task: str | None, source: str, today: str) -> Entry:
    if "id" not in row:
        raise UsageError("a model needs its id")
    facts = Facts(parameters=row.get("parameters"), context=row.get("context"), license=row.get("license"))
    key = id_of(facts, row["id"], "", known.models)
    whole = all(name in row for name in _KIND_FIELDS)
    held = any(model.id == key for model in known.models)
    kind = None if whole or held else kind_of((), known.kinds, row.get("pipeline_tag", task))
    made = entry_of(facts, known, key=key, kind=kind, source=source, today=today)
    said = {name: value for name, value in row.items() if name not in _TOGETHER}
    if "license" in row:
        said["license"] = made.values.get("license", row["license"])
    said |= {"id": key, **_price(row, source, today), **_file(row, source)}
    return Entry(said if held else {**made.values, **said}, made.notes)


def _price(row: dict[str, Any], source: str, today: str) -> dict[str, Any]:
    stated = {"input": row.get("price_input"), "output": row.get("price_output")}
    known = {name: value for name, value in stated.items() if value is not None}
    return {"price": {**known, "date": today, "source": source}} if known else {}


def _file(row: dict[str, Any], source: str) -> dict[str, Any]:
    if "quantization" not in row or "bytes" not in row:
        return {}
    return {"files": [{"quantization": row["quantization"], "bytes": row["bytes"], "source": source}]}
