"""An `Advice` as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from modelpick.advice import Advice, Alternative, RankedClass
from modelpick.estimate.interval import Interval
from modelpick.explain.stability import Stability, stability_of
from modelpick.rank.score import rounded_points
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.render.reasoning import (
    changes_sections,
    dominance_sections,
    shares_grid,
    stages_sections,
    why_not_sections,
)
from modelpick.render.recommendation_data import (
    fit_data,
    interval_data,
    recommendation_data,
    shown_models,
    speed_of,
)
from modelpick.units import format_count, format_figure, format_gb

__all__ = ["contributions_grid", "fit_data", "interval_data", "recommendation", "recommendation_data"]

_REASONS_SHOWN = 2


class Shown(Struct, frozen=True):
    """How much of an answer is shown.

    Attributes:
        explain: every rule, contribution and source.
        pareto: only the models that nothing else beats on every criterion, with those they beat.
        plot: what can be drawn.
    """

    explain: bool = False
    pareto: bool = False
    plot: bool = False


def recommendation(
    advice: Advice, *, explain: bool = False, pareto: bool = False, plot: bool = False
) -> Document:
    """The whole answer, as much of it as `Shown` says."""
    shown = Shown(explain, pareto, plot)
    return Document(
        lambda: recommendation_data(advice, pareto=pareto),
        lambda: _sections(advice, shown, stability_of(advice)),
        lambda: _models_grid(advice, shown, alone=True),
    )


def _sections(advice: Advice, shown: Shown, firm: Stability | None) -> Iterator[Section]:
    yield Paragraph(_headline(advice), style="strong")
    if advice.classes:
        yield _classes_grid(advice)
    if advice.alternatives:
        yield _models_grid(advice, shown)
        yield from _drawn(advice) if shown.plot else ()
        yield from dominance_sections(advice) if shown.pareto else ()
        yield from _best(advice, firm)
    else:
        yield from _nothing(advice)
    yield from changes_sections(advice)
    yield from why_not_sections(advice)
    if shown.explain:
        yield from _explained(advice)
        yield from (shares_grid(firm),) if firm else ()
    yield from _notes(advice)


def _drawn(advice: Advice) -> Iterator[Section]:
    from modelpick.render.plot import drawings_of

    yield from drawings_of(advice)


def _headline(advice: Advice) -> str:
    taken, given = (" + ".join(words) or "anything" for words in (advice.query.inputs, advice.query.outputs))
    what = advice.task.name if advice.task else f"{taken} to {given}"
    where = f" on {advice.device.name}" if advice.device else ""
    count = len(advice.alternatives)
    if not advice.feasible:
        return f"{what}{where}: nothing satisfies every constraint"
    nouns, verb = ("model", "satisfies") if count == 1 else ("models", "satisfy")
    return f"{what}{where}: {count} {nouns} of {len(advice.excluded) + count} {verb} the query"


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


def _models_grid(advice: Advice, what: Shown, *, alone: bool = False) -> Grid:
    """The models; ``alone``, for programs, an id is nothing but the id and the mark has a column of its own."""
    shown = shown_models(advice, what.pareto)
    fitted = any(found.option for _, found in shown)
    columns = (
        Column("#", right=True, keep=1),
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
        *((Column("Pareto"),) if alone else ()),
    )
    rows = tuple(_model_row(rank, found, fitted, alone) for rank, found in shown)
    return Grid(columns, rows, title="Models")


def _model_row(rank: int, found: Alternative, fitted: bool, alone: bool) -> tuple[str, ...]:
    model = found.model
    place = (_fit_text(found), _speed_text(speed_of(found))) if fitted else (_size_text(found),)
    mark = " *" if found.pareto and not alone else ""
    stage = f"{found.class_id} (stage)" if found.stage else found.class_id
    return (
        str(rank),
        model.id + mark,
        stage,
        f"{found.score.total:.3f}",
        _quality_text(found),
        *place,
        model.license or "unknown",
        *(("yes" if found.pareto else "no",) if alone else ()),
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
    if found is None:
        return "unknown"
    low, high = format_figure(found.low, 2), format_figure(found.high, 2)
    return f"{format_figure(found.value)} ({low}-{high}) {found.unit}"


def _size_text(found: Alternative) -> str:
    model = found.model
    if model.parameters is None:
        return "hosted" if model.weights == "closed" else "unknown"
    active = f"-A{format_count(model.active_parameters)}" if model.active_parameters else ""
    return f"{format_count(model.parameters)}{active}"


def _best(advice: Advice, firm: Stability | None) -> Iterator[Section]:
    found = advice.alternatives[0]
    yield Paragraph(f"Why {found.model.id}", style="strong")
    yield from (Paragraph(reason.text, bullet=True) for reason in found.reasons)
    if firm is not None:
        yield from (Paragraph(text, bullet=True) for text in _against_the_next(advice.alternatives))
        yield Paragraph(firm.text, bullet=True)
    yield from stages_sections(advice)
    yield from (Paragraph(f"caution: {text}", style="fair", bullet=True) for text in found.cautions)
    hints = found.commands
    page = next((ref for ref in found.model.refs if ref.startswith("https://")), None)
    if hints:
        yield Paragraph(f"run: {hints[0].command}  ({hints[0].runtime})", style="note", bullet=True)
    elif page is not None:
        yield Paragraph(f"run: no command is known; its page: {page}", style="note", bullet=True)


def _against_the_next(alternatives: Sequence[Alternative]) -> Iterator[str]:
    from modelpick.explain.argument import argument

    second = next((a for a in alternatives[1:] if a.stage is None), None)
    if second is not None:
        yield argument(alternatives[0], second)


def _nothing(advice: Advice) -> Iterator[Section]:
    broken = ", ".join(f"{name} ({count})" for name, count in _most_broken(advice.by_constraint))
    if broken:
        yield Paragraph(f"Models excluded by constraint: {broken}")


def _most_broken(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _explained(advice: Advice) -> Iterator[Section]:
    for found in advice.classes:
        yield Paragraph(f"{found.id}: {found.score:.3f}", style="strong")
        for reason in found.reasons:
            yield Paragraph(f"{reason.rule}: {reason.text} [{reason.source}]", bullet=True)
        yield from (Paragraph(f"caution: {text}", style="fair", bullet=True) for text in found.cautions)
    for cut in advice.cut:
        yield Paragraph(f"not {cut.id}: {cut.because}", bullet=True)
    yield from (contributions_grid(alternative) for alternative in advice.alternatives[: advice.query.limit])


def contributions_grid(found: Alternative) -> Grid:
    """What each criterion adds to the score of a model."""
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
            f"{points:.4f}",
        )
        for part, points in zip(found.score.contributions, rounded_points(found.score, 4), strict=True)
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
