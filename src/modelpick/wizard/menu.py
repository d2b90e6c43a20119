"""A question as a person sees it, and what they may reply: the same for keys and for typed lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from modelpick.errors import ModelpickError
from modelpick.knowledge.naming import fold

__all__ = ["Abandoned", "Asker", "Chosen", "Exchange", "InputEnded", "Item", "Menu", "Move", "Reply", "Typed"]

Exchange = tuple[str, str]
"""A question in short, and the answer it was given."""


class Item(Struct, frozen=True):
    """One choice of a menu.

    Attributes:
        label: what is shown.
        value: what it stands for.
        help: one line about it.
        notes: what it would lead to, in words, the longest first.
        names: what may be typed for it, besides its number and label.
        refused: why it cannot be chosen, or empty.
    """

    label: str
    value: Any
    help: str = ""
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    refused: str = ""

    def is_called(self, text: str) -> bool:
        """Whether ``text`` is its label or one of its names, whatever the case and separators."""
        return fold(text) in map(fold, (self.label, *self.names))


class Menu(Struct, frozen=True, kw_only=True):
    """A question with its choices.

    Attributes:
        default: index of the item taken on Enter, or None.
        many: whether several items may be taken together.
        typed: what may be typed instead, in words; None: nothing.
        search: finds items by typed words; None: there is nothing to search.
        complete: works out the notes of the item with that index, while nobody presses a key.
        instead: the option that answers the question without a dialogue.
        back, finish: whether one may go back, and be answered at once.
    """

    title: str
    items: tuple[Item, ...]
    why: str = ""
    default: int | None = None
    many: bool = False
    typed: str | None = None
    search: Callable[[str], tuple[Item, ...]] | None = None
    complete: Callable[[int], Item] | None = None
    instead: str = ""
    back: bool = False
    finish: bool = False

    def completed(self, index: int) -> Menu:
        """The menu with the notes of one more item."""
        if self.complete is None:
            return self
        items = (*self.items[:index], self.complete(index), *self.items[index + 1 :])
        return replace(self, items=items)

    def named(self, text: str) -> Item | None:
        """The item that is called ``text``, by its label or one of its names."""
        return next((item for item in self.items if item.is_called(text)), None)

    @property
    def takes_text(self) -> bool:
        """Whether letters are text rather than commands."""
        return self.typed is not None or self.search is not None


class Chosen(Struct, frozen=True):
    """Items that were chosen, one unless the menu takes many."""

    items: tuple[Item, ...]


class Typed(Struct, frozen=True):
    """Text given instead of a choice."""

    text: str


class Move(Struct, frozen=True):
    """A wish to leave the question: ``back``, ``finish`` (answer with what is known) or ``quit``."""

    to: str


Reply = Chosen | Typed | Move


class Abandoned(Exception):
    """The person left the dialogue."""


class InputEnded(ModelpickError):
    """Nobody is left to answer; the hint names the option that does."""

    def __init__(self, menu: Menu, reason: str = "the input ended") -> None:
        hint = f"ask without a dialogue: modelpick recommend {menu.instead}".rstrip()
        super().__init__(f"{reason} at the question: {menu.title}", hint=hint)


class Asker(Protocol):
    """Shows a menu and waits for the reply: a screen with keys, or lines."""

    def ask(self, menu: Menu, asked: Sequence[Exchange], problem: str = "") -> Reply:
        """The reply to a menu; ``asked`` was answered before, ``problem`` is what was wrong just now.

        Raises:
            Abandoned: the person left.
            InputEnded: a pipe ended, or kept giving what is no answer.
        """
        ...
