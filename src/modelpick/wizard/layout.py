"""A menu as lines of a screen: pure, fitted to a width and a height."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len, set_cell_size

from modelpick.render.document import inert
from modelpick.wizard.menu import Exchange, Item, Menu
from modelpick.wizard.press import Pointer, numbered, shown, takes_typed

__all__ = ["Line", "Size", "explained", "fold_words", "painted"]

_LEAST_ITEMS = 3
_MOST_WIDE = 120


class Line(Struct, frozen=True):
    """A line of the screen in one style: ``plain strong dim picked wrong``."""

    text: str
    style: str = "plain"


class Size(Struct, frozen=True):
    """Cells across and down, and whether only ASCII can be shown."""

    width: int
    height: int
    ascii: bool = False

    @property
    def across(self) -> int:
        """Cells to write in: the last column stays free, since terminals differ in what they do there."""
        return max(20, min(self.width - 1, _MOST_WIDE))


def painted(menu: Menu, pointer: Pointer, asked: Sequence[Exchange], size: Size) -> list[Line]:
    """The whole screen, never more lines than its height."""
    above = [*_question(menu, size), *_field(menu, pointer, size)]
    below = [Line(""), *_about(menu, pointer, size), *_footer(menu, size)]
    if pointer.help:
        body = explained(menu, size)
    else:
        body = _items(menu, pointer, size, max(_LEAST_ITEMS, size.height - len(above) - len(below)))
    spare = size.height - len(above) - len(body) - len(below)
    lines = [*_asked(asked, size, spare), *above, *body, *below]
    return lines[: size.height] if len(lines) > size.height else lines


def explained(menu: Menu, size: Size) -> list[Line]:
    """What every choice means, for those who ask."""
    lines: list[Line] = []
    for item in menu.items:
        text = f"{item.label}: {item.help}" if item.help else item.label
        lines += [Line(part, "dim") for part in fold_words(f"{_bullet(size)} {text}", size, indent=4)]
    return lines


def fold_words(text: str, size: Size, *, indent: int = 0) -> list[str]:
    """Text broken between words to fit; continued lines stand in by ``indent``."""
    lines: list[str] = []
    line = " " * (len(text) - len(text.lstrip(" ")))
    for word in inert(text.strip(" ")).split(" "):
        longer = f"{line} {word}" if line.strip() else line + word
        if line.strip() and cell_len(longer) > size.across:
            lines.append(line)
            longer = " " * indent + word
        line = longer
    return [_cut(part, size.across) for part in (*lines, line)]


def _question(menu: Menu, size: Size) -> list[Line]:
    why = [Line(part, "dim") for part in fold_words(menu.why, size)] if menu.why else []
    return [Line(part, "strong") for part in fold_words(menu.title, size)] + why


def _field(menu: Menu, pointer: Pointer, size: Size) -> list[Line]:
    """Where typed text appears, and what it may be."""
    if not menu.takes_text:
        return [Line("")]
    if pointer.text:
        return [Line(_cut(f"> {inert(pointer.text)}_", size.across))]
    return [Line(_cut(f"> type {menu.typed or 'to search'}", size.across), "dim")]


def _items(menu: Menu, pointer: Pointer, size: Size, room: int) -> list[Line]:
    items = shown(menu, pointer)
    if not items:
        return [Line(_cut("  nothing has these words", size.across), "dim")]
    at = min(pointer.at, len(items) - 1)
    first = max(0, min(at - room // 2, len(items) - room))
    labels = [_label(menu, pointer, items, index, size) for index in range(len(items))]
    rows = _with_notes(labels, items, size)
    styles = [_style(menu, pointer, item, index == at) for index, item in enumerate(items)]
    window = range(first, min(first + room, len(items)))
    return [Line(_cut(rows[index], size.across), styles[index]) for index in window]


def _label(menu: Menu, pointer: Pointer, items: Sequence[Item], index: int, size: Size) -> str:
    pointed = not takes_typed(menu, pointer) and index == min(pointer.at, len(items) - 1)
    sign = (">" if size.ascii else "›") if pointed else " "
    mark = ("[x] " if index in pointer.marked else "[ ] ") if menu.many else ""
    unnumbered = pointer.text and numbered(menu, pointer.text) is None
    number = "" if unnumbered else f"{index + 1:>{len(str(len(items)))}} "
    return f"{sign} {number}{mark}{inert(items[index].label)}"


def _with_notes(labels: Sequence[str], items: Sequence[Item], size: Size) -> list[str]:
    """The labels with their notes in a column, in the longest wording for which all fit."""
    column = max(map(cell_len, labels)) + 2
    for level in range(max(len(item.notes) for item in items)):
        notes = [inert(item.notes[min(level, len(item.notes) - 1)]) if item.notes else "" for item in items]
        if column + max(map(cell_len, notes)) <= size.across:
            return [set_cell_size(label, column) + note for label, note in zip(labels, notes, strict=True)]
    return list(labels)


def _style(menu: Menu, pointer: Pointer, item: Item, here: bool) -> str:
    if takes_typed(menu, pointer):
        return "dim"
    return "picked" if here else "dim" if item.refused else "plain"


def _about(menu: Menu, pointer: Pointer, size: Size) -> list[Line]:
    """What was wrong, else what the highlighted item means."""
    if pointer.problem:
        return [Line(part, "wrong") for part in fold_words(pointer.problem, size)][:3]
    if takes_typed(menu, pointer):
        return [Line("enter takes what is typed", "dim")]
    items = shown(menu, pointer)
    help_ = items[min(pointer.at, len(items) - 1)].help if items and not pointer.help else ""
    return [Line(part, "dim") for part in fold_words(help_, size)][:3]


def _footer(menu: Menu, size: Size) -> list[Line]:
    arrows = "up/down" if size.ascii else "↑↓"
    words = [f"{arrows} move", *(["space mark"] * menu.many), "enter choose"]
    words += ["esc back" if menu.takes_text else "b back"] * menu.back
    words += ["tab answer now"] * menu.finish
    words += ["? help", "ctrl-c quit"]
    line = "  ".join(word.replace(" ", "\xa0") for word in words)
    return [Line(part, "dim") for part in fold_words(line, size)]


def _asked(asked: Sequence[Exchange], size: Size, room: int) -> list[Line]:
    """The answers so far, as many of the last as there is room for, and an empty line."""
    room -= 1
    if room < 1 or not asked:
        return []
    lines = [Line(_cut(f"{inert(short)}: {inert(words)}", size.across), "dim") for short, words in asked]
    return [*lines[-room:], Line("")]


def _bullet(size: Size) -> str:
    return "*" if size.ascii else "•"


def _cut(text: str, width: int) -> str:
    shown_text = text.replace("\xa0", " ")
    if cell_len(shown_text) <= width:
        return shown_text
    return set_cell_size(shown_text, max(width - 3, 1)).rstrip() + "..."
