"""The dialogue on a screen of its own, by keys."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TextIO

from modelpick.wizard.keyboard import Keyboard
from modelpick.wizard.layout import Line, Size, painted
from modelpick.wizard.menu import Abandoned, Exchange, Menu, Move, Reply
from modelpick.wizard.press import Pointer, opened, press

__all__ = ["Screen", "size_of"]

_OPEN = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
_CLOSE = "\x1b[?25h\x1b[?1049l"
_STYLES: Mapping[str, str] = {"strong": "1", "dim": "2", "picked": "1;36", "wrong": "1;33"}
_COLOURLESS: Mapping[str, str] = {"strong": "1", "dim": "2", "picked": "1", "wrong": "1"}
_USUAL = (80, 24)


class Screen:
    """Asks on the terminal's second screen, so that what stood there before comes back unharmed.

    Args:
        source: descriptor of the terminal that keys come from.
        stream: the same terminal, for writing.
        colour: whether colour may be used.
        ascii: whether nothing but ASCII can be shown.
    """

    def __init__(self, source: int, stream: TextIO, *, colour: bool = True, ascii: bool = False) -> None:  # noqa: A002
        self._stream, self._ascii = stream, ascii
        self._styles = _STYLES if colour else _COLOURLESS
        self._keyboard = Keyboard(source, enter=lambda: self._write(_OPEN), leave=lambda: self._write(_CLOSE))

    def __enter__(self) -> Screen:
        self._keyboard.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._keyboard.__exit__(None, None, None)

    def ask(self, menu: Menu, asked: Sequence[Exchange], problem: str = "") -> Reply:
        """The reply to a menu.

        Raises:
            Abandoned: the person left.
        """
        pointer = opened(menu, problem)
        todo = [index for index, item in enumerate(menu.items) if not item.notes] if menu.complete else []
        while True:
            self._paint(menu, pointer, asked)
            if todo and not self._keyboard.waiting():
                menu = menu.completed(todo.pop(0))
                continue
            key = self._keyboard.key()
            if key == "resize":
                self._write("\x1b[2J")
                continue
            found = press(menu, pointer, key)
            if not isinstance(found, Pointer):
                return self._replied(found)
            pointer = found

    def _replied(self, reply: Reply) -> Reply:
        if reply == Move("quit"):
            raise Abandoned
        height = size_of(self._stream, ascii=self._ascii).height
        self._write(f"\x1b[{height};1H\x1b[Kworking out the answer ...")
        return reply

    def _paint(self, menu: Menu, pointer: Pointer, asked: Sequence[Exchange]) -> None:
        lines = painted(menu, pointer, asked, size_of(self._stream, ascii=self._ascii))
        self._write("\x1b[H" + "\r\n".join(self._styled(line) + "\x1b[K" for line in lines) + "\x1b[J")

    def _styled(self, line: Line) -> str:
        style = self._styles.get(line.style)
        return f"\x1b[{style}m{line.text}\x1b[0m" if style and line.text else line.text

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def size_of(stream: TextIO, *, ascii: bool = False) -> Size:  # noqa: A002
    """What fits on the terminal behind a stream; the usual size where it does not say."""
    try:
        width, height = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        width, height = _USUAL
    return Size(width or _USUAL[0], height or _USUAL[1], ascii)
