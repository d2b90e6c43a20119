"""Documents as JSON, CSV and Markdown: text for programs and pages, the same wherever it is printed."""

from __future__ import annotations

import csv
import io
import json

from modelpick.render.document import Document, Grid, Paragraph, inert

__all__ = ["to_csv", "to_json", "to_markdown"]


def to_json(document: Document) -> str:
    """The document's data, indented, ending with a newline."""
    return json.dumps(document.data, ensure_ascii=False, indent=2) + "\n"


def to_csv(document: Document) -> str:
    """The document's main grid; empty where it has none."""
    grid = document.grid
    if grid is None:
        return ""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([column.title for column in grid.columns])
    writer.writerows([inert(cell) for cell in row] for row in grid.rows)
    return target.getvalue()


def to_markdown(document: Document) -> str:
    """Every section of the document, tables as pipe tables."""
    return "\n".join(_section(section) for section in document.sections)


def _section(section: Grid | Paragraph) -> str:
    if isinstance(section, Paragraph):
        text = _escaped(section.text)
        if section.style == "strong":
            text = f"**{text}**"
        return f"{'  ' * section.indent}- {text}" if section.bullet else f"{text}\n"
    heading = f"### {_escaped(section.title)}\n\n" if section.title else ""
    return heading + _table(section) + "\n"


def _table(grid: Grid) -> str:
    lines = [
        _row([column.title for column in grid.columns]),
        _row(["---:" if column.right else "---" for column in grid.columns]),
        *(_row([_escaped(cell) for cell in row]) for row in grid.rows),
    ]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|"})


def _escaped(text: str) -> str:
    return inert(text).translate(_SPECIAL)
