"""Why something is not the answer: the same judgement that ranked, asked of one model, class or family by name."""

from __future__ import annotations

from dataclasses import replace

from modelpick.advice import Advice, Alternative, Excluded
from modelpick.adviser import Adviser
from modelpick.errors import UnknownId
from modelpick.pipeline.constraints import matches_model

__all__ = ["answer_why_not"]

_SHOWN = 3


def answer_why_not(advice: Advice, adviser: Adviser, names: tuple[str, ...]) -> Advice:
    """The advice with an answer to every ``--why-not``."""
    if not names:
        return advice
    return replace(advice, why_not={name: _why_not(advice, adviser, name) for name in names})


def _why_not(advice: Advice, adviser: Adviser, name: str) -> str:
    classes = adviser.catalog.named("classes", name)
    if classes:
        return _class(advice, adviser, classes[0])
    ranked = [(rank, a) for rank, a in enumerate(advice.alternatives, 1) if matches_model(a.model, name)]
    if ranked:
        return "; ".join(_outranked(advice, rank, found) for rank, found in ranked[:_SHOWN])
    excluded = [entry for entry in advice.excluded if matches_model(entry.model, name)]
    if excluded:
        return "; ".join(_broken(entry) for entry in excluded[:_SHOWN])
    return _elsewhere(advice, adviser, name)


def _class(advice: Advice, adviser: Adviser, class_id: str) -> str:
    wanted = adviser.shared.candidate(class_id)
    for rank, found in enumerate(advice.classes, 1):
        if found.id == wanted:
            first = advice.classes[0]
            return (
                f"{found.name} is the first class"
                if rank == 1
                else (
                    f"{found.name} is class {rank}, with {found.score:.2f} against {first.score:.2f} of {first.name}"
                )
            )
    cut = next((cut for cut in advice.cut if cut.id == wanted), None)
    name = adviser.shared.classes[wanted].name
    return f"{name}: {cut.because}" if cut else f"{name}: no decision table names it for this query"


def _outranked(advice: Advice, rank: int, found: Alternative) -> str:
    if rank == 1:
        return f"{found.model.id} is the first answer"
    first = advice.alternatives[0]
    gaps = [
        (mine.criterion, theirs.points - mine.points)
        for mine in found.score.contributions
        if (theirs := first.score.part(mine.criterion)) is not None and theirs.points > mine.points
    ]
    worst = ", ".join(f"{name} (-{gap:.3f})" for name, gap in sorted(gaps, key=lambda item: -item[1])[:2])
    lost = f", behind on {worst}" if worst else ""
    return f"{found.model.id} is number {rank} with {found.score.total:.3f}; {first.model.id} has {first.score.total:.3f}{lost}"


def _broken(entry: Excluded) -> str:
    reasons = "; ".join(r.because + (f" (unless {r.unless})" if r.unless else "") for r in entry.rejections)
    return f"{entry.model.id}: {reasons}"


def _elsewhere(advice: Advice, adviser: Adviser, name: str) -> str:
    try:
        model = adviser.model(name)
    except UnknownId as error:
        return f"{error}; {error.hint}"
    task = advice.task.name.lower() if advice.task else "this"
    kinds = ", ".join(model.classes)
    return f"{model.id} is not considered for {task}: it is of class {kinds}, made for {', '.join(model.capabilities)}"
