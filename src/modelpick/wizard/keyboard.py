"""Keys of a real terminal, one at a time, with the terminal as it was whenever the program stops or ends."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

__all__ = ["Keyboard", "decode", "has_keys"]

_ESCAPE_S = 0.05
"""How long the rest of an escape sequence may take; after that it was the Escape key."""
_CONTROLS = {
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x15": "clear",
    "\x03": "interrupt",
    "\x04": "end-of-file",
    "\x0e": "down",
    "\x10": "up",
    "\x1b": "escape",
}
_FINALS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
_TILDES = {"1": "home", "7": "home", "4": "end", "8": "end", "5": "page-up", "6": "page-down"}


def has_keys() -> bool:
    """Whether this system gives single keys (POSIX terminals do)."""
    try:
        import termios  # noqa: F401
    except ImportError:
        return False
    return True


def decode(data: bytes, *, final: bool = False) -> tuple[list[str], bytes]:
    """Names of the keys in ``data``, and the bytes of a sequence that is not finished.

    Args:
        final: nothing more comes, so that a lone escape is the Escape key. Keys without a name are left out.
    """
    keys: list[str] = []
    while data:
        key, length = _sequence(data, final) if data[:1] == b"\x1b" else _character(data, final)
        if not length:
            break
        keys += [key] if key else []
        data = data[length:]
    return keys, data


def _sequence(data: bytes, final: bool) -> tuple[str, int]:
    """The key of an escape sequence and its length; length 0: not finished."""
    if len(data) == 1 or data[1:2] == b"\x1b":
        return "escape", 1 if final or len(data) > 1 else 0
    if data[1:2] not in (b"[", b"O"):
        return "", 2  # Alt with a letter: nothing here uses it
    end = next((i for i in range(2, len(data)) if 0x40 <= data[i] <= 0x7E), None)
    if end is None:
        return "", len(data) if final else 0
    last = chr(data[end])
    if last == "~":
        return _TILDES.get(data[2:end].decode("ascii", "replace"), ""), end + 1
    return _FINALS.get(last, ""), end + 1


def _character(data: bytes, final: bool) -> tuple[str, int]:
    """The character at the start of UTF-8 bytes, or the name of a control; length 0: not finished."""
    length = 1 if data[0] < 0xC0 else 2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4
    if len(data) < length and not final:
        return "", 0
    try:
        text = data[:length].decode("utf-8")
    except UnicodeDecodeError:
        return "", 1
    return _CONTROLS.get(text, text if text.isprintable() else ""), length


class Keyboard:
    """A terminal that gives single keys while this context is open.

    The terminal is put back on leaving in any way, on Ctrl-Z, and on a signal to end; Ctrl-C interrupts.

    Args:
        fd: the terminal to read.
        enter, leave: called whenever the dialogue takes over the terminal, and gives it back.
    """

    def __init__(self, fd: int, *, enter: Callable[[], None], leave: Callable[[], None]) -> None:
        self._fd, self._enter, self._leave = fd, enter, leave
        self._keys: list[str] = []
        self._rest = b""
        self._handlers: dict[int, Any] = {}
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)

    def __enter__(self) -> Keyboard:
        import termios

        self._before = termios.tcgetattr(self._fd)
        handlers = {"SIGWINCH": self._wake, "SIGCONT": self._resume, "SIGTSTP": self._suspend}
        handlers |= {"SIGTERM": _end, "SIGHUP": _end}
        for name, handler in handlers.items():
            number = getattr(signal, name)
            self._handlers[number] = signal.signal(number, handler)
        self._take()
        return self

    def __exit__(self, *error: object) -> None:
        self._give()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        os.close(self._woken)
        os.close(self._waker)

    def key(self) -> str:
        """Wait for a key; ``resize`` when the screen must be drawn anew.

        Raises:
            KeyboardInterrupt: Ctrl-C.
        """
        while not self._keys:
            ready, _, _ = select.select([self._fd, self._woken], [], [], _ESCAPE_S if self._rest else None)
            if self._woken in ready:
                os.read(self._woken, 4096)
                return "resize"
            self._read(bool(ready))
        return self._keys.pop(0)

    def waiting(self) -> bool:
        """Whether `key` would return at once."""
        return bool(self._keys) or bool(select.select([self._fd, self._woken], [], [], 0)[0])

    def _read(self, ready: bool) -> None:
        more = os.read(self._fd, 4096) if ready else b""
        if ready and not more:
            self._keys.append("end-of-file")
            return
        self._keys, self._rest = decode(self._rest + more, final=not ready)

    def _take(self) -> None:
        import termios
        import tty

        tty.setcbreak(self._fd, termios.TCSADRAIN)
        self._enter()

    def _give(self) -> None:
        import termios

        self._leave()
        termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def _wake(self, number: int, frame: FrameType | None) -> None:
        with suppress(BlockingIOError):  # a full pipe means that it is awake already
            os.write(self._waker, b"\0")

    def _suspend(self, number: int, frame: FrameType | None) -> None:
        self._give()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._suspend)
        self._resume(number, frame)  # where no shell could continue it, the stop was ignored

    def _resume(self, number: int, frame: FrameType | None) -> None:
        self._take()
        self._wake(number, frame)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
