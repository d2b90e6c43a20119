"""What a key does to a menu: pure, so that every dialogue can be tried without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from modelpick.wizard.menu import Chosen, Item, Menu, Move, Reply, Typed

__all__ = ["Pointer", "numbered", "opened", "press", "shown", "takes_typed"]

_PAGE = 10
_LONGEST = 120


class Pointer(Struct, frozen=True):
    """Where a person is in a menu.

    Attributes:
        at: the highlighted item, from 0.
        text: what was typed.
        marked: indices marked where several may be taken.
        number: digits typed so far of an item's number.
        help: whether the explanation is open.
        problem: what was wrong with the last key, or empty.
    """

    at: int = 0
    text: str = ""
    marked: frozenset[int] = frozenset()
    number: str = ""
    help: bool = False
    problem: str = ""


def opened(menu: Menu, problem: str = "") -> Pointer:
    """A menu as it first appears: on its default."""
    return Pointer(at=menu.default or 0, problem=problem)


def shown(menu: Menu, pointer: Pointer) -> tuple[Item, ...]:
    """The items to choose from: what was searched for, else all."""
    if menu.search is None or not pointer.text.strip() or numbered(menu, pointer.text) is not None:
        return menu.items
    return menu.search(pointer.text)


def numbered(menu: Menu, text: str) -> int | None:
    """The index of the item whose number was typed where digits may also begin a name (``4090``, ``3d``)."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(menu.items):
        return int(text) - 1
    return None


def press(menu: Menu, pointer: Pointer, key: str) -> Pointer | Reply:
    """The menu after a key, or the reply that the key completes.

    Args:
        key: a name such as ``up``, ``enter`` or ``escape``, or one printable character.
    """
    pointer = replace(pointer, problem="", number=pointer.number if key.isdigit() else "")
    if key in _KEYS:
        return _KEYS[key](menu, pointer)
    if len(key) != 1:
        return pointer
    if not pointer.text and (found := _command(menu, pointer, key)) is not None:
        return found
    return _type(menu, pointer, key) if menu.takes_text else pointer


def _command(menu: Menu, pointer: Pointer, key: str) -> Pointer | Reply | None:
    """What a character means before any text: help, a number, a mark or, with letters free, a command."""
    if key == "?":
        return replace(pointer, help=not pointer.help)
    if menu.takes_text:
        return pointer if key == " " else None
    if key.isascii() and key.isdigit():
        return _number(menu, pointer, pointer.number + key)
    if key == " ":
        return _mark(menu, pointer) if menu.many else pointer
    commands = {"b": _back, "a": _finish, "q": _quit, "k": _up, "j": _down}
    return commands[key](menu, pointer) if key in commands else None


def _type(menu: Menu, pointer: Pointer, key: str) -> Pointer:
    return _with_text(menu, pointer, (pointer.text + key)[:_LONGEST])


def _with_text(menu: Menu, pointer: Pointer, text: str) -> Pointer:
    return replace(pointer, text=text, at=numbered(menu, text) or 0, help=False)


def _number(menu: Menu, pointer: Pointer, digits: str) -> Pointer | Reply:
    """Take an item as soon as no longer number could be meant; until then highlight it."""
    number = int(digits)
    if not 1 <= number <= len(menu.items):
        return replace(pointer, number="", problem=f"choose a number from 1 to {len(menu.items)}")
    pointer = replace(pointer, at=number - 1, number=digits)
    if menu.many:
        return replace(_mark(menu, pointer), number="")
    return _take(menu, pointer) if number * 10 > len(menu.items) else pointer


def _mark(menu: Menu, pointer: Pointer) -> Pointer:
    return replace(pointer, marked=pointer.marked ^ {pointer.at})


def _take(menu: Menu, pointer: Pointer) -> Pointer | Reply:
    items = shown(menu, pointer)
    if menu.many:
        return _take_marked(menu, pointer)
    if takes_typed(menu, pointer) or not items:
        found = menu.named(pointer.text)
        return Chosen((found,)) if found and not found.refused else Typed(pointer.text.strip())
    item = items[min(pointer.at, len(items) - 1)]
    return replace(pointer, number="", problem=item.refused) if item.refused else Chosen((item,))


def takes_typed(menu: Menu, pointer: Pointer) -> bool:
    """Whether Enter takes the typed text rather than an item."""
    return menu.search is None and bool(pointer.text.strip()) and numbered(menu, pointer.text) is None


def _take_marked(menu: Menu, pointer: Pointer) -> Pointer | Reply:
    if not pointer.marked:
        return replace(pointer, problem="mark one or more with the space bar, then press Enter")
    return Chosen(tuple(menu.items[index] for index in sorted(pointer.marked)))


def _move(step: int) -> Callable[[Menu, Pointer], Pointer]:
    def move(menu: Menu, pointer: Pointer) -> Pointer:
        count = len(shown(menu, pointer))
        return replace(pointer, at=(pointer.at + step) % count) if count else pointer

    return move


def _leap(step: int) -> Callable[[Menu, Pointer], Pointer]:
    def leap(menu: Menu, pointer: Pointer) -> Pointer:
        last = max(len(shown(menu, pointer)) - 1, 0)
        return replace(pointer, at=min(max(pointer.at + step, 0), last))

    return leap


def _back(menu: Menu, pointer: Pointer) -> Pointer | Reply:
    if pointer.help or pointer.text:
        return replace(pointer, help=False, text="", at=0)
    return Move("back") if menu.back else replace(pointer, problem="this is the first question")


def _finish(menu: Menu, pointer: Pointer) -> Pointer | Reply:
    return Move("finish") if menu.finish else replace(pointer, problem="this question must be answered first")


def _quit(menu: Menu, pointer: Pointer) -> Pointer | Reply:
    return Move("quit")


def _erase(menu: Menu, pointer: Pointer) -> Pointer:
    return _with_text(menu, pointer, pointer.text[:-1])


def _clear(menu: Menu, pointer: Pointer) -> Pointer:
    return replace(pointer, text="", at=0)


_up, _down = _move(-1), _move(1)
_KEYS: Mapping[str, Callable[[Menu, Pointer], Pointer | Reply]] = {
    "up": _up,
    "down": _down,
    "page-up": _leap(-_PAGE),
    "page-down": _leap(_PAGE),
    "home": _leap(-(10**6)),
    "end": _leap(10**6),
    "enter": _take,
    "left": _back,
    "escape": _back,
    "tab": _finish,
    "backspace": _erase,
    "clear": _clear,
    "end-of-file": _quit,
    "interrupt": _quit,
}
