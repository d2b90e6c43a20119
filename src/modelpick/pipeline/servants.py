"""The models that a query is answered from: those of its task, of very many the best that could be admitted."""

from __future__ import annotations

from collections.abc import Sequence

from modelpick.knowledge.records import ModelRecord
from modelpick.knowledge.store import Servant
from modelpick.pipeline.context import Context, means

__all__ = ["MOST_COMPARED", "is_crowded", "not_compared", "servants_of"]

MOST_COMPARED = 540
"""Models of one task that are compared in full; the packaged catalogue has fewer of each."""


def servants_of(context: Context) -> Sequence[Servant]:
    """The models of the task, and any that the query names outright, so that those can be answered for."""
    if context.task is None:
        return ()
    found = _shortlisted(context, context.task.id)
    if not context.query.models:
        return found
    named = {model.id: model for wanted in context.query.models for model in _named(context, wanted)}
    known = {servant.model.id for servant in found}
    return (*found, *(Servant(model, None) for key, model in named.items() if key not in known))


def _shortlisted(context: Context, task: str) -> Sequence[Servant]:
    """The models of a task; of a task with very many, the best of those that could be admitted."""
    catalog, memo = context.catalog, context.memo
    if not is_crowded(context):
        return memo.servants.of((task, False, None), lambda: catalog.servants(task))
    own, room = context.query.local_only, context.device.usable if context.device else None
    return memo.servants.of(
        (task, own, room),
        lambda: catalog.servants(task, most=MOST_COMPARED, open_only=own, room=room),
    )


def is_crowded(context: Context) -> bool:
    """Whether the task has more models than are compared."""
    return _serving(context) > MOST_COMPARED


def _serving(context: Context) -> int:
    if context.task is None:
        return 0
    key = context.task.id
    return context.memo.serving.of(key, lambda: context.catalog.serving(key))


def _named(context: Context, wanted: str) -> list[ModelRecord]:
    return [model for model in context.catalog.search_models(wanted) if means(context, model, wanted)]


def not_compared(context: Context, servants: Sequence[Servant]) -> tuple[str, ...]:
    """A sentence where only some of the models of the task were compared."""
    if not is_crowded(context):
        return ()
    most = min(MOST_COMPARED, len(servants))
    served = f"{_serving(context):,} models can be asked to do this"
    return (f"{served}: the {most} of the highest quality that could fit are compared",)
