"""What a source says of models and benchmarks we know, and how that differs from what we hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from modelpick.knowledge.records import Benchmark, ModelRecord

__all__ = ["Change", "Findings", "View", "changes", "laid_on"]

Values = dict[str, Any]


class View(Struct, frozen=True):
    """What a parser needs of the catalogue.

    Attributes:
        models, benchmarks: by id.
        licenses: spelling in lower case to our id.
        today: the day of reading, ISO.
    """

    models: Mapping[str, ModelRecord]
    benchmarks: Mapping[str, Benchmark]
    licenses: Mapping[str, str]
    today: str


class Findings(Struct, frozen=True):
    """What one source says.

    Attributes:
        models: id to the fields it states.
        benchmarks: id to the fields it states; ``scores`` are always all of them.
        unknown: what it offers and the catalogue lacks, sorted.
        notes: what was passed over, and why.
    """

    models: Mapping[str, Values] = {}
    benchmarks: Mapping[str, Values] = {}
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Change(Struct, frozen=True):
    """One field that would be another."""

    kind: str
    id: str
    field: str
    before: Any
    after: Any


_DATED = ("date", "checked", "refs", "source")
"""Fields that say when and where a fact was read: no change of the fact itself."""


def laid_on(view: View, findings: Findings) -> View:
    """A view with findings taken over; what speaks of records it lacks is left out."""
    models = {**view.models}
    benchmarks = {**view.benchmarks}
    for key, values in findings.models.items():
        if key in models:
            models[key] = convert({**to_builtins(models[key]), **values}, ModelRecord)
    for key, values in findings.benchmarks.items():
        if key in benchmarks:
            benchmarks[key] = convert({**to_builtins(benchmarks[key]), **values}, Benchmark)
    return replace(view, models=models, benchmarks=benchmarks)


def changes(findings: Findings, view: View) -> Iterator[Change]:
    """How findings differ from the records of a view, by id and field; scores one by one."""
    for key, values in sorted(findings.models.items()):
        before = to_builtins(view.models[key])
        for name, after in values.items():
            if name not in _DATED and _fact(before.get(name)) != _fact(after):
                yield Change("models", key, name, _fact(before.get(name)), _fact(after))
    for key, values in sorted(findings.benchmarks.items()):
        yield from _score_changes(key, view.benchmarks[key], values["scores"])


def _fact(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name not in _DATED}
    return value


def _score_changes(key: str, benchmark: Benchmark, scores: list[Values]) -> Iterator[Change]:
    before = {(s.model, s.variant): s.value for s in benchmark.scores}
    for score in scores:
        place = (score["model"], score.get("variant"))
        if before.get(place) != score["value"]:
            name = " ".join(part for part in place if part)
            yield Change("benchmarks", key, name, before.get(place), score["value"])
