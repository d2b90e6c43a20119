"""``modelpick wizard``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from modelpick.cli.common import CatalogOption, open_adviser

if TYPE_CHECKING:
    from modelpick.advice import Advice
    from modelpick.wizard.conversation import Conversation
    from modelpick.wizard.layout import Size
    from modelpick.wizard.menu import Asker

__all__ = ["register", "run_wizard"]

_LONGEST_LINE = 10_000
_INTERRUPTED, _NOTHING = 130, 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("wizard")(wizard)


def wizard(catalog: CatalogOption = None) -> None:
    """Ask what matters, answer, and print the same question as one line."""
    run_wizard(catalog)


def run_wizard(catalog: str | None) -> None:
    """Ask, answer, and print the same question as one line.

    Raises:
        UsageError: a pipe ended before every question was answered.
    """
    try:
        conversation, advice = _converse(catalog)
    except KeyboardInterrupt:
        if not _takes_keys():
            _write("", False)
        raise typer.Exit(_INTERRUPTED) from None
    _print(conversation, advice, catalog)
    if not advice.feasible:
        raise typer.Exit(_NOTHING)


def _converse(catalog: str | None) -> tuple[Conversation, Advice]:
    """Hold the dialogue; what was asked stays on the terminal when its screen goes."""
    from modelpick.cli.settings import with_defaults
    from modelpick.wizard.conversation import Conversation
    from modelpick.wizard.engine import Engine
    from modelpick.wizard.menu import Abandoned

    defaults = with_defaults({"catalog": None})
    kept = {name: value for name, value in defaults.items() if value and name != "catalog"}
    engine = Engine(open_adviser(catalog))
    try:
        with _asker() as asker:
            conversation = Conversation(engine, asker, kept)
            return conversation, conversation.hold()
    except Abandoned:
        raise KeyboardInterrupt from None


@contextmanager
def _asker() -> Iterator[Asker]:
    """Keys on a real terminal; numbered lines on a plain one and on a pipe."""
    from modelpick.wizard.prompts import Prompts

    if not _takes_keys():
        yield Prompts(_read_line, _write, _size, piped=sys.stdin is None or not sys.stdin.isatty())
        return
    from modelpick.wizard.screen import Screen

    colour = not os.environ.get("NO_COLOR")
    with Screen(sys.stdin.fileno(), sys.stderr, colour=colour, ascii=_ascii_only()) as screen:
        yield screen


def _takes_keys() -> bool:
    from modelpick.wizard.keyboard import has_keys

    if os.environ.get("TERM", "dumb") == "dumb" or not has_keys():
        return False
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def _ascii_only() -> bool:
    encoding = (sys.stderr.encoding or "ascii").lower().replace("-", "")
    return os.environ.get("TERM", "dumb") == "dumb" or not encoding.startswith("utf")


def _read_line() -> str | None:
    """A line of standard input whatever its encoding; None at its end."""
    line = sys.stdin.buffer.readline(_LONGEST_LINE) if sys.stdin is not None else b""
    return line.decode("utf-8", "replace") if line else None


def _write(text: str, stay: bool) -> None:
    sys.stderr.write(text if stay else f"{text}\n")
    sys.stderr.flush()


def _size() -> Size:
    from modelpick.wizard.screen import size_of

    return size_of(sys.stderr, ascii=_ascii_only())


def _print(conversation: Conversation, advice: Advice, catalog: str | None) -> None:
    """The answer and the line that asks for it on standard output; what was asked beside it."""
    from modelpick.cli.output import emit, say
    from modelpick.render.document import inert
    from modelpick.render.recommendation import recommendation

    if _takes_keys():
        for short, words in conversation.asked:
            say(f"{short}: {words}")
    if conversation.settled:
        say(f"Not asked, since nothing here depends on it: {', '.join(conversation.settled)}")
    emit(recommendation(advice), "table")
    typer.echo(f"\nThe same question as one line:\n{inert(_line(advice, catalog))}")


def _line(advice: Advice, catalog: str | None) -> str:
    import shlex

    from modelpick.pipeline.command import command_line

    return command_line(advice.query) + (f" --catalog {shlex.quote(catalog)}" if catalog else "")
