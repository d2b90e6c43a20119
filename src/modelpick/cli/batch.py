"""``modelpick recommend --batch``: a stream of queries in, a stream of answers out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn, TextIO

import typer

__all__ = ["run_batch"]

_EVERY = 100


def run_batch(source: str, given: Mapping[str, Any], catalog: str | None, jobs: int) -> NoReturn:
    """Answer every line of ``source`` (``-``: standard input), then leave.

    Exits with 4 when a line could not be asked, else with 3 when one had no answer, else with 0.

    Raises:
        DataError: the file cannot be read.
    """
    from modelpick.batch import answers
    from modelpick.cli.settings import with_defaults

    settings = with_defaults({**given, "catalog": catalog})
    overlay = settings.pop("catalog")
    defaults = {name: value for name, value in settings.items() if value not in (None, [], False)}
    kinds: set[str] = set()
    with _lines(source) as lines:
        for number, answered in enumerate(answers(lines, defaults, overlay, jobs), 1):
            sys.stdout.write(answered.text + "\n")
            kinds.add(answered.kind)
            _tell(number)
    sys.stdout.flush()
    raise typer.Exit(4 if "error" in kinds else 3 if "no" in kinds else 0)


@contextmanager
def _lines(source: str) -> Iterator[TextIO]:
    from modelpick.errors import DataError, Problem

    if source == "-":
        yield sys.stdin
        return
    try:
        stream = open(source, encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
    except OSError as error:
        raise DataError([Problem(source, None, "", error.strerror or "cannot be read")]) from None
    with stream:
        yield stream


def _tell(number: int) -> None:
    """Progress for the person who waits at a terminal."""
    if number % _EVERY == 0 and sys.stderr.isatty():
        sys.stderr.write(f"\r{number} answered")
        sys.stderr.flush()
