"""From correction sets to changed queries, each proven by asking it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from modelpick.advice import Advice, Excluded, Rejection, Relaxation
from modelpick.errors import ModelpickError
from modelpick.pipeline.advise import evaluate
from modelpick.pipeline.candidates import find_candidates
from modelpick.pipeline.classify import classify
from modelpick.pipeline.command import command_line, size_text
from modelpick.pipeline.constraints import rejections
from modelpick.pipeline.context import Context
from modelpick.pipeline.corrections import Correction, corrections
from modelpick.query import Query, under_policy

__all__ = ["options_of", "relaxations_of"]

_SHOWN = 4
_UNLOCKED_SHOWN = 3
_LARGEST_GB = 4096

Change = Callable[[Context, Query, Rejection, str], Query]


def relaxations_of(context: Context, advice: Advice) -> tuple[Relaxation, ...]:
    """The smallest changes that make the query feasible, fewest first, each with the whole command line.

    Every one returned was asked and answered; a set that does not lead to an answer is left out.
    """
    context = replace(context, task=advice.task)
    found = _proven(context, _changed(context, advice))
    return found or _proven(context, _without_options(context.query))


def _changed(context: Context, advice: Advice) -> Iterator[Query]:
    for correction in corrections(_worth_changing(advice)):
        try:
            yield _relax(context, correction)
        except ModelpickError:
            continue


def _worth_changing(advice: Advice) -> list[Excluded]:
    return [entry for entry in advice.excluded if entry.class_id is not None]


def _proven(context: Context, queries: Iterator[Query]) -> tuple[Relaxation, ...]:
    found: dict[str, Relaxation] = {}
    for changed in queries:
        query = under_policy(changed)
        if query == context.query or not query.says_what:
            continue
        try:
            answer = evaluate(context.under(query))
        except ModelpickError:
            continue
        if answer.feasible:
            relaxation = _relaxation(context.query, query, answer)
            found.setdefault(relaxation.command, relaxation)
        if len(found) == _SHOWN:
            break
    return tuple(found.values())


def _relaxation(before: Query, after: Query, answer: Advice) -> Relaxation:
    changed = {
        name: value for name, value in options_of(after).items() if options_of(before).get(name) != value
    }
    dropped = tuple(name for name in options_of(before) if name not in options_of(after))
    unlocked = tuple(a.model.id for a in answer.alternatives[:_UNLOCKED_SHOWN])
    words = [f"--{name} {value}" for name, value in changed.items()] + [
        f"without --{name}" for name in dropped
    ]
    text = f"{' and '.join(words)} would admit {', '.join(unlocked)}"
    return Relaxation(changed, dropped, command_line(after), text, unlocked)


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
    }
    return {name: _text(value) for name, value in found.items() if value not in (None, ())}


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return " ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _relax(context: Context, correction: Correction) -> Query:
    query = context.query
    for name in sorted(correction.constraints, key=lambda name: name == "memory"):
        query = _CHANGES[name](context, query, correction.least[name], correction.model)
    return query


def _enough_memory(context: Context, query: Query, rejection: Rejection, model: str) -> Query:
    """The smallest whole number of GB that admits the model, found by asking: reserves are not linear."""
    low, high = 0, 1
    while not _admits(context, _sized(query, high), model):
        low, high = high, high * 2
        if high > _LARGEST_GB:
            return replace(query, hardware=None, vram=None, ram=None, memory=None, on_device=False)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _admits(context, _sized(query, middle), model) else (middle, high)
    return _sized(query, high)


def _sized(query: Query, gigabytes: int) -> Query:
    """The query on a target of that size, of the kind it described."""
    size = gigabytes * 1e9
    if query.vram:
        return replace(query, vram=size, hardware=None)
    if query.ram is not None:
        return replace(query, ram=size, hardware=None)
    return replace(query, memory=size, hardware=None)


def _admits(context: Context, query: Query, model: str) -> bool:
    """Whether the memory of the changed query holds one model."""
    changed = context.under(query)
    votes = classify(changed).votes
    servants = [
        s for s in changed.catalog.servants(changed.task.id if changed.task else "") if s.model.id == model
    ]
    found = [rejections(changed, candidate) for candidate in find_candidates(changed, votes, servants)]
    return bool(found) and all(r.constraint != "memory" for r in found[0])


def _without_options(query: Query) -> Iterator[Query]:
    """For a query that no class can serve: one option dropped, then two, then all but the task."""
    drops: list[Mapping[str, Any]] = [
        change for change in _DROPS if any(getattr(query, name) != value for name, value in change.items())
    ]
    for size in (1, 2):
        for chosen in combinations(drops, size):
            yield replace(query, **{name: value for change in chosen for name, value in change.items()})
    yield replace(query, **{name: value for change in drops for name, value in change.items()})


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
)


def _drop(**values: Any) -> Change:
    return lambda context, query, rejection, model: replace(query, **values)


def _max_latency(context: Context, query: Query, rejection: Rejection, model: str) -> Query:
    return replace(query, max_latency=rejection.amount * 1.05 if rejection.needed else None)


def _min_speed(context: Context, query: Query, rejection: Rejection, model: str) -> Query:
    return replace(query, min_speed=float(rejection.needed) * 0.95 if rejection.needed else None)


def _context_length(context: Context, query: Query, rejection: Rejection, model: str) -> Query:
    return replace(query, context=int(rejection.needed) if rejection.needed else None)


def _price(context: Context, query: Query, rejection: Rejection, model: str) -> Query:
    return replace(query, max_price=float(rejection.needed) if rejection.needed else None)


def _modality_count(context: Context, query: Query, rejection: Rejection, model: str) -> Query:
    return replace(query, modalities=int(rejection.needed) if rejection.needed else None)


_CHANGES: Mapping[str, Change] = {
    "memory": _enough_memory,
    "max-latency": _max_latency,
    "min-speed": _min_speed,
    "latency": _drop(latency=None),
    "context": _context_length,
    "price": _price,
    "modalities": _modality_count,
    "modality": _drop(inputs=(), outputs=()),
    "privacy": _drop(privacy="any", on_device=False),
    "region": _drop(region=None),
    "license": _drop(license=()),
    "language": _drop(languages=()),
    "quality": _drop(quality="any"),
    "model": _drop(models=()),
    "family": _drop(families=()),
    "provider": _drop(providers=()),
    "class": _drop(classes=()),
    "exclude": _drop(exclude=()),
}
