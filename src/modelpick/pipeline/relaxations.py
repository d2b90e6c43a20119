"""From correction sets to changed queries, each proven by asking it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from modelpick.advice import Advice, Excluded, Relaxation
from modelpick.errors import ModelpickError
from modelpick.pipeline.advise import evaluate, judge
from modelpick.pipeline.changes import CHANGES
from modelpick.pipeline.command import command_line, size_text
from modelpick.pipeline.context import Context
from modelpick.pipeline.corrections import Correction, corrections
from modelpick.pipeline.costs import costs_of
from modelpick.query import Query, under_policy

__all__ = ["options_of", "relaxation_for", "relaxations_of"]

_SHOWN = 5
_TRIED = 8
_UNLOCKED_SHOWN = 3
_MORE_BROKEN = 3


class _Changed(Struct, frozen=True):
    """A changed query, and the options that differ."""

    query: Query
    constraints: frozenset[str]


def relaxations_of(context: Context, advice: Advice) -> tuple[Relaxation, ...]:
    """The smallest changes that let something more through, fewest first, each with the whole changed line.

    Every one returned was asked, and admits what the query does not; every one of several changes was taken
    back alone, and then nothing more is admitted. For a feasible query they say what else there would be.
    """
    context = replace(context, floors=dict(context.floors), brief=True)
    found = _proven(context, advice, _changed(context, advice), _SHOWN)
    return found or _proven(context, advice, _without_options(context, _admitted(advice)), _SHOWN)


def relaxation_for(context: Context, advice: Advice, entry: Excluded) -> Relaxation | None:
    """What would admit one model; None where nothing on the command line does."""
    context = replace(context, brief=True)
    before = _admitted(advice)
    wanted = (_relaxed(context, found) for found in corrections([entry]))
    for changed in (one for one in wanted if one is not None):
        answer = _ask(context, changed.query)
        if answer is not None and any(a.model.id == entry.model.id for a in answer.alternatives):
            return _relaxation(context.query, changed.query, answer, before, first=entry.model.id)
    return None


def _changed(context: Context, advice: Advice) -> Iterator[_Changed]:
    entries = [entry for entry in advice.excluded if entry.class_id is not None]
    found = (_relaxed(context, correction) for correction in corrections(entries, limit=_TRIED))
    yield from (changed for changed in found if changed is not None)


def _relaxed(context: Context, correction: Correction) -> _Changed | None:
    """The query with every constraint of the set moved as far as the model needs, and what only then
    shows."""
    query, least, done = context.query, dict(correction.least), set[str]()

    def breaks(changed: Query) -> frozenset[str]:
        try:
            return frozenset(found.constraint for found in judge(context.under(changed), correction.model))
        except ModelpickError:
            return frozenset(CHANGES)

    for _ in range(_MORE_BROKEN):
        for name in (name for name in CHANGES if name in least):
            query = CHANGES[name](query, least[name], breaks)
            done.add(name)
        left = {found.constraint: found for found in judge(context.under(query), correction.model)}
        if not left:
            return _Changed(query, frozenset(done))
        if left.keys() & done or not left.keys() <= CHANGES.keys():
            return None
        least = left
    return None


def _proven(
    context: Context, advice: Advice, queries: Iterable[_Changed], most: int
) -> tuple[Relaxation, ...]:
    before = _admitted(advice)
    found: dict[str, Relaxation] = {}
    for changed in queries:
        answer = _ask(context, changed.query)
        if answer is None or not _new(answer, before):
            continue
        if not _needs_all(replace(context, only=_possible(advice, changed)), changed, before):
            continue
        relaxation = _relaxation(context.query, changed.query, answer, before)
        found.setdefault(relaxation.command, relaxation)
        if len(found) == most:
            break
    return tuple(sorted(found.values(), key=lambda one: len(one.set) + len(one.drop)))


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
    found = answer.alternatives if answer is not None else ()
    return [a.model.id for a in found if a.model.id not in before]


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
    return frozenset(found.model.id for found in advice.alternatives)


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


def _relaxation(
    before: Query, after: Query, answer: Advice, known: frozenset[str], *, first: str | None = None
) -> Relaxation:
    old, new = options_of(before), options_of(after)
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    dropped = tuple(name for name in old if name not in new)
    unlocked = tuple(sorted(_new(answer, known), key=lambda key: key != first))[:_UNLOCKED_SHOWN]
    words = [f"--{name} {value}" for name, value in changed.items()]
    words += [f"without --{name}" for name in dropped]
    text = f"{' and '.join(words)} would admit {', '.join(unlocked)}"
    costs = costs_of(before, after, answer, unlocked)
    return Relaxation(changed, dropped, command_line(after), text, unlocked, costs)


def options_of(query: Query) -> dict[str, str]:
    """The options a query sets, by their name on the command line."""
    found: dict[str, Any] = {
        "input": query.inputs,
        "output": query.outputs,
        "modalities": query.modalities,
        "on-device": query.on_device or None,
        "privacy": None if query.privacy == "any" else query.privacy,
        "region": query.region,
        "hardware": query.hardware,
        "vram": None if query.vram is None else size_text(query.vram),
        "ram": None if query.ram is None else size_text(query.ram),
        "memory": None if query.memory is None else size_text(query.memory),
        "latency": query.latency,
        "min-speed": query.min_speed,
        "max-latency": query.max_latency,
        "context": query.context,
        "concurrency": None if query.concurrency == 1 else query.concurrency,
        "license": query.license,
        "language": query.languages,
        "max-price": query.max_price,
        "quality": None if query.quality == "any" else query.quality,
        "class": query.classes,
        "family": query.families,
        "provider": query.providers,
        "model": query.models,
        "exclude": query.exclude,
        "policy": query.policy.source if query.policy else None,
        "matrix": None if query.matrix == "current" else query.matrix,
    }
    return {name: _text(value) for name, value in found.items() if value not in (None, ())}


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return " ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _without_options(context: Context, before: frozenset[str]) -> Iterator[_Changed]:
    """For a query that no class can serve: one option dropped, then two, then all but the task."""
    query, enough = context.query, set[frozenset[int]]()
    drops = [
        (i, change)
        for i, change in enumerate(_DROPS)
        if any(getattr(query, name) != value for name, value in change.items())
    ]
    for size in (1, 2, len(drops)):
        for chosen in combinations(drops, size):
            key = frozenset(i for i, _ in chosen)
            if any(found <= key for found in enough):
                continue
            values = {name: value for _, change in chosen for name, value in change.items()}
            changed = replace(query, **values)
            if _new(_ask(context, changed), before):
                enough.add(key)
                yield _Changed(changed, frozenset(values))


_DROPS: tuple[Mapping[str, Any], ...] = (
    {"classes": ()},
    {"modalities": None},
    {"outputs": ()},
    {"inputs": ()},
    {"models": ()},
    {"families": ()},
    {"providers": ()},
    {"exclude": ()},
    {"min_speed": None},
    {"max_latency": None},
    {"latency": None},
    {"hardware": None, "vram": None, "ram": None, "memory": None},
    {"on_device": False, "privacy": "any"},
    {"license": ()},
    {"languages": ()},
    {"region": None},
    {"context": None},
    {"quality": "any"},
    {"max_price": None},
    {"matrix": "current"},
)
