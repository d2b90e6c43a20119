"""``modelpick recommend --batch``: a stream of queries in, a stream of answers out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import typer

if TYPE_CHECKING:
    from modelpick.batch import Answered

__all__ = ["refuse_beside", "run_batch"]

_EVERY = 100
_MARKED_OR_NOT = "utf-8-sig"
"""UTF-8; some editors put a mark in front."""


def refuse_beside(options: Mapping[str, Any]) -> None:
    """Refuse options of how one answer is shown: a batch prints each as JSON on its line.

    Raises:
        UsageError: one of them is given.
    """
    from modelpick.errors import UsageError

    given = next((name for name, value in options.items() if value), None)
    if given is not None:
        raise UsageError(f"--{given} does not go with --batch", hint="each answer is JSON, on one line")


def run_batch(source: str, given: Mapping[str, Any], catalog: str | None, jobs: int) -> NoReturn:
    """Answer every line of ``source`` (``-``: standard input), then leave.

    Exits with 4 when a line could not be asked, else with 3 when one had no answer, else with 0.

    Raises:
        UsageError: an option that every line starts from can never be.
        DataError: the file, the catalogue or a default that the user keeps is wrong.
    """
    from modelpick.batch import answers
    from modelpick.cli.output import silence_closed_pipe
    from modelpick.cli.settings import blamed, with_defaults
    from modelpick.errors import UsageError

    settings = with_defaults({**given, "catalog": catalog})
    overlay = settings.pop("catalog")
    with _opened(source) as stream:
        try:
            answered = answers(_lines(stream), settings, overlay, jobs)
        except UsageError as error:
            raise blamed(error, given) from None
        kinds: set[str] = set()
        try:
            _print(answered, kinds)
        except BrokenPipeError:  # who reads has read enough
            silence_closed_pipe()
    raise typer.Exit(4 if "error" in kinds else 3 if "no" in kinds else 0)


@contextmanager
def _opened(source: str) -> Iterator[TextIO]:
    from modelpick.errors import DataError, Problem

    if source == "-":
        yield _as_utf8(sys.stdin)
        return
    try:
        stream = open(source, encoding=_MARKED_OR_NOT, errors="replace")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "cannot be read"
        raise DataError([Problem(source, None, "", why)]) from None
    with stream:
        yield stream


def _as_utf8(stream: TextIO | None) -> TextIO:
    """Standard input as what JSON is written in, whatever the terminal's encoding."""
    from modelpick.errors import UsageError

    if stream is None:
        raise UsageError("--batch -: standard input is closed")
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding=_MARKED_OR_NOT, errors="replace")
    return stream


def _lines(stream: TextIO) -> Iterator[str]:
    """The lines of a stream; of one that is too long for a query only so much as shows it."""
    from modelpick.batch import MAX_LINE

    while line := stream.readline(MAX_LINE + 2):
        rest = line
        while rest and not rest.endswith("\n"):
            rest = stream.readline(MAX_LINE)
        yield line


def _print(answered: Iterable[Answered], kinds: set[str]) -> None:
    """Print each answer as soon as it is there, and note its kind."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    number = 0
    for number, answer in enumerate(answered, 1):
        sys.stdout.write(f"{answer.text}\n")
        sys.stdout.flush()
        kinds.add(answer.kind)
        if number % _EVERY == 0:
            _tell(f"\r{number:,} answered")
    if number >= _EVERY:
        _tell(f"\r{number:,} answered\n")


def _tell(text: str) -> None:
    """Progress for the person who waits at a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(text)
        sys.stderr.flush()
