"""Why, why not and what would change the answer: as JSON, and as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelpick.advice import Advice, ModelVerdict, Relaxation, WhyNot
from modelpick.explain.stability import Stability, percent, stages_of
from modelpick.rank.stability import ValueSwap, WeightSwap
from modelpick.render.document import Column, Grid, Paragraph, Section

__all__ = [
    "changes_sections",
    "contradictions_data",
    "dominance_sections",
    "relaxation_data",
    "shares_grid",
    "stability_data",
    "stages_data",
    "stages_sections",
    "standing_sections",
    "why_not_data",
    "why_not_sections",
]

_SHARES = 5
_BEATEN = 6
_LONGEST = 80


def why_not_data(found: WhyNot) -> dict[str, Any]:
    """One answer to ``--why-not``."""
    return {
        "kind": found.kind,
        "text": found.text,
        "count": found.count,
        "models": [verdict_data(verdict) for verdict in found.models],
        "closest": list(found.closest),
        "command": found.command,
    }


def verdict_data(found: ModelVerdict) -> dict[str, Any]:
    """Where one model stands."""
    return {
        "id": found.id,
        "status": found.status,
        "rank": found.rank,
        "breaks": [
            {"constraint": b.constraint, "because": b.because, "admits": b.admits} for b in found.breaks
        ],
        "outranked_by": found.outranked_by,
        "behind": [{"criterion": b.criterion, "points": round(b.points, 6)} for b in found.behind],
        "command": found.command,
        "text": found.text,
    }


def relaxation_data(found: Relaxation) -> dict[str, Any]:
    """A change of the query and what it lets through."""
    return {
        "set": dict(found.set),
        "drop": list(found.drop),
        "command": found.command,
        "text": found.text,
        "unlocks": list(found.unlocks),
        "costs": list(found.costs),
    }


def contradictions_data(advice: Advice) -> list[dict[str, Any]]:
    """What cannot hold together."""
    return [
        {"constraints": list(c.constraints), "text": c.text, "nearest": list(c.nearest)}
        for c in advice.contradictions
    ]


def stability_data(found: Stability | None) -> dict[str, Any] | None:
    """How firmly the first place stands."""
    if found is None:
        return None
    return {
        "first": found.first,
        "second": found.second,
        "samples": found.samples,
        "shares": [{"id": key, "share": round(share, 6)} for key, share in found.shares.items()],
        "weight": _weight(found.weight),
        "value": _value(found.value),
        "text": found.text,
    }


def stages_data(advice: Advice) -> list[dict[str, Any]]:
    """The same for each stage of a pipeline."""
    return [{"stage": stage, **(stability_data(firm) or {})} for stage, firm in stages_of(advice).items()]


def stages_sections(advice: Advice) -> Iterator[Section]:
    """How firmly the first of each stage of a pipeline stands."""
    yield from (Paragraph(f"{stage}: {firm.text}", bullet=True) for stage, firm in stages_of(advice).items())


def _weight(swap: WeightSwap | None) -> dict[str, Any] | None:
    if swap is None:
        return None
    return {
        "criterion": swap.criterion,
        "weight": round(swap.weight, 6),
        "needed": round(swap.needed, 6),
    }


def _value(swap: ValueSwap | None) -> dict[str, Any] | None:
    if swap is None:
        return None
    figures = {"value": swap.value, "needed": swap.needed, "limit": swap.limit}
    return {
        "side": swap.side,
        "criterion": swap.criterion,
        **{name: round(figure, 6) for name, figure in figures.items()},
    }


def why_not_sections(advice: Advice) -> Iterator[Section]:
    """Every ``--why-not`` with its answer."""
    for name, found in advice.why_not.items():
        yield Paragraph(f"Why not {name[:_LONGEST]}", style="strong")
        yield from standing_sections(found)
        for verdict in found.models:
            yield from verdict_sections(verdict)
        if found.count > len(found.models):
            yield Paragraph(f"and {found.count - len(found.models)} more", style="dim", bullet=True)


def standing_sections(found: WhyNot) -> Iterator[Section]:
    """What is said of a class, or of a name that nothing answers to, before any model; what admits a class or one of
    several models."""
    if found.kind == "class" or not found.models:
        yield Paragraph(found.text, bullet=True)
    if found.command and (found.kind == "class" or len(found.models) > 1):
        whole = "admitted by:" if found.kind == "class" else "one of them is admitted by:"
        yield Paragraph(whole, style="dim", indent=1)
        yield Paragraph(found.command, style="note", indent=2)


def verdict_sections(verdict: ModelVerdict) -> Iterator[Section]:
    """One model: every constraint it breaks on a line of its own, then what would admit it."""
    if verdict.status != "excluded":
        yield Paragraph(verdict.text, bullet=True)
        return
    yield Paragraph(f"{verdict.id} breaks {len(verdict.breaks)}:", bullet=True)
    for broken in verdict.breaks:
        unless = f" (unless {broken.admits})" if broken.admits else ""
        yield Paragraph(f"{broken.constraint}: {broken.because}{unless}", bullet=True, indent=1)
    if verdict.command:
        yield Paragraph("admitted by:", style="dim", indent=1)
        yield Paragraph(verdict.command, style="note", indent=2)
    else:
        yield Paragraph("nothing on the command line admits it", style="dim", indent=1)


def changes_sections(advice: Advice) -> Iterator[Section]:
    """What cannot hold together, then every relaxation with what it costs and its whole line."""
    for found in advice.contradictions:
        yield Paragraph(f"cannot be: {found.text}", style="bad", bullet=True)
    if advice.contradictions and advice.contradictions[0].nearest:
        yield Paragraph(f"nearest: {', '.join(advice.contradictions[0].nearest)}", bullet=True)
    if not advice.relaxations:
        return
    title = "What else there would be" if advice.feasible else "What would change the answer"
    yield Paragraph(title, style="strong")
    for relaxation in advice.relaxations:
        yield Paragraph(relaxation.text, bullet=True)
        if relaxation.costs:
            yield Paragraph(f"costs: {'; '.join(relaxation.costs)}", style="dim", indent=1)
        yield Paragraph(relaxation.command, style="note", indent=2)


def dominance_sections(advice: Advice) -> Iterator[Section]:
    """Who on the Pareto front is nowhere worse than whom, and somewhere better."""
    from modelpick.explain.dominance import dominated

    columns = (Column("Model", whole=True), Column("Beats", right=True), Column("Such as", keep=1))
    rows = tuple(
        (key, str(len(beaten)), ", ".join(beaten[:_BEATEN])) for key, beaten in dominated(advice).items()
    )
    yield Grid(columns, rows[: advice.query.limit], title="Who dominates whom")


def shares_grid(found: Stability) -> Grid:
    """The models that are first under most weightings."""
    shown = list(found.shares.items())[:_SHARES]
    columns = (Column("Share", right=True), Column("Model", whole=True))
    title = "First under this share of all weightings"
    return Grid(columns, tuple((percent(share), key) for key, share in shown), title=title)
