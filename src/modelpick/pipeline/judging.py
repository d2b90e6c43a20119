"""Candidates against the constraints, and the order of those that satisfy all of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.knowledge.store import PROVEN, Servant
from modelpick.pipeline.candidates import Candidate, find_candidates, request_of, roles_of, target_of
from modelpick.pipeline.classify import classify
from modelpick.pipeline.constraints import rejections
from modelpick.pipeline.context import Context
from modelpick.pipeline.field import Broken, Field
from modelpick.pipeline.ranking import Ranking, rank
from modelpick.pipeline.servants import is_crowded, servants_of
from modelpick.query import Query

__all__ = ["Judged", "judged_of", "proven"]


class Judged(Struct, frozen=True):
    """Every candidate, split by whether it satisfies all constraints."""

    field: Field
    broken: tuple[Broken, ...]
    ranking: Ranking


def judged_of(context: Context, servants: Sequence[Servant]) -> Judged:
    """The models of the task in the classes that were chosen; all of them where models were asked for by name."""
    field = _likely(context, servants) if context.brief else _field(context, servants)
    broken = field.broken(context)
    return Judged(field, broken, rank(context, field, field.admitted(broken)))


def proven(context: Context) -> tuple[float, ...]:
    """The measured qualities of the models that the task itself admits, whatever else is asked."""
    asked = context.query
    query = Query(task=asked.task, inputs=asked.inputs, outputs=asked.outputs, matrix=asked.matrix)
    bare = replace(context, query=query, device=None, brief=False)
    bare = replace(bare, chosen=classify(bare).chosen)
    return context.memo.proven.of((_asked(bare), asked.matrix), lambda: tuple(_proven(bare)))


def _proven(context: Context) -> Iterator[float]:
    servants = servants_of(context)
    for servant, role in zip(servants, _roles(context, servants), strict=True):
        quality = servant.quality
        if quality is None or quality.grade not in PROVEN or role is None:
            continue
        if not rejections(context, Candidate(servant.model, role, quality, None)):
            yield quality.value


def _field(context: Context, servants: Sequence[Servant]) -> Field:
    """The candidates, kept for queries alike in all that they rest on."""
    roles = _roles(context, servants)
    key = (roles, _asked(context), context.device, target_of(context), request_of(context))
    return context.memo.fields.of(key, lambda: _made(context, servants, roles, range(len(servants))))


def _made(
    context: Context, servants: Sequence[Servant], roles: Sequence[str | None], among: Sequence[int]
) -> Field:
    """The candidates at some positions, over the field of all models without class and target."""
    asked = bool(context.query.models)
    positions = [i for i in among if asked or roles[i] is not None]
    some = [servants[i] for i in positions]
    candidates = find_candidates(context, some, [roles[i] for i in positions])
    return Field(candidates, _base(context, servants), positions)


def _base(context: Context, servants: Sequence[Servant]) -> Field:
    key = ("base", _asked(context), context.device is None)
    bare = (Candidate(servant.model, None, servant.quality, None) for servant in servants)
    return context.memo.fields.of(key, lambda: Field(tuple(bare)))


def _roles(context: Context, servants: Sequence[Servant]) -> tuple[str | None, ...]:
    key = (_asked(context), tuple(context.chosen.items()))
    return context.memo.roles.of(key, lambda: roles_of(context, servants))


def _asked(context: Context) -> tuple[Hashable, ...]:
    """What the models of a query depend on, and what is looked at beside them."""
    task = context.task.id if context.task else None
    room = None
    if is_crowded(context):
        room = (context.query.local_only, context.device.usable if context.device else None)
    return (task, room, context.inputs, context.outputs, context.query.models)


def _likely(context: Context, servants: Sequence[Servant]) -> Field:
    """Those that break nothing which can be told without an estimate, the part that takes time."""
    query = replace(context.query, min_speed=None, max_latency=None, latency=None)
    bare = replace(context, device=None, query=query, brief=False)
    field = _field(bare, servants)
    held = {field.candidates[i].model.id for i in field.admitted(field.broken(bare))}
    if context.only is not None:
        held &= context.only
    among = [i for i, servant in enumerate(servants) if servant.model.id in held]
    return _made(context, servants, _roles(context, servants), among)
