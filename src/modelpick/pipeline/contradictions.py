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
from modelpick.query import Query
from modelpick.units import format_gb

__all__ = ["contradictions_of"]

_NAMES = frozenset({"model", "family", "provider", "class"})
_UNMENDABLE = ("task", "modality", "lifecycle", "policy", "privacy", "region", "license")
_ALWAYS = {"privacy": "closed weights never leave their provider", "lifecycle": "it is no longer offered"}
_SHOWN = 3
_WHOLE = frozenset({"phone", "board", "microcontroller", "soc"})
"""Devices whose memory cannot be changed."""


def contradictions_of(context: Context, advice: Advice) -> tuple[Contradiction, ...]:
    """For the models or classes that a query names: why none of them can ever satisfy it, and what comes
    nearest.

    Empty where the query names none, or where a number or other hardware would let one of them through.
    """
    query = context.query
    if not (query.models or query.families or query.providers or query.classes):
        return ()
    context = replace(context, brief=True)
    named = [entry for entry in advice.excluded if not _NAMES & {r.constraint for r in entry.rejections}]
    if named:
        return tuple(_of_models(context, named))
    return tuple(_of_classes(context, advice))


def _of_models(context: Context, named: Sequence[Excluded]) -> Iterator[Contradiction]:
    biggest = _largest_of_kind(context)
    blocks = [_block(context, entry, biggest) for entry in named]
    if not all(blocks):
        return
    nearest = _nearest(context, _unnamed(context.query))
    for name in dict.fromkeys(found.constraint for block in blocks for found in block[:1]):
        pairs = [(e, b[0]) for e, b in zip(named, blocks, strict=True) if b[0].constraint == name]
        entry, found = min(pairs, key=lambda pair: pair[1].amount)
        others = f" (and {len(pairs) - 1} more of that name)" if len(pairs) > 1 else ""
        because = f"{found.because}; {_ALWAYS[name]}" if name in _ALWAYS else found.because
        yield Contradiction((name,), f"{entry.model.id}{others}: {because}", nearest)


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
    if device is None or device.kind not in _WHOLE or context.query.hardware is None:
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


def _of_classes(context: Context, advice: Advice) -> Iterator[Contradiction]:
    query, what = context.query, context.task.name.lower() if context.task else "this"
    nearest = _nearest(context, _unnamed(query))
    for name in query.classes:
        because = _unable(context, name) or f"no model of the class can be asked for {what}"
        yield Contradiction(("class",), f"{context.shared.classes[name].name}: {because}", nearest)
    for option, names in (("family", query.families), ("provider", query.providers), ("model", query.models)):
        if names:
            yield Contradiction((option,), f"nothing of {', '.join(names)} can be asked for {what}", nearest)


def _unable(context: Context, name: str) -> str | None:
    """What a class cannot take or give of what is asked."""
    found = context.shared.classes[name]
    if found.kind == "attribute":
        return None
    lacks = [f"take {word}" for word in context.inputs if word not in found.inputs]
    lacks += [f"give {word}" for word in context.outputs if word not in found.outputs]
    return f"it does not {' or '.join(lacks)}" if lacks else None
