"""The dialogue by lines: numbered choices, for terminals without keys, and for pipes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from modelpick.render.document import inert
from modelpick.wizard.layout import Size, explained, fold_words
from modelpick.wizard.lines import Unclear, read_line
from modelpick.wizard.menu import Abandoned, Exchange, InputEnded, Item, Menu, Move, Reply

__all__ = ["Prompts"]

_TRIES = 10
_RESULTS = 15


class Prompts:
    """Asks by lines.

    Args:
        read: gives the next line, None when there is none.
        write: shows a line of text; its flag says whether the cursor stays behind it.
        size: gives what fits.
        piped: whether a program answers rather than a person: what it answers is shown, and after a few
            lines that are no answer it is told which option to use instead.
    """

    def __init__(
        self,
        read: Callable[[], str | None],
        write: Callable[[str, bool], None],
        size: Callable[[], Size],
        *,
        piped: bool,
    ) -> None:
        self._read, self._write, self._size, self._piped = read, write, size, piped
        self._wrong = 0

    def ask(self, menu: Menu, asked: Sequence[Exchange], problem: str = "") -> Reply:
        """The reply to a menu.

        Raises:
            Abandoned: the person left.
            InputEnded: a pipe ended, or gave too many lines that are no answer.
        """
        self._wrong = self._wrong + 1 if problem else 0
        for index in range(len(menu.items)):
            menu = menu.completed(index)
        self._show(menu, problem)
        while True:
            found = read_line(menu, self._line(menu))
            if isinstance(found, Unclear):
                reply = self._clear_up(menu, found, asked)
                if reply is not None:
                    return reply
                continue
            if found == Move("quit"):
                raise Abandoned
            return found

    def _clear_up(self, menu: Menu, unclear: Unclear, asked: Sequence[Exchange]) -> Reply | None:
        """Say what was unclear, or ask which of several was meant; None: the question stands."""
        if unclear.help:
            self._explain(menu)
            return None
        if not unclear.items:
            self._wrong += 1
            self._say(unclear.say)
            return None
        items = unclear.items[:_RESULTS]
        meant = Menu(title=unclear.say, items=items, instead=menu.instead, back=True)
        reply = self.ask(meant, asked)
        if reply != Move("back"):
            return reply
        self._show(menu, "")
        return None

    def _line(self, menu: Menu) -> str:
        if self._piped and self._wrong >= _TRIES:
            raise InputEnded(menu, f"{_TRIES} lines that are no answer")
        *above, last = fold_words(_prompt(menu), self._size())
        for part in above:
            self._write(part, False)
        self._write(f"{last} ", True)
        line = self._read()
        if line is None:
            self._write("", False)
            raise InputEnded(menu) if self._piped else Abandoned
        if self._piped:
            self._write(inert(line.strip()), False)
        return line

    def _show(self, menu: Menu, problem: str) -> None:
        if problem:
            self._say(problem)
        self._write("", False)
        self._say(menu.title)
        self._say(menu.why)
        for number, item in enumerate(menu.items, 1):
            self._say(f"{number:>3}) {_described(item)}", indent=5)

    def _explain(self, menu: Menu) -> None:
        for line in explained(menu, self._size()):
            self._write(line.text, False)
        self._say("Type a number or a value. b goes back, a answers with what is known, q leaves.")

    def _say(self, text: str, *, indent: int = 0) -> None:
        for line in fold_words(text, self._size(), indent=indent) if text else ():
            self._write(line, False)


def _described(item: Item) -> str:
    note = f" ({item.notes[-1]})" if item.notes else ""
    return f"{item.label}{note}"


def _prompt(menu: Menu) -> str:
    default = f" [{menu.default + 1}]" if menu.default is not None else ""
    numbers = "Numbers" if menu.many else "Number"
    other = f", or {menu.typed}" if menu.typed else ""
    return f"{numbers} 1-{len(menu.items)}{other}{default}:"
