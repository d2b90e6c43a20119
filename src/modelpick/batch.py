"""Many questions, one a line, each answered on a line of its own, in order and in constant memory.

A line is a JSON object of options of ``recommend`` by their long names (``{"task": "ner", "vram": "0GB"}``). What
cannot be asked gets an object with ``error`` on its line, and the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from zlib import compress, decompress

import msgspec
from msgspec import Struct

from modelpick.errors import ModelpickError
from modelpick.lazily import Kept

if TYPE_CHECKING:
    from modelpick.adviser import Adviser

__all__ = ["Answered", "answer_line", "answers"]

MAX_LINE = 100_000
_CHUNK = 16
_REMEMBERED = 10_000
"""Answers kept, packed to some 3 kB each."""


class Answered(Struct, frozen=True):
    """One line of output: its text, and whether it is an answer (``yes``, ``no`` for an infeasible one) or an error."""

    text: str
    kind: str


def answers(
    lines: Iterable[str], defaults: Mapping[str, Any], catalog: str | None, jobs: int = 1
) -> Iterator[Answered]:
    """The answer to every line, in order.

    Args:
        lines: JSON texts; blank ones are skipped.
        defaults: options that every line starts from.
        catalog: a user's overlay, as for ``--catalog``.
        jobs: processes to spread the lines over; each opens the catalogue once.
    """
    asked = (line for line in lines if line.strip())
    if jobs == 1:
        yield from map(_worker(catalog, defaults), asked)
        return
    from multiprocessing import get_context

    with get_context("spawn").Pool(jobs, _start, (catalog, dict(defaults))) as pool:
        yield from pool.imap(_in_worker, asked, chunksize=_CHUNK)


def answer_line(adviser: Adviser, defaults: Mapping[str, Any], line: str) -> Answered:
    """The answer to one line; never raises for what the line says."""
    from modelpick.render.recommendation import recommendation_data

    try:
        query = adviser.query(**{**defaults, **_options(line)})
        advice = adviser.advise(query)
    except ModelpickError as error:
        return Answered(_json({"error": {"message": str(error), "hint": error.hint}}), "error")
    return Answered(_json(recommendation_data(advice)), "yes" if advice.feasible else "no")


def _options(line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise ModelpickError(f"the line is longer than {MAX_LINE} characters")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ModelpickError(f"not JSON: {error}", hint='write {"task": "ner", "vram": "0GB"}') from None
    if not isinstance(found, dict):
        raise ModelpickError(
            "a query is a JSON object of options", hint='write {"task": "ner", "vram": "0GB"}'
        )
    return {str(name): value for name, value in found.items()}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _worker(catalog: str | None, defaults: Mapping[str, Any]) -> Callable[[str], Answered]:
    """What answers a line; one that came before, among the last so many, has its answer at hand."""
    from modelpick import load

    adviser, known = load(catalog), Kept[str, tuple[bytes, str]](_REMEMBERED)

    def answer(line: str) -> Answered:
        packed, kind = known.of(line.strip(), lambda: _packed(answer_line(adviser, defaults, line)))
        return Answered(decompress(packed).decode(), kind)

    return answer


def _packed(answered: Answered) -> tuple[bytes, str]:
    """Some 20 kB of JSON repeat themselves: they take a sixth of that."""
    return compress(answered.text.encode(), 1), answered.kind


def _start(catalog: str | None, defaults: dict[str, Any]) -> None:
    """Open the catalogue once in each process of the pool."""
    _in_worker.answer = _worker(catalog, defaults)  # type: ignore[attr-defined]


def _in_worker(line: str) -> Answered:
    answer: Callable[[str], Answered] = _in_worker.answer  # type: ignore[attr-defined]
    return answer(line)
