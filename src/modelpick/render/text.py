"""Documents as Rich renderables, fitted to a width. Builds, never prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from modelpick.render.document import Column, Document, Grid, Paragraph, Style, inert

__all__ = ["Look", "renderables"]

_STYLES: dict[Style, str] = {
    "plain": "",
    "strong": "bold",
    "dim": "dim",
    "good": "green",
    "fair": "yellow",
    "bad": "red",
    "note": "cyan",
}
_ASCII = str.maketrans({"–": "-", "—": "-", "…": "...", "×": "x", "→": "->", "≥": ">=", "≤": "<=", "•": "*", "’": "'"})
_LEAST = 8
_GAP = 2


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal can show: its width in cells, and whether only ASCII."""

    width: int
    ascii: bool = False


def renderables(document: Document, look: Look) -> Iterable[RenderableType]:
    """The sections of a document, one renderable each."""
    for section in document.sections:
        yield _grid(section, look) if isinstance(section, Grid) else _paragraph(section, look)


def _paragraph(section: Paragraph, look: Look) -> RenderableType:
    mark = ("* " if look.ascii else "• ") if section.bullet else ""
    text = Text(mark + _words(section.text, look), style=_STYLES[section.style], overflow="fold")
    return Padding(text, (0, 0, 0, 2 * section.indent)) if section.indent else text


def _grid(grid: Grid, look: Look) -> RenderableType:
    shown = _fitting(grid, look.width)
    table = Table(
        title=Text(_words(grid.title, look), style="bold") if grid.title else None,
        title_justify="left",
        box=box.ASCII2 if look.ascii else box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_edge=False,
        width=None,
    )
    for index in shown:
        _add_column(table, grid.columns[index])
    for row in grid.rows:
        table.add_row(*(_cell(grid.columns[i], row[i], look) for i in shown))
    return table


def _add_column(table: Table, column: Column) -> None:
    table.add_column(
        Text(column.title, style="bold"),
        justify="right" if column.right else "left",
        no_wrap=column.right,
        overflow="fold",
    )


def _cell(column: Column, text: str, look: Look) -> Text:
    style = _STYLES[(column.styles or {}).get(text, "plain")]
    return Text(_words(text, look), style=style, overflow="fold")


def _words(text: str, look: Look) -> str:
    shown = inert(text)
    return shown.translate(_ASCII).encode("ascii", "replace").decode() if look.ascii else shown


def _fitting(grid: Grid, width: int) -> list[int]:
    """The columns that fit: the least needed give way, until what must stay has room."""
    shown = list(range(len(grid.columns)))
    while len(shown) > 1 and _needed(grid, shown) > width:
        worst = max(shown, key=lambda i: (grid.columns[i].keep, i))
        if grid.columns[worst].keep == 0:
            break
        shown.remove(worst)
    return shown


def _needed(grid: Grid, shown: Sequence[int]) -> int:
    return sum(_least_width(grid, i) + _GAP for i in shown)


def _least_width(grid: Grid, index: int) -> int:
    column = grid.columns[index]
    cells = [column.title, *(row[index] for row in grid.rows)]
    widest = max(map(cell_len, cells), default=0)
    if column.whole or column.right:
        return widest
    longest_word = max((cell_len(word) for cell in cells for word in cell.split()), default=0)
    return min(widest, max(_LEAST, longest_word))
