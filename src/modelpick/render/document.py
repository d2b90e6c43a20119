"""What a command answers with: one value that every format is made from, so that no format says anything else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, Protocol

from msgspec import Struct

__all__ = ["Column", "Document", "Drawing", "Grid", "Paragraph", "Section", "inert"]

Style = Literal["plain", "strong", "dim", "good", "fair", "bad", "note"]


class Column(Struct, frozen=True):
    """A column of a grid.

    Attributes:
        title: its heading.
        right: numbers stand at the right.
        keep: how soon it gives way when the terminal is narrow: 0 never, higher numbers first.
        whole: its cells are never cut or wrapped inside a word (ids).
        styles: style by cell text, for words such as verdicts; meaning never rests on colour alone.
    """

    title: str
    right: bool = False
    keep: int = 0
    whole: bool = False
    styles: Mapping[str, Style] | None = None


class Grid(Struct, frozen=True):
    """A table. Every row has one cell for each column.

    Attributes:
        stacks: where its columns do not fit side by side, a row becomes a list of them, and none gives way.
        least: cells below which a column of text is not squeezed.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    stacks: bool = False
    least: int = 8


class Paragraph(Struct, frozen=True):
    """A sentence or two; ``bullet`` makes it an item of a list."""

    text: str
    style: Style = "plain"
    bullet: bool = False
    indent: int = 0


class Drawing(Protocol):
    """Lines that are made to a width, such as a plot."""

    def lines(self, width: int, *, ascii_only: bool = False) -> tuple[str, ...]:
        """The lines, none longer than ``width`` characters."""
        ...


Section = Grid | Paragraph | Drawing


class Document:
    """An answer. Each part may be given as a function: it is called when a format first asks for the part.

    Args:
        data: the JSON document, with its ``schema``.
        sections: what a person reads, in order.
        main: the grid that CSV prints; None: the first grid of ``sections``.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        sections: Sequence[Section] | Callable[[], Iterable[Section]],
        main: Grid | Callable[[], Grid] | None = None,
    ) -> None:
        self._data, self._sections, self._main = data, sections, main

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The JSON document."""
        return self._data() if callable(self._data) else self._data

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """What a person reads."""
        return tuple(self._sections() if callable(self._sections) else self._sections)

    @cached_property
    def grid(self) -> Grid | None:
        """The grid that stands for the document where only one can be printed."""
        main = self._main() if callable(self._main) else self._main
        return main or next((section for section in self.sections if isinstance(section, Grid)), None)


def inert(text: str) -> str:
    """Text that cannot act on a terminal: control and direction-changing characters are shown, not obeyed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if char == "\n":
        return " "
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{ord(char):04x}"
    return char
