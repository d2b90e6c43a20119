"""The Open ASR leaderboard: one CSV file a board, a row a model."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from modelpick.knowledge.records import RefreshPart, RefreshSource
from modelpick.refresh.answers import BadAnswer, number
from modelpick.refresh.findings import Findings, Values, View
from modelpick.refresh.scores import merged

__all__ = ["parse"]

_MOST = 1e6


def parse(body: bytes, part: RefreshPart, source: RefreshSource, view: View, url: str) -> Findings:
    """Read one column of a board; a value that is another than before is dated by the day of reading.

    Raises:
        BadAnswer: no CSV with that column, or too few of the models we hold scores of.
    """
    ours = {key.lower(): key for key in view.models}
    scores: dict[str, Values] = {}
    unknown: list[str] = []
    for name, value in _rows(body, part.column or ""):
        key = ours.get(name.lower())
        if key is None:
            unknown.append(f"{part.benchmark}: {name}")
        elif value is not None:
            row = {"model": key, "value": value, "date": view.today, "kind": "independent"}
            scores.setdefault(key, {**row, "source": url})
    fields = merged(view.benchmarks[part.benchmark], [*scores.values()], view.today)
    return Findings(benchmarks={part.benchmark: fields}, unknown=tuple(sorted(set(unknown))))


def _rows(body: bytes, column: str) -> Iterator[tuple[str, float | None]]:
    try:
        table = csv.DictReader(io.StringIO(body.decode("utf-8")), strict=True)
        missing = {"model", column} - set(table.fieldnames or ())
        if missing:
            raise BadAnswer(f"has no column {sorted(missing)[0]!r}")
        for row in table:
            if row["model"]:
                yield row["model"].strip(), _value(row[column])
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadAnswer(f"no valid CSV ({error})") from None


def _value(cell: str | None) -> float | None:
    """A number above zero; the leaderboard writes -1 for what was not measured."""
    try:
        found = number(float(cell or ""), 0.0, _MOST)
    except ValueError:
        return None
    return round(found, 4) if found else None
