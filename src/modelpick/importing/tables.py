"""Models of a user's own list: a CSV file with a heading, a row a model."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from modelpick.errors import DataError, Problem, UsageError, closest
from modelpick.units import parse_count, parse_parameters

__all__ = ["COLUMNS", "MOST_BYTES", "read_rows"]

MOST_BYTES = 8_000_000
_MOST_ROWS = 10_000

_TEXTS = (
    "id",
    "name",
    "family",
    "provider",
    "tier",
    "license",
    "weights",
    "released",
    "lifecycle",
    "retires",
)
_LISTS = ("classes", "attributes", "capabilities", "inputs", "outputs", "languages", "regions", "refs")
_COUNTS = ("parameters", "active_parameters", "context")
_OTHERS = ("replaced_by", "base", "pipeline_tag", "price_input", "price_output", "quantization", "bytes")
COLUMNS = (*_TEXTS, *_LISTS, *_COUNTS, *_OTHERS)
"""What a column may be called. Lists are separated by semicolons; an empty cell is unknown."""

Row = dict[str, Any]


def read_rows(data: bytes, shown: str) -> list[tuple[int, Row]]:
    """The rows with their lines: values as the model record takes them, empty cells left out.

    Args:
        shown: how problems name the file.

    Raises:
        DataError: every problem, with line and column.
    """
    try:
        table = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        if problems := _heading(table.fieldnames or (), shown):
            raise DataError(problems)
        rows = [(table.line_num, row) for row in table]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError([Problem(shown, None, "", f"no CSV file: {error}")]) from None
    if not 0 < len(rows) <= _MOST_ROWS:
        raise DataError(
            [Problem(shown, None, "", f"{len(rows)} models, where 1 to {_MOST_ROWS} are expected")]
        )
    problems = []
    read = [(line, _row(row, line, shown, problems)) for line, row in rows]
    if problems:
        raise DataError(problems)
    return read


def _heading(names: Any, shown: str) -> list[Problem]:
    found = []
    for name in names:
        if name not in COLUMNS:
            near = closest(str(name), COLUMNS)
            right = f"; did you mean {near[0]}?" if near else f"; columns: {', '.join(COLUMNS)}"
            found.append(Problem(shown, 1, str(name)[:40], f"unknown column{right}"))
    if "id" not in names:
        found.append(Problem(shown, 1, "id", "this column is required"))
    return found


def _row(row: Mapping[str | None, Any], line: int, shown: str, problems: list[Problem]) -> Row:
    if None in row:
        problems.append(Problem(shown, line, "", "more cells than the heading has columns"))
    values: Row = {}
    for name, cell in row.items():
        text = cell.strip() if isinstance(cell, str) else ""
        if name is None or not text:
            continue
        try:
            values[name] = _READERS.get(name, _text)(text, name)
        except (UsageError, ValueError) as error:
            problems.append(Problem(shown, line, name, str(error)))
    return values


def _text(text: str, name: str) -> str:
    return text


def _list(text: str, name: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _size(text: str, name: str) -> int:
    found = parse_parameters(text)
    return found if found is not None else _whole(text, name)


def _tokens(text: str, name: str) -> int:
    return parse_count(text, name)


def _whole(text: str, name: str) -> int:
    digits = text.replace("_", "").replace(",", "")
    if not digits.isdecimal() or len(digits) > 18:
        raise ValueError(f"{text[:40]!r} is no whole number")
    return int(digits)


def _usd(text: str, name: str) -> float:
    value = float(text)
    if not 0 <= value < 1e6:
        raise ValueError(f"{text[:40]!r} is no price")
    return value


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(_LISTS, _list),
    **dict.fromkeys(("parameters", "active_parameters"), _size),
    **{"context": _tokens, "bytes": _whole, "price_input": _usd, "price_output": _usd},
}
