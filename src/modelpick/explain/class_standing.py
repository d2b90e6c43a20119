"""Where a class stands under a query, and what would bring it in: asked of the same tables that ranked."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from modelpick.advice import Advice, RankedClass
from modelpick.adviser import Adviser
from modelpick.errors import ModelpickError
from modelpick.pipeline.advise import evaluate
from modelpick.pipeline.command import command_line
from modelpick.pipeline.drops import dropped
from modelpick.query import Query, under_policy

__all__ = ["class_standing"]


def class_standing(advice: Advice, adviser: Adviser, class_id: str) -> tuple[str, str | None]:
    """In words, and the changed command line under which it is an answer; None where it is one, or nothing does.

    A class that no table names, or that was cut, is brought in by an option dropped, else by its own task.
    """
    kind = adviser.shared.classes[class_id]
    if kind.kind == "attribute":
        return f"{kind.name} is a trait that models of several classes have", None
    place = next((i for i, found in enumerate(advice.classes) if found.id == class_id), None)
    if place is not None and advice.feasible:
        return _placed(advice.classes, place), None
    changed = _brought_in(advice.query, adviser, class_id)
    text = f"{kind.name}: {_because(advice, class_id)}"
    return text, None if changed is None else command_line(changed)


def _placed(classes: Sequence[RankedClass], place: int) -> str:
    found, first = classes[place], classes[0]
    if place == 0:
        return f"{found.name} is the first class with {found.score:.2f}"
    return (
        f"{found.name} is class {place + 1}, with {found.score:.2f} against {first.score:.2f} of {first.name}"
    )


def _because(advice: Advice, class_id: str) -> str:
    cut = next((cut for cut in advice.cut if cut.id == class_id), None)
    if cut is not None:
        return cut.because
    if any(found.id == class_id for found in advice.classes):
        return "no model of it satisfies every constraint"
    return "no decision table names it for this query"


def _brought_in(query: Query, adviser: Adviser, class_id: str) -> Query | None:
    """The query less one option, or else about the class's own task, where that is enough."""

    def suffices(changed: Query) -> bool:
        if not changed.says_what:
            return False
        try:
            answer = evaluate(replace(adviser.context(under_policy(changed)), brief=True))
        except ModelpickError:
            return False
        return answer.feasible and any(found.id == class_id for found in answer.classes)

    native = adviser.shared.classes[class_id].stage_task
    own = replace(query, task=native, inputs=(), outputs=(), classes=())
    fewer = (changed for changed, _ in dropped(query, suffices, most=1))
    return next(fewer, own if native is not None and suffices(own) else None)
