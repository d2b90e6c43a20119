"""Documents as Rich renderables, fitted to a width. Builds, never prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from modelpick.render.document import Column, Document, Grid, Paragraph, Section, Style, inert

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
_ASCII = str.maketrans(
    {"–": "-", "—": "-", "…": "...", "×": "x", "→": "->", "≥": ">=", "≤": "<=", "•": "*", "’": "'"}
)
_LEAST = 8
_GAP = 2


class Look(Struct, frozen=True):
    """What the terminal can show: its width in cells, and whether only ASCII."""

    width: int
    ascii: bool = False


def renderables(document: Document, look: Look) -> Iterable[RenderableType]:
    """The sections of a document, one renderable each; a blank line before every part but the first."""
    for index, section in enumerate(document.sections):
        if index and _opens(section):
            yield Text("")
        yield from _section(section, look)


def _section(section: Section, look: Look) -> Iterator[RenderableType]:
    if isinstance(section, Grid):
        yield from _grid(section, look)
    elif isinstance(section, Paragraph):
        yield _paragraph(section, look)
    else:
        lines = section.lines(look.width, ascii_only=look.ascii)
        yield Text("\n".join(_words(line, look) for line in lines), overflow="fold")


def _opens(section: Section) -> bool:
    if isinstance(section, Grid):
        return bool(section.title)
    return not isinstance(section, Paragraph) or (section.style == "strong" and not section.bullet)


def _paragraph(section: Paragraph, look: Look) -> RenderableType:
    mark = ("* " if look.ascii else "• ") if section.bullet else ""
    text = Text(_words(section.text, look), style=_STYLES[section.style], overflow="fold")
    return _Hanging("  " * section.indent + mark, text)


class _Hanging(Struct, frozen=True):
    """A text whose lines all start where the first one does, behind its mark."""

    lead: str
    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = self.text.wrap(console, max(_LEAST, options.max_width - cell_len(self.lead)), overflow="fold")
        for index, line in enumerate(lines):
            line.rstrip()
            yield Text(self.lead if index == 0 else " " * cell_len(self.lead)) + line


def _grid(grid: Grid, look: Look) -> Iterator[RenderableType]:
    everything = range(len(grid.columns))
    if grid.title:
        yield Text(_words(grid.title, look), style="bold", overflow="fold")
    grid = replace(grid, rows=tuple(tuple(_words(cell, look) for cell in row) for row in grid.rows))
    if grid.stacks and _needed(grid, everything) > look.width:
        yield from _stacked(grid, look)
    else:
        yield _table(grid, everything if grid.stacks else _fitting(grid, look.width), look)


def _stacked(grid: Grid, look: Look) -> Iterator[RenderableType]:
    """Every row as its first cell and a list of the others."""
    for row in grid.rows:
        yield _paragraph(Paragraph(row[0] or grid.columns[0].title, style="strong"), look)
        for column, cell in zip(grid.columns[1:], row[1:], strict=True):
            yield _paragraph(Paragraph(f"{column.title}: {cell}", bullet=True), look)


def _table(grid: Grid, shown: Sequence[int], look: Look) -> RenderableType:
    table = Table(
        box=box.ASCII2 if look.ascii else box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for index, width in zip(shown, _widths(grid, shown, look.width), strict=True):
        _add_column(table, grid.columns[index], width)
    for row in grid.rows:
        table.add_row(*(_cell(grid.columns[i], row[i]) for i in shown))
    return table


def _widths(grid: Grid, shown: Sequence[int], room: int) -> list[int | None]:
    """Cells across of each column: as its text is, the widest giving way first, none below what its words take.

    Rich would squeeze columns below that and then cut what stands over. None where even the words have no room.
    """
    least = [_least_width(grid, i) for i in shown]
    if _needed(grid, shown) > room:
        return [None] * len(shown)
    room -= _GAP * (len(shown) - 1)
    widths = [min(_natural_width(grid, i), room) for i in shown]
    while sum(widths) > room:
        widest = max((i for i in range(len(widths)) if widths[i] > least[i]), key=widths.__getitem__)
        widths[widest] -= 1
    return list(widths)


def _add_column(table: Table, column: Column, width: int | None) -> None:
    """``width`` keeps words whole; None where even those do not fit: words then fold rather than vanish."""
    table.add_column(
        Text(column.title, style="bold"),
        justify="right" if column.right else "left",
        no_wrap=(column.right or column.whole) and width is not None,
        width=width,
        overflow="fold",
    )


def _cell(column: Column, text: str) -> Text:
    return Text(text, style=_STYLES[(column.styles or {}).get(text, "plain")], overflow="fold")


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
    column, widest = grid.columns[index], _natural_width(grid, index)
    if column.whole or column.right:
        return widest
    longest_word = max((cell_len(word) for cell in _cells(grid, index) for word in cell.split()), default=0)
    return min(widest, max(grid.least, longest_word))


def _natural_width(grid: Grid, index: int) -> int:
    return max(map(cell_len, _cells(grid, index)))


def _cells(grid: Grid, index: int) -> list[str]:
    return [grid.columns[index].title, *(row[index] for row in grid.rows)]
