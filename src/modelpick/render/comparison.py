"""Classes or models side by side, aspect by aspect, as a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from modelpick.browse.compared import Compared
from modelpick.browse.explained import ASPECTS, Card
from modelpick.browse.shown import Measured, Shown
from modelpick.knowledge.records import Benchmark, Score
from modelpick.render.class_card import aspect_data
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.render.figures import UNKNOWN, price_text, quality_data, quality_text, size_text
from modelpick.units import format_count, format_gb

__all__ = ["comparison"]

_SCHEMA = "modelpick.comparison/1"
_LEAST = 18


def comparison(found: Compared) -> Document:
    """One row an aspect, one column a class or model."""
    return _classes(found.classes) if found.classes else _models(found.models)


def _classes(cards: Sequence[Card]) -> Document:
    shown = [name for name in ASPECTS if any((a := card.aspect(name)) and a.statements for card in cards)]
    rows = [("Name", *(f"{c.found.name} ({c.found.kind})" for c in cards))]
    rows += [(ASPECTS[name], *(_statements(card, name) for card in cards)) for name in shown]
    data = {
        "schema": _SCHEMA,
        "kind": "classes",
        "ids": [card.found.id for card in cards],
        "aspects": [
            {"id": name, "title": ASPECTS[name], "values": [_aspect_value(card, name) for card in cards]}
            for name in shown
        ],
    }
    grid = _grid([card.found.id for card in cards], rows)
    more = Paragraph("what was said of each, with sources: modelpick explain CLASS", style="note")
    return Document(data, (grid, *_stand_ins(cards), more), grid)


def _grid(ids: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Grid:
    return Grid((Column("Aspect"), *(Column(key) for key in ids)), tuple(rows), stacks=True, least=_LEAST)


def _statements(card: Card, name: str) -> str:
    aspect = card.aspect(name)
    return (
        " ".join(statement.text for statement in aspect.statements)
        if aspect and aspect.statements
        else "not stated"
    )


def _aspect_value(card: Card, name: str) -> dict[str, Any] | None:
    aspect = card.aspect(name)
    return {"class": card.found.id, **aspect_data(aspect)} if aspect else None


def _stand_ins(cards: Sequence[Card]) -> Iterator[Section]:
    for card in cards:
        if card.found.candidate:
            yield Paragraph(f"in a ranking, {card.found.candidate} stands for {card.found.id}", style="note")


def _license_text(one: Shown) -> str:
    found = one.license
    return (
        f"{found.id} ({found.kind}, commercial: {found.commercial})"
        if found
        else one.model.license or UNKNOWN
    )


def _smallest_file(one: Shown) -> str:
    smallest = min(one.model.files, key=lambda file: file.bytes, default=None)
    return f"{smallest.quantization}, {format_gb(smallest.bytes)}" if smallest else UNKNOWN


_Fact = Callable[[Shown], str]

_FACTS: tuple[tuple[str, str, _Fact], ...] = (
    ("name", "Name", lambda one: one.model.name),
    ("provider", "Provider", lambda one: one.model.provider),
    ("family", "Family", lambda one: one.model.family),
    ("classes", "Classes", lambda one: ", ".join((*one.model.classes, *one.model.attributes))),
    ("inputs", "Takes", lambda one: ", ".join(one.model.inputs)),
    ("outputs", "Gives", lambda one: ", ".join(one.model.outputs)),
    ("parameters", "Parameters", lambda one: size_text(one.model)),
    (
        "context",
        "Context",
        lambda one: f"{format_count(one.model.context)} tokens" if one.model.context else UNKNOWN,
    ),
    ("weights", "Weights", lambda one: one.model.weights),
    ("license", "Licence", _license_text),
    ("released", "Released", lambda one: one.model.released or UNKNOWN),
    ("lifecycle", "Lifecycle", lambda one: one.model.lifecycle),
    ("languages", "Languages", lambda one: ", ".join(one.model.languages or ()) or "not stated"),
    ("price", "Price", lambda one: price_text(one.model.price) if one.model.price else UNKNOWN),
    ("files", "Smallest file", _smallest_file),
    (
        "runtimes",
        "Runs in",
        lambda one: ", ".join(dict.fromkeys(hint.runtime for hint in one.model.run)) or UNKNOWN,
    ),
    ("cautions", "Cautions", lambda one: " ".join(caution.text for caution in one.model.cautions) or "none"),
)


def _models(found: Sequence[Shown]) -> Document:
    tasks, benchmarks = _shared_tasks(found), _shared_benchmarks(found)
    facts = [(title, *(fact(one) for one in found)) for _, title, fact in _FACTS]
    graded = [(task, *(_quality_text(one, task) for one in found)) for task in tasks]
    scored = [(_benchmark_title(b), *(f"{_best(one, b).value:g}" for one in found)) for b in benchmarks]
    data = {
        "schema": _SCHEMA,
        "kind": "models",
        "ids": [one.model.id for one in found],
        "aspects": [
            {"id": key, "title": title, "values": [fact(one) for one in found]} for key, title, fact in _FACTS
        ],
        "quality": [{"task": task, "values": [_quality_of(one, task) for one in found]} for task in tasks],
        "benchmarks": [_benchmark_data(benchmark, found) for benchmark in benchmarks],
    }
    ids = [one.model.id for one in found]
    known = [
        row for task, row in zip(tasks, graded, strict=True) if all(_is_measured(one, task) for one in found)
    ]
    sections = (_grid(ids, facts), *_quality_sections(ids, known, len(tasks)), *_score_sections(ids, scored))
    return Document(data, sections, _grid(ids, [*facts, *graded, *scored]))


def _quality_sections(ids: Sequence[str], rows: Sequence[tuple[str, ...]], tasks: int) -> Iterator[Section]:
    if rows:
        yield replace(_grid(ids, rows), title="Quality in tasks that all were measured for, from 0 to 1")
    if tasks > len(rows):
        more = f"{tasks - len(rows)} more tasks they share rest on estimates: --format csv shows them"
        yield Paragraph(more, style="dim")


def _score_sections(ids: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Iterator[Section]:
    if rows:
        yield replace(_grid(ids, rows), title="Benchmarks that measured all of them, best setting of each")
    else:
        yield Paragraph("No benchmark of the catalogue has measured all of them.", style="fair")


def _is_measured(one: Shown, task: str) -> bool:
    quality = next(served.quality for served in one.tasks if served.task == task)
    return quality is not None and quality.grade in ("measured", "self-reported")


def _shared_tasks(found: Sequence[Shown]) -> list[str]:
    """Tasks that all of them can be asked to do and one at least has a known quality in."""
    common = set.intersection(*({served.task for served in one.tasks} for one in found))
    known = {served.task for one in found for served in one.tasks if served.quality}
    return sorted(common & known)


def _quality_of(one: Shown, task: str) -> dict[str, Any] | None:
    return quality_data(next(served.quality for served in one.tasks if served.task == task))


def _quality_text(one: Shown, task: str) -> str:
    return quality_text(next(served.quality for served in one.tasks if served.task == task))


def _shared_benchmarks(found: Sequence[Shown]) -> list[Benchmark]:
    common = set.intersection(*({row.benchmark.id for row in one.measured} for one in found))
    rows: dict[str, Measured] = {row.benchmark.id: row for row in found[0].measured}
    return [rows[key].benchmark for key in sorted(common)]


def _best(one: Shown, benchmark: Benchmark) -> Score:
    """The best of a model's rows, since harness settings differ between them."""
    rows = [row.score for row in one.measured if row.benchmark.id == benchmark.id]
    return (max if benchmark.objective == "max" else min)(rows, key=lambda score: score.value)


def _benchmark_title(benchmark: Benchmark) -> str:
    better = "" if benchmark.objective == "max" else ", lower is better"
    return f"{benchmark.id} ({benchmark.metric}{better})"


def _benchmark_data(benchmark: Benchmark, found: Sequence[Shown]) -> dict[str, Any]:
    scores = [_best(one, benchmark) for one in found]
    return {
        "benchmark": benchmark.id,
        "metric": benchmark.metric,
        "objective": benchmark.objective,
        "values": [{"value": s.value, "date": s.date, "kind": s.kind, "source": s.source} for s in scores],
    }
