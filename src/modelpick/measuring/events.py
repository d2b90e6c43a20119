"""Server-sent events, taken from bytes as they come (WHATWG HTML, section 9.2)."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Events", "TooLong"]

_MOST = 1_000_000
"""Bytes of one event; an event of a language server has a few hundred."""


class TooLong(ValueError):
    """An event larger than any that could be meant."""


class Events:
    """Puts the data of events together from pieces that may be cut anywhere."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._size = 0
        self._after_return = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The data of every event that ``piece`` completes.

        Raises:
            TooLong: an event has no end.
        """
        for line in self._lines(piece):
            if line:
                self._take(line)
            elif self._data:
                data, self._data, self._size = self._data, [], 0
                yield b"\n".join(data)

    def _lines(self, piece: bytes) -> Iterator[bytes]:
        """Complete lines, ended by a line feed, a carriage return or both."""
        if self._after_return and piece.startswith(b"\n"):
            piece = piece[1:]
        if piece:
            self._after_return = piece.endswith(b"\r")
        *lines, self._rest = (self._rest + piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        if len(self._rest) > _MOST:
            raise TooLong
        yield from lines

    def _take(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name != b"data":
            return  # a comment that keeps the line open, or a field without meaning here
        self._data.append(value.removeprefix(b" "))
        self._size += len(value)
        if self._size > _MOST:
            raise TooLong
