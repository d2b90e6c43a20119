"""An `Advice` as a document: the JSON of the contract, and what a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelpick.advice import Advice, Alternative, RankedClass, Relaxation
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.option import Option
from modelpick.rank.score import Contribution
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.units import format_count, format_gb

__all__ = ["SCHEMA", "recommendation", "recommendation_data"]

SCHEMA = "modelpick.recommendation/1"
_REASONS_SHOWN = 2


def recommendation(advice: Advice, *, explain: bool = False) -> Document:
    """The whole answer; ``explain`` adds every rule, contribution and source for the reader."""
    return Document(recommendation_data(advice), tuple(_sections(advice, explain)), _models_grid(advice))


def recommendation_data(advice: Advice) -> dict[str, Any]:
    """The JSON document of the contract."""
    shown = advice.alternatives[: advice.query.limit]
    return {
        "schema": SCHEMA,
        "catalog": dict(advice.catalog),
        "query": _query(advice),
        "feasible": advice.feasible,
        "classes": [_class(rank, found) for rank, found in enumerate(advice.classes, 1)],
        "models": [_model(rank, found) for rank, found in enumerate(shown, 1)],
        "excluded": _excluded(advice),
        "relaxations": [_relaxation(found) for found in advice.relaxations],
        "warnings": list(advice.warnings),
    }


def _query(advice: Advice) -> dict[str, Any]:
    from modelpick.pipeline.relaxations import options_of

    query, task = advice.query, advice.task
    return {
        "task": task.id if task else None,
        "inputs": list(query.inputs or (task.inputs if task else ())),
        "outputs": list(query.outputs or (task.outputs if task else ())),
        "hardware": _hardware(advice.device),
        "constraints": {
            k: v for k, v in options_of(query).items() if k not in ("input", "output", "hardware")
        },
        "prefer": query.prefer,
        "matrix": query.matrix,
    }


def _hardware(device: Device | None) -> dict[str, Any] | None:
    if device is None:
        return None
    pools = [{"kind": p.kind, "total_gb": _gb(p.total), "usable_gb": _gb(p.usable)} for p in device.pools]
    return {
        "name": device.name,
        "ids": list(device.ids),
        "kind": device.kind,
        "count": device.count,
        "backend": device.backend,
        "memory": pools,
        "assumptions": list(device.assumptions),
    }


def _class(rank: int, found: RankedClass) -> dict[str, Any]:
    return {
        "rank": rank,
        "id": found.id,
        "name": found.name,
        "score": _rounded(found.score),
        "modifiers": list(found.modifiers),
        "pipeline": list(found.pipeline),
        "models": found.models,
        "reasons": [{"rule": r.rule, "text": r.text, "source": r.source} for r in found.reasons],
        "cautions": list(found.cautions),
    }


def _model(rank: int, found: Alternative) -> dict[str, Any]:
    model = found.model
    return {
        "rank": rank,
        "id": model.id,
        "name": model.name,
        "family": model.family,
        "provider": model.provider,
        "class": found.class_id,
        "stage": found.stage,
        "also": [c for c in (*model.classes, *model.attributes) if c != found.class_id],
        "weights": model.weights,
        "license": model.license,
        "parameters": model.parameters,
        "released": model.released,
        "score": _rounded(found.score.total),
        "score_low": _rounded(found.score.low),
        "score_high": _rounded(found.score.high),
        "pareto": found.pareto,
        "criteria": {part.criterion: _criterion(part, found) for part in found.score.contributions},
        "fit": fit_data(found.option)
        if found.option
        else {"verdict": "api"}
        if model.weights == "closed"
        else None,
        "speed": interval_data(_speed(found)),
        "run": [{"runtime": hint.runtime, "command": hint.command} for hint in model.run],
        "reasons": [{"rule": r.rule, "text": r.text, "source": r.source} for r in found.reasons],
        "cautions": list(found.cautions),
    }


def _criterion(part: Contribution, found: Alternative) -> dict[str, Any]:
    values: dict[str, Any] = {
        "value": part.measurement.value if part.measurement else None,
        "score": _rounded(part.value),
        "low": _rounded(part.low),
        "high": _rounded(part.high),
        "weight": _rounded(part.weight),
        "contribution": _rounded(part.points),
    }
    if part.criterion == "quality":
        quality = found.quality
        values["grade"] = quality.grade if quality else "none"
        values["evidence"] = [
            {"benchmark": row[0], "value": row[1], "date": row[2], "kind": row[3], "weight": row[4]}
            for row in (quality.rows if quality else ())
        ]
    return values


def fit_data(option: Option) -> dict[str, Any]:
    """The memory of one quantisation, in GB."""
    return {
        "quantization": option.quantization,
        "runtime": option.runtime,
        "context": option.context,
        "kv_type": option.kv_type,
        "weights_gb": _gb(option.weights),
        "kv_cache_gb": _gb(option.kv_cache),
        "compute_gb": _gb(option.compute),
        "overhead_gb": _gb(option.overhead),
        "total_gb": _gb(option.total),
        "available_gb": _gb(option.available),
        "verdict": option.verdict,
        "max_context": option.max_context,
    }


def interval_data(found: Interval | None) -> dict[str, Any] | None:
    """A figure with its interval and basis."""
    if found is None:
        return None
    figures = {"value": found.value, "low": found.low, "high": found.high}
    return {"unit": found.unit, **{k: float(f"{v:.4g}") for k, v in figures.items()}, "basis": found.basis}


def _speed(found: Alternative) -> Interval | None:
    return (found.option.decode or found.option.item) if found.option else None


def _excluded(advice: Advice) -> dict[str, Any]:
    return {
        "count": len(advice.excluded),
        "by_constraint": dict(sorted(advice.by_constraint.items())),
        "classes": [{"id": c.id, "name": c.name, "because": c.because} for c in advice.cut],
        "why_not": dict(advice.why_not),
    }


def _relaxation(found: Relaxation) -> dict[str, Any]:
    return {
        "set": dict(found.set),
        "drop": list(found.drop),
        "command": found.command,
        "text": found.text,
        "unlocks": list(found.unlocks),
    }


def _gb(size: float) -> float:
    return float(f"{size / 1e9:.4g}")


def _rounded(value: float) -> float:
    return round(value, 6)


def _sections(advice: Advice, explain: bool) -> Iterator[Section]:
    yield Paragraph(_headline(advice), style="strong")
    yield _classes_grid(advice)
    if advice.alternatives:
        yield _models_grid(advice)
        yield from _best(advice.alternatives[0])
    else:
        yield from _nothing(advice)
    if explain:
        yield from _explained(advice)
    yield from _notes(advice)


def _headline(advice: Advice) -> str:
    what = (
        advice.task.name
        if advice.task
        else " + ".join(advice.query.inputs) + " to " + " + ".join(advice.query.outputs)
    )
    where = f" on {advice.device.name}" if advice.device else ""
    count = len(advice.alternatives)
    if not advice.feasible:
        return f"{what}{where}: nothing satisfies every constraint"
    return f"{what}{where}: {count} model{'s' if count != 1 else ''} of {len(advice.excluded) + count} satisfy the query"


def _classes_grid(advice: Advice) -> Grid:
    columns = (
        Column("#", right=True),
        Column("Class", whole=True),
        Column("Name", keep=3),
        Column("Score", right=True, keep=2),
        Column("Use it", keep=1),
        Column("Because", keep=4),
    )
    rows = tuple(
        (str(rank), found.id, found.name, f"{found.score:.2f}", _usage(found), _because(found))
        for rank, found in enumerate(advice.classes, 1)
    )
    return Grid(columns, rows, title="Classes")


def _usage(found: RankedClass) -> str:
    return ", ".join((*(" + ".join(found.pipeline),) * bool(found.pipeline), *found.modifiers))


def _because(found: RankedClass) -> str:
    return found.reasons[0].text if found.reasons else ""


def _models_grid(advice: Advice) -> Grid:
    shown = advice.alternatives[: advice.query.limit]
    fitted = any(found.option for found in shown)
    columns = (
        Column("#", right=True),
        Column("Model", whole=True),
        Column("Class", keep=5, whole=True),
        Column("Score", right=True, keep=4),
        Column("Quality", keep=1),
        *(
            (Column("Fit", keep=2), Column("Speed", keep=3))
            if fitted
            else (Column("Size", keep=3, right=True),)
        ),
        Column("Licence", keep=6),
    )
    return Grid(
        columns, tuple(_model_row(rank, found, fitted) for rank, found in enumerate(shown, 1)), title="Models"
    )


def _model_row(rank: int, found: Alternative, fitted: bool) -> tuple[str, ...]:
    model = found.model
    place = (_fit_text(found), _speed_text(_speed(found))) if fitted else (_size_text(found),)
    mark = " *" if found.pareto else ""
    stage = f"{found.class_id} (stage)" if found.stage else found.class_id
    return (
        str(rank),
        model.id + mark,
        stage,
        f"{found.score.total:.3f}",
        _quality_text(found),
        *place,
        model.license or "unknown",
    )


def _quality_text(found: Alternative) -> str:
    quality = found.quality
    return f"{quality.value:.2f} {quality.grade}" if quality else "unknown"


def _fit_text(found: Alternative) -> str:
    option = found.option
    if option is None:
        return "hosted" if found.model.weights == "closed" else "unknown"
    return f"{option.verdict} {option.quantization} {format_gb(option.total)}"


def _speed_text(found: Interval | None) -> str:
    return f"{found.value:.3g} ({found.low:.2g}-{found.high:.2g}) {found.unit}" if found else "unknown"


def _size_text(found: Alternative) -> str:
    model = found.model
    if model.parameters is None:
        return "hosted" if model.weights == "closed" else "unknown"
    active = f"-A{format_count(model.active_parameters)}" if model.active_parameters else ""
    return f"{format_count(model.parameters)}{active}"


def _best(found: Alternative) -> Iterator[Section]:
    yield Paragraph(f"Why {found.model.id}", style="strong")
    yield from (Paragraph(reason.text, bullet=True) for reason in found.reasons)
    yield from (Paragraph(f"caution: {text}", style="fair", bullet=True) for text in found.cautions)
    if found.model.run:
        yield Paragraph(
            f"run: {found.model.run[0].command}  ({found.model.run[0].runtime})", style="note", bullet=True
        )


def _nothing(advice: Advice) -> Iterator[Section]:
    broken = ", ".join(f"{name} ({count})" for name, count in _most_broken(advice.by_constraint))
    if broken:
        yield Paragraph(f"Models excluded by constraint: {broken}")
    yield Paragraph("What would change the answer", style="strong")
    for found in advice.relaxations:
        yield Paragraph(found.text, bullet=True)
        yield Paragraph(found.command, style="note", indent=2)


def _most_broken(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _explained(advice: Advice) -> Iterator[Section]:
    for found in advice.classes:
        yield Paragraph(f"{found.id}: {found.score:.3f}", style="strong")
        for reason in found.reasons:
            yield Paragraph(f"{reason.rule}: {reason.text} [{reason.source}]", bullet=True)
    for cut in advice.cut:
        yield Paragraph(f"not {cut.id}: {cut.because}", bullet=True)
    yield from (_contributions(alternative) for alternative in advice.alternatives[: advice.query.limit])


def _contributions(found: Alternative) -> Grid:
    columns = (
        Column("Criterion"),
        Column("Value", right=True),
        Column("Weight", right=True),
        Column("Adds", right=True),
    )
    rows = [
        (
            part.criterion,
            f"{part.value:.3f}" if part.measurement else "unknown",
            f"{part.weight:.3f}",
            f"{part.points:.4f}",
        )
        for part in found.score.contributions
    ]
    total = ("total", "", "1.000", f"{found.score.total:.4f}")
    return Grid(columns, (*rows, total), title=found.model.id)


def _notes(advice: Advice) -> Iterator[Section]:
    for text in advice.warnings:
        yield Paragraph(f"note: {text}", style="dim")
    if any(found.pareto for found in advice.alternatives[: advice.query.limit]):
        yield Paragraph(
            "* no other model is at least as good on every criterion and better on one", style="dim"
        )
    yield Paragraph(f"catalogue {advice.catalog['version']}, {advice.catalog['models']} models", style="dim")
