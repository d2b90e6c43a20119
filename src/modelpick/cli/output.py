"""The only writer to standard output, and the terminal's side of errors."""

from __future__ import annotations

import os
import sys
from typing import Literal

from modelpick.render.document import Document, inert

__all__ = ["Format", "emit", "say", "say_error", "silence_closed_pipe"]

Format = Literal["table", "json", "csv", "markdown"]
_PIPED_WIDTH = 120
_NARROWEST = 40


def emit(document: Document, form: Format) -> None:
    """Print a document in one format; who closed the pipe has read enough."""
    if sys.stdout is None:
        return
    try:
        _write(_text(document, form))
    except BrokenPipeError:
        silence_closed_pipe()


def _text(document: Document, form: Format) -> str:
    from modelpick.render import plain

    if form == "table":
        return _table(document)
    if form == "json":
        return plain.to_json(document, ascii=not _is_utf())
    return {"csv": plain.to_csv, "markdown": plain.to_markdown}[form](document)


def _write(text: str) -> None:
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def _table(document: Document) -> str:
    from rich.console import Console

    from modelpick.render.text import Look, renderables

    # With a height given, Rich does not take a dumb terminal to be 80 columns wide.
    console = Console(file=sys.stdout, width=_width(), height=25, highlight=False, emoji=False, markup=False)
    look = Look(console.width, ascii=_ascii_only())
    with console.capture() as capture:
        for renderable in renderables(document, look):
            console.print(renderable)
    return "".join(f"{line.rstrip(' ')}\n" for line in capture.get().split("\n")[:-1])


def _width() -> int:
    """The terminal's width, whatever its kind; a pipe has none, so lines are long enough for whole words."""
    from shutil import get_terminal_size

    return max(_NARROWEST, get_terminal_size((_PIPED_WIDTH, 25)).columns)


def _ascii_only() -> bool:
    return os.environ.get("TERM") == "dumb" or not _is_utf()


def _is_utf() -> bool:
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding.startswith("utf")


def say(text: str) -> None:
    """Print a message for the person: never mixed with the answer."""
    if sys.stderr is not None:
        sys.stderr.write(f"{inert_lines(text)}\n")


def say_error(message: str, hint: str | None = None) -> None:
    """Print what is wrong and what would be right."""
    say(f"error: {message}")
    if hint:
        say(f"hint: {hint}")


def inert_lines(text: str) -> str:
    """`inert` line by line."""
    return "\n".join(inert(line) for line in text.split("\n"))


def silence_closed_pipe() -> None:
    """After a reader went away, let the interpreter's last flush go nowhere instead of complaining."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
