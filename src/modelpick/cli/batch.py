"""``modelpick recommend --batch``: a stream of queries in, a stream of answers out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any, NoReturn, TextIO

import typer

__all__ = ["refuse_beside", "run_batch"]

_EVERY = 100
_ENCODING = "utf-8-sig"
"""UTF-8, with or without the mark that some editors put in front."""


def refuse_beside(options: Mapping[str, Any]) -> None:
    """Refuse options that say how one answer is shown: a batch prints each as JSON on a line.

    Raises:
        UsageError: one of them is given.
    """
    from modelpick.errors import UsageError

    given = next((name for name, value in options.items() if value), None)
    if given is not None:
        raise UsageError(f"--{given} does not go with --batch: each answer is JSON, on one line")


def run_batch(source: str, given: Mapping[str, Any], catalog: str | None, jobs: int) -> NoReturn:
    """Answer every line of ``source`` (``-``: standard input), then leave.

    Exits with 4 when a line could not be asked, else with 3 when one had no answer, else with 0.

    Raises:
        UsageError: an option that all lines start from cannot be.
        DataError: the file, the catalogue or a default of the user's cannot be read.
    """
    from modelpick.batch import answers
    from modelpick.cli.settings import with_defaults

    settings = with_defaults({**given, "catalog": catalog})
    overlay = settings.pop("catalog")
    defaults = {name: value for name, value in settings.items() if value is not None}
    _refuse_wrong(defaults, given, overlay)
    with _lines(source) as lines:
        kinds = _print(answer for answer in answers(lines, defaults, overlay, jobs))
    raise typer.Exit(4 if "error" in kinds else 3 if "no" in kinds else 0)
