"""Many questions, one a line, each answered on a line of its own, in order and in constant memory.

A line is a JSON object of options of ``recommend`` by their long names (``{"task": "ner", "vram": "0GB"}``), and its
answer is the document that ``recommend --json`` prints for them. What cannot be asked gets an object with ``error`` on
its line, and the rest goes on.
"""

from __future__ import annotations

import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, Any
from zlib import compress, decompress

import msgspec
from msgspec import Struct

from modelpick.errors import ModelpickError, UnknownId, UsageError
from modelpick.lazily import Kept

if TYPE_CHECKING:
    from concurrent.futures import Future

    from modelpick.adviser import Adviser

__all__ = ["MAX_LINE", "Answered", "answer_line", "answers"]

MAX_LINE = 100_000
"""Characters; no query is so long."""
_CHUNK = 16
"""Lines read at a time for each process."""
_AHEAD = 4
"""Such readings that are under way, so that no process is idle and little is held."""
_Packed = tuple[bytes, str]
"""An answer's text, compressed, and its kind."""
_EXAMPLE = 'write {"task": "ner", "vram": "0GB"}'
_REMEMBERED = 10_000
"""Answers kept, packed to some 3 kB each."""


class Answered(Struct, frozen=True):
    """One line of output: its text, and whether it is an answer (``yes``, ``no`` for an infeasible one) or an error."""

    text: str
    kind: str


def answers(
    lines: Iterable[str], defaults: Mapping[str, Any], catalog: str | None, jobs: int = 1
) -> Iterator[Answered]:
    """The answer to every line, in order, as they are read.

    Args:
        lines: JSON texts; blank ones are skipped.
        defaults: options that every line starts from.
        catalog: a user's overlay, as for ``--catalog``.
        jobs: processes to spread the lines over, a few at a time; each opens the catalogue once.

    Raises:
        UsageError: a default can never be.
        DataError: the catalogue is wrong.
    """
    from modelpick import load

    adviser = load(catalog)
    _refuse_wrong(adviser, defaults)
    asked = (line for line in lines if line.strip())
    if jobs == 1:
        return map(_worker(adviser, defaults), asked)
    adviser.catalog.close()
    return _spread(asked, jobs, (catalog, dict(defaults)))


def _refuse_wrong(adviser: Adviser, defaults: Mapping[str, Any]) -> None:
    """Refuse what would make an error of every line; what a line may complete or mend is left to it."""
    from modelpick.explain.ambiguity import settled
    from modelpick.intake import build_query

    settings, _ = settled(adviser, defaults)
    some = settings.get("task") or adviser.catalog.ids("tasks")[0]
    try:
        adviser.context(build_query({**settings, "task": some}, adviser.catalog))
    except UnknownId:
        raise
    except UsageError as error:
        if error.option not in (None, "hardware"):
            raise


def _spread(asked: Iterator[str], jobs: int, start: tuple[str | None, dict[str, Any]]) -> Iterator[Answered]:
    """Lines to processes, and their answers back in order; little is read ahead of what was answered."""
    known = Kept[bytes, _Packed](_REMEMBERED)
    crew = _Crew(jobs, start)
    waiting: deque[_Chunk] = deque()
    try:
        for lines in iter(lambda: list(islice(asked, _CHUNK * jobs)), []):
            keys = [_key(line) for line in lines]
            new = [line for line, key in zip(lines, keys, strict=True) if known.get(key) is None]
            waiting.append(_Chunk(keys, [known.get(key) for key in keys], crew.send(new)))
            if len(waiting) > _AHEAD:
                yield from _received(waiting.popleft(), known)
        while waiting:
            yield from _received(waiting.popleft(), known)
    finally:
        crew.dismiss()


class _Chunk(Struct, frozen=True):
    """Lines read together: what is known of each already, and a way to the rest, in order."""

    keys: list[bytes]
    known: list[_Packed | None]
    rest: Callable[[], Iterator[_Packed]]


def _received(chunk: _Chunk, known: Kept[bytes, _Packed]) -> Iterator[Answered]:
    rest = chunk.rest()
    for key, found in zip(chunk.keys, chunk.known, strict=True):
        packed = next(rest) if found is None else found
        known.of(key, lambda packed=packed: packed)  # type: ignore[misc]
        yield _unpacked(packed)


class _Crew:
    """Processes that answer lines. Each gets the tasks and targets that it had before, of which it has kept what it
    worked out, unless others have much less to do."""

    def __init__(self, jobs: int, start: tuple[str | None, dict[str, Any]]) -> None:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        spawn = get_context("spawn")
        self._pools = [ProcessPoolExecutor(1, spawn, _start, start) for _ in range(jobs)]
        self._open = [0] * jobs

    def send(self, lines: Sequence[str]) -> Callable[[], Iterator[_Packed]]:
        """Have lines answered; what is returned waits for the answers, in order."""
        shares: list[list[str]] = [[] for _ in self._pools]
        places = []
        for line in lines:
            one = self._chosen(line)
            places.append((one, len(shares[one])))
            shares[one].append(line)
            self._open[one] += 1
        with _apart():
            sent = [
                pool.submit(_in_worker, share) if share else None
                for pool, share in zip(self._pools, shares, strict=True)
            ]
        return lambda: self._receive(sent, places)

    def _receive(
        self, sent: Sequence[Future[list[_Packed]] | None], places: Sequence[tuple[int, int]]
    ) -> Iterator[_Packed]:
        answers = [future.result() if future else [] for future in sent]
        for one, found in enumerate(answers):
            self._open[one] -= len(found)
        return (answers[one][place] for one, place in places)

    def _chosen(self, line: str) -> int:
        usual = hash(_matter(line)) % len(self._open)
        free = min(range(len(self._open)), key=self._open.__getitem__)
        return usual if self._open[usual] <= self._open[free] + _CHUNK else free

    def dismiss(self) -> None:
        """End the processes; what they had not begun is dropped."""
        for pool in self._pools:
            pool.shutdown(wait=False, cancel_futures=True)
        for pool in self._pools:
            pool.shutdown()


def _matter(line: str) -> str:
    """What takes the longest to work out and other lines may share: the task and the target."""
    try:
        options = _options(line)
    except ModelpickError:
        return ""
    return repr([options.get(name) for name in _MATTER])


_MATTER = ("task", "input", "output", "on-device", "hardware", "vram", "ram", "memory")


@contextmanager
def _apart() -> Iterator[None]:
    """Start processes that do not run the caller's script again, of which they need nothing, nor take its Ctrl-C."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    mask = getattr(signal, "pthread_sigmask", None)  # not on Windows
    held = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if mask:
            mask(signal.SIG_SETMASK, held)


def answer_line(adviser: Adviser, defaults: Mapping[str, Any], line: str) -> Answered:
    """The answer to one line; never raises for what the line says."""
    from modelpick.explain.answering import answer
    from modelpick.render.recommendation_data import recommendation_data

    try:
        options = _options(line)
        if defaults.get("policy") and "policy" in options:
            raise UsageError("the policy of the batch holds for every line of it")
        advice = answer(adviser, {**defaults, **options})
    except ModelpickError as error:
        return Answered(_json({"error": {"message": str(error), "hint": error.hint}}), "error")
    return Answered(_json(recommendation_data(advice)), "yes" if advice.feasible else "no")


def _options(line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise ModelpickError(f"the line is longer than {MAX_LINE} characters")
    try:
        found = msgspec.json.decode(line)
    except (ValueError, RecursionError) as error:
        raise ModelpickError(f"not JSON: {error}", hint=_EXAMPLE) from None
    if not isinstance(found, dict):
        raise ModelpickError("a query is a JSON object of options", hint=_EXAMPLE)
    return {name.replace("_", "-"): value for name, value in found.items()}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _worker(adviser: Adviser, defaults: Mapping[str, Any]) -> Callable[[str], Answered]:
    """What answers a line; one that came before, among the last so many, has its answer at hand."""
    known = Kept[bytes, _Packed](_REMEMBERED)
    return lambda line: _unpacked(known.of(_key(line), lambda: _packed(answer_line(adviser, defaults, line))))


def _key(line: str) -> bytes:
    return sha256(line.strip().encode("utf-8", "surrogatepass")).digest()


def _packed(answered: Answered) -> _Packed:
    """Some 20 kB of JSON repeat themselves: they take a sixth of that."""
    return compress(answered.text.encode(), 1), answered.kind


def _unpacked(packed: _Packed) -> Answered:
    return Answered(decompress(packed[0]).decode(), packed[1])


def _start(catalog: str | None, defaults: dict[str, Any]) -> None:
    """Open the catalogue once in each process; it ends with the one that started it."""
    from threading import Thread

    from modelpick import load

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be held back before
    Thread(target=_end_with_parent, daemon=True).start()
    adviser = load(catalog)
    _in_worker.answer = lambda line: _packed(answer_line(adviser, defaults, line))  # type: ignore[attr-defined]


def _end_with_parent() -> None:
    import os
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_worker(lines: list[str]) -> list[_Packed]:
    answer: Callable[[str], _Packed] = _in_worker.answer  # type: ignore[attr-defined]
    return [answer(line) for line in lines]
