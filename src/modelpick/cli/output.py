"""The only writer to standard output, and the terminal's side of errors."""

from __future__ import annotations

import os
import sys
from typing import Literal

from modelpick.render.document import Document, inert

__all__ = ["Format", "emit", "say", "say_error", "silence_closed_pipe"]

Format = Literal["table", "json", "csv", "markdown"]
_PIPED_WIDTH = 120


def emit(document: Document, form: Format) -> None:
    """Print a document in one format."""
    if form == "table":
        _emit_table(document)
        return
    from modelpick.render import plain

    writer = {"json": plain.to_json, "csv": plain.to_csv, "markdown": plain.to_markdown}[form]
    _write(writer(document))


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def _emit_table(document: Document) -> None:
    from rich.console import Console

    from modelpick.render.text import Look, renderables

    console = Console(file=sys.stdout, width=_width(), highlight=False, emoji=False, markup=False)
    look = Look(console.width, ascii=_ascii_only())
    for renderable in renderables(document, look):
        console.print(renderable)


def _width() -> int | None:
    """None lets Rich ask the terminal; a pipe has no width, so lines are long enough to keep words whole."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return None
    return _PIPED_WIDTH


def _ascii_only() -> bool:
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return os.environ.get("TERM") == "dumb" or not encoding.startswith("utf")


def say(text: str) -> None:
    """Print a message for the person: never mixed with the answer."""
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
