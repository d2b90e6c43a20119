"""A typed line as a reply to a menu: a number or a value, never a key press."""

from __future__ import annotations

from msgspec import Struct

from modelpick.errors import closest
from modelpick.wizard.menu import Chosen, Item, Menu, Move, Reply, Typed

__all__ = ["Unclear", "read_line"]

_MOVES = {"b": "back", "back": "back", "a": "finish", "answer": "finish", "q": "quit", "quit": "quit"}


class Unclear(Struct, frozen=True):
    """A line that is no reply: what to say, and the items it may have meant."""

    say: str
    items: tuple[Item, ...] = ()
    help: bool = False


def read_line(menu: Menu, line: str) -> Reply | Unclear:
    """The reply a line gives, or what is unclear about it. An empty line takes the default."""
    text = line.strip()
    if not text:
        return _default(menu)
    if text == "?" or not text.isprintable():
        return Unclear("" if text == "?" else "a line with control characters is no answer", help=text == "?")
    if text.lower() in _MOVES:
        return _moved(menu, _MOVES[text.lower()])
    return _value(menu, text)


def _value(menu: Menu, text: str) -> Reply | Unclear:
    if menu.many:
        return _several(menu, text)
    found = _named(menu, text)
    if isinstance(found, Item):
        return Unclear(found.refused) if found.refused else Chosen((found,))
    return found or _otherwise(menu, text)


def _default(menu: Menu) -> Reply | Unclear:
    if menu.default is None:
        return Unclear("this question has no default: choose one")
    return Chosen((menu.items[menu.default],))


def _moved(menu: Menu, to: str) -> Reply | Unclear:
    if to == "back" and not menu.back:
        return Unclear("this is the first question")
    if to == "finish" and not menu.finish:
        return Unclear("this question must be answered first")
    return Move(to)


def _several(menu: Menu, text: str) -> Reply | Unclear:
    found: list[Item] = []
    for part in text.replace(",", " ").split():
        item = _named(menu, part)
        if not isinstance(item, Item):
            return item or _unknown(menu, part)
        found.append(item)
    return Chosen(tuple(dict.fromkeys(found))) if found else _unknown(menu, text)


def _named(menu: Menu, text: str) -> Item | Unclear | None:
    """The item of that number or name."""
    if text.isascii() and text.isdigit() and not (menu.typed and len(text) > 3):
        number = int(text[:9])
        if 1 <= number <= len(menu.items):
            return menu.items[number - 1]
        return Unclear(f"choose a number from 1 to {len(menu.items)}")
    return menu.named(text)


def _otherwise(menu: Menu, text: str) -> Reply | Unclear:
    if menu.search is not None:
        return _searched(menu.search(text), text)
    return Typed(text) if menu.typed is not None else _unknown(menu, text)


def _searched(items: tuple[Item, ...], text: str) -> Reply | Unclear:
    exact = [item for item in items if item.is_called(text)]
    if len(exact) == 1 or len(items) == 1:
        return Chosen(((exact or list(items))[0],))
    if not items:
        return Typed(text)
    return Unclear(f"{len(items)} tasks may be meant", items)


def _unknown(menu: Menu, text: str) -> Unclear:
    names = [name for item in menu.items for name in item.names[:1]]
    near = closest(text, names)
    meant = f"did you mean {' or '.join(near)}?" if near else f"choose a number from 1 to {len(menu.items)}"
    return Unclear(f"{text[:40]!r} is not one of the choices; {meant}")
