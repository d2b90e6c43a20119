"""MTEB's results of all models in one packed file, read a model at a time."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from modelpick.knowledge.records import RefreshSource
from modelpick.refresh.answers import BadAnswer, number
from modelpick.refresh.findings import Findings, Values, View
from modelpick.refresh.scores import merged

__all__ = ["means", "objects_of", "parse", "unpacked"]

_STEP = 1 << 20
_MOST_UNPACKED = 8 << 30
_LARGEST_MODEL = 256 << 20
_LANGUAGE = "eng"
_START = '"model_results":['

Results = dict[str, dict[str, float]]
"""Task to its English subsets to main score."""


def parse(packed: Iterable[bytes], source: RefreshSource, view: View) -> Findings:
    """Read the means over the tasks of each part, of every model we know that has them all.

    Raises:
        BadAnswer: no packed JSON of that shape, or too few of the models we hold scores of.
    """
    ours = {key.lower(): key for key in view.models}
    wanted = {task.partition("/")[0] for part in source.parts for task in part.tasks}
    gathered: dict[str, Results] = {}
    for entry in objects_of(unpacked(packed)):
        key = ours.get(str(entry.get("model_name", "")).lower())
        if key is not None:
            _gather(gathered.setdefault(key, {}), entry, wanted)
    found = {
        part.benchmark: merged(
            view.benchmarks[part.benchmark],
            [_score(key, mean, source, view) for key, mean in means(gathered, part.tasks)],
            view.today,
        )
        for part in source.parts
    }
    return Findings(benchmarks=found)


def means(gathered: Mapping[str, Results], tasks: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Each model that has every task, and the mean of its main scores in per cent.

    The mean over tasks of the mean over a task's English subsets, as MTEB's own leaderboard computes it.
    """
    for key, results in sorted(gathered.items()):
        values = [_of_task(results, task) for task in tasks]
        known = [value for value in values if value is not None]
        if known and len(known) == len(tasks):
            yield key, round(100 * sum(known) / len(known), 2)


def _of_task(results: Results, task: str) -> float | None:
    name, _, subset = task.partition("/")
    found = results.get(name, {})
    if subset:
        return found.get(subset)
    return sum(found.values()) / len(found) if found else None


def _score(key: str, mean: float, source: RefreshSource, view: View) -> Values:
    page = f"{source.page}/tree/main/results/{key.replace('/', '__')}"
    return {"model": key, "value": mean, "date": view.today, "kind": "independent", "source": page}


def _gather(results: Results, entry: Mapping[str, Any], wanted: set[str]) -> None:
    if entry.get("experiment_name"):
        return
    for task in entry.get("task_results") or ():
        name = task.get("task_name") if isinstance(task, dict) else None
        if name in wanted and isinstance(task.get("scores"), dict):
            subsets = dict(_subsets(task["scores"].get("test")))
            if subsets:
                results.setdefault(name, subsets)


def _subsets(rows: Any) -> Iterator[tuple[str, float]]:
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        languages = row.get("languages") or [_LANGUAGE]
        value = number(row.get("main_score"), -1.0, 1.0)
        if value is not None and all(str(language).startswith(_LANGUAGE) for language in languages):
            yield str(row.get("hf_subset", "default")), value


def unpacked(packed: Iterable[bytes]) -> Iterator[str]:
    """The text of a gzip file, in pieces of a bounded size.

    Raises:
        BadAnswer: no gzip file, cut short, not UTF-8, or larger than anything published.
    """
    from codecs import getincrementaldecoder

    decoder, inflater, total = getincrementaldecoder("utf-8")(), zlib.decompressobj(31), 0
    try:
        for chunk in packed:
            while chunk:
                piece = inflater.decompress(chunk, _STEP)
                chunk, total = inflater.unconsumed_tail, total + len(piece)  # noqa: PLW2901 - what is left of it
                if total > _MOST_UNPACKED:
                    raise BadAnswer("unpacks to more than anything published")
                yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except (zlib.error, UnicodeDecodeError) as error:
        raise BadAnswer(f"no valid packed file ({error})") from None
    if not inflater.eof:
        raise BadAnswer("cut short")


def objects_of(pieces: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """The objects of the list ``model_results``, one at a time, so that the whole is never held.

    Raises:
        BadAnswer: there is no such list, or an object that is none or too large.
    """
    source = iter(pieces)
    buffer = _from_start(source)
    decoder = json.JSONDecoder()
    need = 0  # an object that was not complete is tried again when twice as much of it is there
    while True:
        buffer = buffer.lstrip(" \r\n\t,")
        if buffer.startswith("]"):
            return
        end = _decoded(decoder, buffer) if len(buffer) >= need else None
        if end is not None:
            yield end[0]
            buffer, need = buffer[end[1] :], 0
            continue
        need = max(need, 2 * len(buffer)) if len(buffer) >= need else need
        piece = next(source, None)
        if piece is not None and len(buffer) <= _LARGEST_MODEL:
            buffer += piece
        elif need and _decoded(decoder, buffer) is not None:
            need = 0
        else:
            raise BadAnswer("cut short, or a model's results are no JSON")


def _from_start(source: Iterator[str]) -> str:
    buffer = ""
    for piece in source:
        buffer += piece
        _, found, rest = buffer.partition(_START)
        if found:
            return rest
        if len(buffer) > _STEP:
            break
    raise BadAnswer("has no list of model_results")


def _decoded(decoder: json.JSONDecoder, buffer: str) -> tuple[Mapping[str, Any], int] | None:
    try:
        value, end = decoder.raw_decode(buffer)
    except RecursionError:
        raise BadAnswer("nested too deep") from None
    except ValueError:
        return None
    if not isinstance(value, dict):
        raise BadAnswer("a model's results are no mapping")
    return value, end
