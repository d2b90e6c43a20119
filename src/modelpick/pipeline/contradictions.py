"""What no change of hardware or of a number mends: a text model asked to see, a closed one air-gapped, 405B
on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from modelpick.advice import Advice, Contradiction, Excluded, Rejection
from modelpick.errors import ModelpickError
from modelpick.knowledge.records import DeviceRecord
from modelpick.pipeline.advise import evaluate
from modelpick.pipeline.context import Context
from modelpick.pipeline.market import BOUGHT_WHOLE
from modelpick.query import Query
from modelpick.units import format_gb, parse_parameters

__all__ = ["contradictions_of"]

_NAMES = frozenset({"model", "family", "provider", "class"})
_UNMENDABLE = ("task", "modality", "lifecycle", "policy", "privacy", "region", "license")
_OTHER_THINGS = ("task", "lifecycle")
_ALWAYS = {"privacy": "closed weights never leave their provider", "lifecycle": "no option brings it back"}
_FIELDS = {"models": "model", "families": "family", "providers": "provider", "classes": "class"}
_SHOWN = 3


def contradictions_of(context: Context, advice: Advice) -> tuple[Contradiction, ...]:
    """For the models or classes that a query names: why none of them can ever satisfy it, and what comes
    nearest.

    Empty where the query names none, or where a number or other hardware would let one of them through.
    """
    query = context.query
    if not any(getattr(query, field) for field in _FIELDS):
        return ()
    context = replace(context, brief=True)
    named = [entry for entry in advice.excluded if not _NAMES & {r.constraint for r in entry.rejections}]
    if named:
        return tuple(_of_models(context, _meant(named)))
    return tuple(_of_names(context, advice))


def _meant(named: list[Excluded]) -> list[Excluded]:
    """Those of a name that the query can mean: not what does other work, or is gone, where others are neither."""
    for name in _OTHER_THINGS:
        named = [e for e in named if name not in {r.constraint for r in e.rejections}] or named
    return named


def _of_models(context: Context, named: Sequence[Excluded]) -> Iterator[Contradiction]:
    biggest = _largest_of_kind(context)
    blocks = [_block(context, entry, biggest) for entry in named]
    if not all(blocks):
        return
    nearest = _nearest(context, _unnamed(context.query))
    for name in dict.fromkeys(found.constraint for block in blocks for found in block[:1]):
        pairs = [(e, b[0]) for e, b in zip(named, blocks, strict=True) if b[0].constraint == name]
        entry, found = min(pairs, key=lambda pair: (pair[1].amount, -(pair[0].model.downloads or 0)))
        because = f"{found.because}; {_ALWAYS[name]}" if name in _ALWAYS else found.because
        text = f"{entry.model.id}{_others(context.query, len(pairs) - 1)}: {because}"
        yield Contradiction((name,), text, nearest)


def _others(query: Query, count: int) -> str:
    if not count:
        return ""
    sizes = query.models and all(parse_parameters(name) for name in query.models)
    return f" (and {count} more of that {'size' if sizes else 'name'})"


def _block(context: Context, entry: Excluded, biggest: float | None) -> list[Rejection]:
    """What of its rejections nothing but another model or a dropped rule mends."""
    # Of several that share a name the last says most: not "of another class" but "not made for this".
    last = {r.constraint: r for r in entry.rejections}
    found = [last[name] for name in _UNMENDABLE if name in last]
    memory = next((r for r in entry.rejections if r.constraint == "memory"), None)
    if memory is not None and biggest is not None and memory.amount > biggest:
        kind = context.device.kind if context.device else ""
        what = {"soc": "computer of one chip", "board": "single-board computer"}.get(kind, kind)
        because = f"{memory.because}; no {what} of the catalogue has more than {format_gb(biggest)}"
        found.append(replace(memory, because=because))
    return found


def _largest_of_kind(context: Context) -> float | None:
    """Bytes of the largest device of the kind that was named; None where memory can be added or nothing was
    named."""
    device = context.device
    if device is None or device.kind not in BOUGHT_WHOLE or context.query.hardware is None:
        return None
    records = context.catalog.all("hardware", DeviceRecord)
    sizes = [size for record in records if record.kind == device.kind for size in record.memory_gb]
    return max(sizes, default=0.0) * 1e9 or None


def _unnamed(query: Query) -> Query:
    return replace(query, models=(), families=(), providers=(), classes=())


def _nearest(context: Context, query: Query) -> tuple[str, ...]:
    try:
        answer = evaluate(context.under(query))
    except ModelpickError:
        return ()
    return tuple(a.model.id for a in answer.alternatives[:_SHOWN])


def _of_names(context: Context, advice: Advice) -> Iterator[Contradiction]:
    """Where nothing at all answers to what the query names: a class that cannot do it, a name that has no such model,
    or names that no one model has together."""
    query, what = context.query, context.task.name.lower() if context.task else "this"
    nearest = _nearest(context, _unnamed(query))
    broken = [{r.constraint for r in entry.rejections} for entry in _asked(context, advice)]
    empty = {field: names for field, names in _named(query) if all(_FIELDS[field] in b for b in broken)}
    unnamed = bool(query.classes) and (not advice.excluded or "classes" in empty)
    for name in query.classes if unnamed else ():
        because = _unable(context, name) or f"no decision table names it for {what}"
        yield Contradiction(("class",), f"{context.shared.classes[name].name}: {because}", nearest)
    for field, names in empty.items():
        if field != "classes":
            text = f"nothing of {', '.join(names)} can be asked for {what}"
            yield Contradiction((_FIELDS[field],), text, nearest)
    together = [pair for pair in _named(query) if not (unnamed and pair[0] == "classes")]
    if not empty and len(together) > 1:
        asked = [f"--{_FIELDS[field]} {', '.join(names)}" for field, names in together]
        options = tuple(_FIELDS[field] for field, _ in together)
        yield Contradiction(options, f"no one model is {' and '.join(asked)}", nearest)


def _asked(context: Context, advice: Advice) -> Sequence[Excluded]:
    """Every model that was judged; where no table names the classes asked for, none was, and those of any class
    are."""
    if advice.excluded or not context.query.classes:
        return advice.excluded
    return evaluate(replace(context.under(replace(context.query, classes=())), brief=False)).excluded


def _named(query: Query) -> list[tuple[str, tuple[str, ...]]]:
    return [(field, names) for field in _FIELDS if (names := getattr(query, field))]


def _unable(context: Context, name: str) -> str | None:
    """What a class cannot take or give of what is asked."""
    found = context.shared.classes[name]
    if found.kind == "attribute":
        return None
    lacks = [f"take {word}" for word in context.inputs if word not in found.inputs]
    lacks += [f"give {word}" for word in context.outputs if word not in found.outputs]
    return f"it does not {' or '.join(lacks)}" if lacks else None
