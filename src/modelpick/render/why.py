"""One model under a query, as a document: everything the answer says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelpick.advice import Advice, Alternative, RankedClass, WhyNot
from modelpick.explain.argument import argument
from modelpick.explain.stability import Stability, percent, stability_of, stages_of
from modelpick.render.document import Document, Paragraph, Section
from modelpick.render.reasoning import (
    changes_sections,
    contradictions_data,
    relaxation_data,
    stability_data,
    standing_sections,
    verdict_sections,
    why_not_data,
)
from modelpick.render.recommendation import contributions_grid
from modelpick.render.recommendation_data import class_data, model_data, query_data

__all__ = ["why_document"]

SCHEMA = "modelpick.why/1"


def why_document(advice: Advice, name: str, *, plot: bool = False) -> Document:
    """Why ``name``, whose place ``advice`` has looked up, stands where it does.

    Raises:
        KeyError: the advice was not asked about that name.
    """
    found = advice.why_not[name]
    ranked = _ranked(advice, found)
    firm = _firmness(advice, ranked)
    sections = tuple(_sections(advice, found, ranked, firm, plot))
    return Document(_data(advice, found, ranked, firm), sections)


def _firmness(advice: Advice, ranked: tuple[int, Alternative] | None) -> Stability | None:
    """Of the whole answer, or of the stage that the model serves."""
    stage = ranked[1].stage if ranked else None
    return stability_of(advice) if stage is None else stages_of(advice).get(stage)


def _ranked(advice: Advice, found: WhyNot) -> tuple[int, Alternative] | None:
    """The best placed of the models meant that satisfies the query."""
    best = next((verdict for verdict in found.models if verdict.rank is not None), None)
    if best is None or best.rank is None:
        return None
    return best.rank, advice.alternatives[best.rank - 1]


def _data(
    advice: Advice, found: WhyNot, ranked: tuple[int, Alternative] | None, firm: Stability | None
) -> dict[str, Any]:
    model = model_data(*ranked) if ranked else None
    own = _class_of(advice, ranked[1]) if ranked else None
    share = firm.shares.get(ranked[1].model.id, 0.0) if ranked and firm else None
    return {
        "schema": SCHEMA,
        "catalog": dict(advice.catalog),
        "query": query_data(advice),
        "feasible": advice.feasible,
        "verdict": why_not_data(found),
        "model": model,
        "class": class_data(*own) if own else None,
        "arguments": list(_arguments(advice, ranked)),
        "first_share": None if share is None else round(share, 6),
        "stability": stability_data(firm),
        "relaxations": [relaxation_data(one) for one in advice.relaxations],
        "contradictions": contradictions_data(advice),
        "warnings": list(advice.warnings),
    }


def _class_of(advice: Advice, found: Alternative) -> tuple[int, RankedClass] | None:
    ranks = enumerate(advice.classes, 1)
    return next(((rank, one) for rank, one in ranks if one.id == found.class_id), None)


def _arguments(advice: Advice, ranked: tuple[int, Alternative] | None) -> Iterator[str]:
    """The first over it, it over the next: read off the scores that ranked them."""
    if ranked is None or ranked[1].stage is not None:
        return
    found = ranked[1]
    rivals = [a for a in advice.alternatives if a.stage is None]
    place = next(i for i, a in enumerate(rivals) if a.model.id == found.model.id)
    if place > 0:
        yield argument(rivals[0], found)
    if place > 1:
        yield argument(rivals[place - 1], found)
    if place + 1 < len(rivals):
        yield argument(found, rivals[place + 1])


def _sections(
    advice: Advice,
    found: WhyNot,
    ranked: tuple[int, Alternative] | None,
    firm: Stability | None,
    plot: bool,
) -> Iterator[Section]:
    yield Paragraph(_headline(advice, found, ranked), style="strong")
    if ranked is not None:
        yield from _standing(advice, ranked, firm)
        yield from _drawn(advice.stages.get(ranked[1].stage or "", advice)) if plot else ()
    others = [v for v in found.models if ranked is None or v.id != ranked[1].model.id]
    if others and ranked is not None:
        yield Paragraph("Others of that name", style="strong")
    for verdict in others:
        yield from verdict_sections(verdict)
    if ranked is None or found.kind == "class":
        yield from standing_sections(found)
    if ranked is None:
        yield from changes_sections(advice)
    yield from (Paragraph(f"note: {text}", style="dim") for text in advice.warnings)


def _headline(advice: Advice, found: WhyNot, ranked: tuple[int, Alternative] | None) -> str:
    task = advice.task.name if advice.task else "this query"
    where = f" on {advice.device.name}" if advice.device else ""
    if ranked is not None:
        rank, model = ranked
        return f"{model.model.id}: number {rank} of {len(advice.alternatives)} for {task}{where}"
    if not found.models:
        return f"{task}{where}"
    return f"{found.models[0].id} is not an answer for {task}{where}"


def _standing(advice: Advice, ranked: tuple[int, Alternative], firm: Stability | None) -> Iterator[Section]:
    found = ranked[1]
    own = _class_of(advice, found)
    if own is not None:
        rank, kind = own
        yield Paragraph(f"Class: {kind.name}, number {rank} with {kind.score:.2f}", style="strong")
        for reason in kind.reasons:
            yield Paragraph(f"{reason.rule}: {reason.text} [{reason.source}]", bullet=True)
    yield contributions_grid(found)
    yield Paragraph("Because", style="strong")
    for reason in found.reasons:
        yield Paragraph(f"{reason.text} [{reason.source}]" if reason.source else reason.text, bullet=True)
    yield from (Paragraph(text, bullet=True) for text in _arguments(advice, ranked))
    if firm is not None:
        share = firm.shares.get(found.model.id, 0.0)
        text = (
            firm.text if found.model.id == firm.first else f"first under {percent(share)} of all weightings"
        )
        yield Paragraph(text, bullet=True)
    yield from (Paragraph(f"caution: {text}", style="fair", bullet=True) for text in found.cautions)


def _drawn(advice: Advice) -> Iterator[Section]:
    from modelpick.render.plot import scatter_of

    drawn = scatter_of(advice)
    yield from (drawn,) if drawn is not None else ()
