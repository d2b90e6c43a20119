"""One model in full as a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelpick.browse.shown import Measured, Served, Shown
from modelpick.knowledge.records import License, ModelRecord
from modelpick.render.citations import Citations, source_data
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.render.figures import UNKNOWN, price_text, quality_data, size_text
from modelpick.render.plain_values import explicit
from modelpick.units import format_count, format_gb

__all__ = ["model_card"]


def model_card(found: Shown) -> Document:
    """The model with its facts, evidence, files, licence, run hints, cautions and sources."""
    return Document(_data(found), tuple(_sections(found)), _evidence_grid(found.measured))


def _data(found: Shown) -> dict[str, Any]:
    return {
        "schema": "modelpick.model/1",
        "model": explicit(found.model),
        "license": explicit(found.license) if found.license else None,
        "tasks": [{"task": s.task, "quality": quality_data(s.quality)} for s in found.tasks],
        "scores": [_score_data(row) for row in found.measured],
        "tuned": list(found.tuned),
        "sources": [source_data(source) for source in found.sources],
    }


def _score_data(row: Measured) -> dict[str, Any]:
    benchmark, score = row.benchmark, row.score
    return {
        "benchmark": benchmark.id,
        "name": benchmark.name,
        "metric": benchmark.metric,
        "objective": benchmark.objective,
        "value": score.value,
        "date": score.date,
        "kind": score.kind,
        "variant": score.variant,
        "note": score.note,
        "source": score.source,
        "url": benchmark.url,
        "attribution": benchmark.attribution,
    }


def _sections(found: Shown) -> Iterator[Section]:
    model, cite = found.model, Citations(found.sources)
    yield Paragraph(f"{model.id}: {model.name}, by {model.provider}", style="strong")
    yield Grid((Column("Fact", whole=True), Column("Value")), tuple(_facts(model)))
    yield from _license_section(model, found.license)
    if found.tasks:
        yield _tasks_grid(found.tasks)
    if found.measured:
        yield _evidence_grid(found.measured)
    else:
        yield Paragraph("No benchmark of the catalogue has measured it.", style="fair")
    yield from _running(found, cite)
    for caution in model.cautions:
        yield Paragraph(f"caution: {caution.text}{cite.mark([caution.source])}", style="fair", bullet=True)
    yield from cite.sections()
    yield from _attributions(found)


def _facts(model: ModelRecord) -> Iterator[tuple[str, str]]:
    yield "Family", model.family
    yield "Classes", ", ".join(model.classes)
    yield "Attributes", ", ".join(model.attributes) or "none"
    yield "Takes", ", ".join(model.inputs)
    yield "Gives", ", ".join(model.outputs)
    yield "Parameters", size_text(model)
    yield "Context", f"{format_count(model.context)} tokens" if model.context else UNKNOWN
    yield "Weights", model.weights
    yield "Licence", model.license or UNKNOWN
    yield "Released", _with_note(model.released, model.released_note)
    yield "Lifecycle", _lifecycle(model)
    yield "Languages", ", ".join(model.languages) if model.languages else "not stated"
    yield "Price", price_text(model.price) if model.price else _price_unknown(model)
    yield "Regions", ", ".join(model.regions) if model.regions else "not stated"
    yield "Published by", {"official": "its maker"}.get(model.tier, f"{model.tier}, not its maker")
    yield "Checked", model.checked


def _price_unknown(model: ModelRecord) -> str:
    return UNKNOWN if model.weights == "closed" else "no hosted price recorded; the weights can be run"


def _with_note(value: str | None, note: str | None) -> str:
    return f"{value or UNKNOWN} ({note})" if note else value or UNKNOWN


def _lifecycle(model: ModelRecord) -> str:
    when = f", retires {model.retires}" if model.retires else ""
    instead = f", replaced by {model.replaced_by}" if model.replaced_by else ""
    return f"{model.lifecycle}{when}{instead}"


def _license_section(model: ModelRecord, found: License | None) -> Iterator[Section]:
    if found is None:
        return
    commercial = {"yes": "allowed", "no": "not allowed", "conditional": "under conditions"}.get(
        found.commercial, UNKNOWN
    )
    yield Paragraph(f"Licence: {found.name}", style="strong")
    yield Paragraph(f"{found.kind}; commercial use {commercial}", bullet=True)
    yield from (Paragraph(text, bullet=True) for text in found.conditions)
    if found.user_cap:
        yield Paragraph(f"a separate licence above {found.user_cap:,} monthly users", bullet=True)
    if found.excluded_regions:
        yield Paragraph(f"not for {', '.join(found.excluded_regions)}", bullet=True)
    if not found.read:
        yield Paragraph("its text was not read for this entry", style="fair", bullet=True)


def _tasks_grid(tasks: tuple[Served, ...]) -> Grid:
    columns = (
        Column("Task", whole=True),
        Column("Quality", right=True),
        Column("Range", keep=1),
        Column("Grade", keep=2),
        Column("Rests on", keep=3),
    )
    order = sorted(tasks, key=lambda served: -(served.quality.value if served.quality else -1.0))
    return Grid(columns, tuple(_task_row(served) for served in order), title="Tasks")


def _task_row(served: Served) -> tuple[str, ...]:
    quality = served.quality
    if quality is None:
        return served.task, UNKNOWN, "", "none", ""
    benchmarks = ", ".join(dict.fromkeys(str(row[0]) for row in quality.rows))
    return (
        served.task,
        f"{quality.value:.2f}",
        f"{quality.low:.2f}-{quality.high:.2f}",
        quality.grade,
        benchmarks,
    )


def _evidence_grid(rows: tuple[Measured, ...]) -> Grid:
    columns = (
        Column("Benchmark", whole=True),
        Column("Value", right=True),
        Column("Metric", keep=2),
        Column("Date", keep=1, whole=True),
        Column("By", keep=3),
        Column("Setting", keep=5),
        Column("Source", keep=4),
    )
    return Grid(columns, tuple(_evidence_row(row) for row in rows), title="Evidence")


def _evidence_row(row: Measured) -> tuple[str, ...]:
    benchmark, score = row.benchmark, row.score
    better = "" if benchmark.objective == "max" else ", lower is better"
    return (
        benchmark.id,
        f"{score.value:g}",
        f"{benchmark.metric}{better}",
        score.date or UNKNOWN,
        score.kind,
        score.variant or "",
        score.source,
    )


def _running(found: Shown, cite: Citations) -> Iterator[Section]:
    model = found.model
    if model.files:
        files = ((file.quantization, format_gb(file.bytes), file.source) for file in model.files)
        columns = (Column("Quantization", whole=True), Column("Size", right=True), Column("Source", keep=1))
        yield Grid(columns, tuple(files), title="Files")
    if model.run:
        yield Paragraph("Run it", style="strong")
        yield from (
            Paragraph(f"{hint.runtime}: {hint.command}", style="note", bullet=True) for hint in model.run
        )
    if model.speeds:
        yield Paragraph("Published speeds", style="strong")
        for speed in model.speeds:
            yield Paragraph(
                f"{speed.value:g} {speed.unit} on {speed.device}{cite.mark([speed.source])}", bullet=True
            )
    related = [f"tuned from {model.base}"] * bool(model.base) + [
        f"tuned from it: {', '.join(found.tuned)}"
    ] * bool(found.tuned)
    yield from (Paragraph(text, bullet=True) for text in related)


def _attributions(found: Shown) -> Iterator[Section]:
    texts = dict.fromkeys(row.benchmark.attribution for row in found.measured)
    yield from (Paragraph(text, style="dim") for text in texts if text)
