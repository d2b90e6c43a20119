"""Small menus and the packaged questions, for dialogues without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from modelpick.adviser import Adviser
from modelpick.knowledge.locate import open_catalog
from modelpick.knowledge.store import Catalog
from modelpick.wizard.engine import Engine
from modelpick.wizard.menu import Abandoned, Chosen, Exchange, Item, Menu, Move, Reply, Typed

FRUIT = ("apple", "banana", "cherry")


class Scripted:
    """An asker that replies from a list.

    A reply is a label, a set of labels, ``=typed text``, ``<back``, ``<finish``, ``<quit`` or ``<default``;
    ``then`` is the reply after the last.
    """

    def __init__(self, *replies: str | set[str], then: str = "<finish") -> None:
        self.left, self.then = list(replies), then
        self.titles: list[str] = []
        self.problems: list[str] = []
        self.menus: list[Menu] = []

    def ask(self, menu: Menu, asked: Sequence[Exchange], problem: str = "") -> Reply:
        self.titles.append(menu.title)
        self.problems.append(problem)
        self.menus.append(menu)
        return self._reply(menu, self.left.pop(0) if self.left else self.then)

    def _reply(self, menu: Menu, wanted: str | set[str]) -> Reply:
        if isinstance(wanted, set):
            return Chosen(tuple(item for item in menu.items if item.label in wanted))
        if wanted == "<quit":
            raise Abandoned
        if wanted == "<default":
            return Chosen((menu.items[menu.default or 0],))
        if wanted.startswith("<"):
            return Move(wanted[1:])
        if wanted.startswith("="):
            return Typed(wanted[1:])
        return Chosen((next(item for item in menu.items if item.label == wanted),))


@pytest.fixture
def scripted() -> Callable[..., Scripted]:
    """Make an asker that replies from a list, and with ``<finish`` after it."""
    return Scripted


@pytest.fixture
def menu() -> Callable[..., Menu]:
    """Make a menu of three fruits."""

    def make(**fields: object) -> Menu:
        items = tuple(Item(label.title(), label, names=(label,)) for label in FRUIT)
        return Menu(**{"title": "Which fruit?", "items": items, **fields})  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The packaged catalogue."""
    return open_catalog()


@pytest.fixture(scope="session")
def engine(catalog: Catalog) -> Engine:
    """Answers from the packaged catalogue."""
    return Engine(Adviser(catalog))
