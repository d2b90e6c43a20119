"""Documents as JSON, CSV and Markdown: text for programs and pages, the same wherever it is printed."""

from __future__ import annotations

import csv
import io
import json
import re

import msgspec

from modelpick.render.document import Document, Grid, Paragraph, Section, inert

__all__ = ["to_csv", "to_json", "to_markdown"]

_DRAWN = 80
"""Characters across of a plot in Markdown."""


_ACTING = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
"""What a terminal could obey, or could not encode; JSON writes it as an escape, which means the same."""


def to_json(document: Document, *, ascii: bool = False) -> str:  # noqa: A002 - what it is called everywhere
    """The document's data, indented, ending with a newline; nothing in it acts on a terminal."""
    if ascii:
        return json.dumps(document.data, indent=2, allow_nan=False) + "\n"
    text = msgspec.json.format(msgspec.json.encode(document.data), indent=2).decode() + "\n"
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


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


def _section(section: Section) -> str:
    if not isinstance(section, Grid | Paragraph):
        return "\n".join(["```text", *map(inert, section.lines(_DRAWN, ascii_only=True)), "```", ""])
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
