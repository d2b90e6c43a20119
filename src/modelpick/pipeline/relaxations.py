"""From correction sets to changed queries, each proven by asking it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.advice import Advice, Excluded, Rejection, Relaxation
from modelpick.errors import ModelpickError
from modelpick.estimate.device import Device
from modelpick.knowledge.records import DeviceRecord
from modelpick.pipeline.advise import evaluate, judge
from modelpick.pipeline.changes import CHANGES
from modelpick.pipeline.command import options_of
from modelpick.pipeline.context import Context
from modelpick.pipeline.corrections import Correction, corrections
from modelpick.pipeline.drops import dropped
from modelpick.pipeline.larger import Trial
from modelpick.pipeline.market import Market
from modelpick.pipeline.ways_out import WayOut, hosted, way_out
from modelpick.query import Query, under_policy

__all__ = ["options_of", "relaxation_for", "relaxations_of"]

_SHOWN = 5
_TRIED = 8
_MORE_BROKEN = 3


class _Changed(Struct, frozen=True):
    """A changed query, and the options that differ."""

    query: Query
    constraints: frozenset[str]


def relaxations_of(context: Context, advice: Advice) -> tuple[Relaxation, ...]:
    """The smallest changes that let something more through, likeliest first, each with the whole changed line.

    Every one returned was asked, and admits what the query does not; every one of several changes was taken
    back alone, and then nothing more is admitted. For a feasible query they say what else there would be.
    """
    context = replace(context, floors=dict(context.floors), brief=True)
    market = _market(context)
    found = _proven(context, advice, market, _changed(context, advice, market))
    return found or _proven(context, advice, market, _without_options(context, advice))


def relaxation_for(context: Context, advice: Advice, entries: Sequence[Excluded]) -> Relaxation | None:
    """What would admit one of several models; None where nothing on the command line does."""
    context = replace(context, brief=True)
    market = _market(context)
    before, meant = _admitted(advice), {entry.model.id for entry in entries}
    wanted = (_relaxed(context, found, market) for found in corrections(entries))
    for changed in (one for one in wanted if one is not None):
        answer = _ask(context, changed.query)
        new = sorted(_new(answer, before), key=lambda one: one not in meant)
        if answer is not None and new and new[0] in meant:
            return way_out(context, changed.query, answer, new, market).relaxation
    return None


def _market(context: Context) -> Market:
    return context.memo.market.of("", lambda: Market(context.catalog.all("hardware", DeviceRecord)))


def _changed(context: Context, advice: Advice, market: Market) -> Iterator[_Changed]:
    entries = [entry for entry in advice.excluded if entry.class_id is not None]
    named = context.query.states_hardware
    sets = corrections(entries, limit=_TRIED, apart=lambda entry: named and hosted(entry.model))
    found = (_relaxed(context, correction, market) for correction in sets)
    yield from (changed for changed in found if changed is not None)


def _without_options(context: Context, advice: Advice) -> Iterator[_Changed]:
    before = _admitted(advice)
    for query, fields in dropped(context.query, lambda query: bool(_new(_ask(context, query), before))):
        yield _Changed(query, fields)


def _relaxed(context: Context, correction: Correction, market: Market) -> _Changed | None:
    """The query with every constraint of the set moved as far as the model needs, and what only then
    shows."""
    query, least, done = context.query, dict(correction.least), set[str]()
    trial = Trial(
        lambda changed: _broken(context, changed, correction.model),
        lambda changed: _target(context, changed),
        market,
    )
    for _ in range(_MORE_BROKEN):
        for name in (name for name in CHANGES if name in least):
            if not trial.holds(name, query):
                query = CHANGES[name](query, least[name], trial)
            done.add(name)
        left = trial.rejections(query)
        if not left:
            return _Changed(query, frozenset(done))
        if left.keys() & done or not left.keys() <= CHANGES.keys():
            return None
        least = left
    return None


def _broken(context: Context, query: Query, model: str) -> dict[str, Rejection]:
    """What a model breaks under a changed query, by constraint; everything where there is no such target."""
    try:
        return {found.constraint: found for found in judge(context.under(query), model)}
    except ModelpickError as error:
        return {name: Rejection(name, str(error)) for name in CHANGES}


def _target(context: Context, query: Query) -> Device | None:
    try:
        return context.under(query).device
    except ModelpickError:
        return None


def _proven(
    context: Context, advice: Advice, market: Market, queries: Iterable[_Changed]
) -> tuple[Relaxation, ...]:
    before = _admitted(advice)
    found: list[WayOut] = []
    for changed in queries:
        answer = _ask(context, changed.query)
        new = _new(answer, before)
        if answer is None or not new:
            continue
        if _needs_all(replace(context, only=_possible(advice, changed)), changed, before):
            found.append(way_out(context, changed.query, answer, new, market))
    best: dict[frozenset[str], WayOut] = {}
    for one in sorted(found, key=lambda one: one.place):
        best.setdefault(one.options, one)
    near = [one for one in best.values() if not one.place[0]] or list(best.values())
    return tuple(one.relaxation for one in near[:_SHOWN])


def _ask(context: Context, query: Query) -> Advice | None:
    """The answer to a changed query, as its command line would be: a policy still holds, and something is
    asked."""
    if not query.says_what:
        return None
    try:
        return evaluate(context.under(under_policy(query)))
    except ModelpickError:
        return None


def _new(answer: Advice | None, before: frozenset[str]) -> list[str]:
    return [key for key in answer.admitted if key not in before] if answer is not None else []


def _needs_all(context: Context, changed: _Changed, before: frozenset[str]) -> bool:
    """Whether every one of several changes is needed: with any one taken back nothing more is admitted."""
    groups = [group for group in _GROUPS if _differs(context.query, changed.query, group)]
    if len(groups) < 2:
        return True
    back = (
        replace(changed.query, **{name: getattr(context.query, name) for name in group}) for group in groups
    )
    return not any(_new(_ask(context, query), before) for query in back)


def _admitted(advice: Advice) -> frozenset[str]:
    return frozenset(advice.admitted)


def _possible(advice: Advice, changed: _Changed) -> frozenset[str]:
    """What any part of a change could admit: models that break nothing firm which the change leaves as it
    was."""
    could = (
        entry.model.id
        for entry in advice.excluded
        if {r.constraint for r in entry.rejections} - _SOFT <= changed.constraints
    )
    return frozenset(could) | _admitted(advice)


_SOFT = frozenset({"task", "modality", "memory", "min-speed", "max-latency", "latency"})
"""Constraints that a change of another option may lift: the choice of classes, the device or the context
decide them."""


def _differs(one: Query, other: Query, group: tuple[str, ...]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in group)


_GROUPS: tuple[tuple[str, ...], ...] = (
    ("hardware", "vram", "ram", "memory"),
    ("privacy", "on_device"),
    *(
        (name,)
        for name in (
            *("inputs", "outputs", "modalities", "region", "latency", "min_speed", "max_latency", "context"),
            *("license", "languages", "max_price", "quality"),
            *("classes", "families", "providers", "models", "exclude", "matrix"),
        )
    ),
)
"""Fields that change together."""
