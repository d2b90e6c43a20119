"""What is to be sized: a model of the catalogue, or a plain size with a typical architecture."""

from __future__ import annotations

from math import log

from msgspec import Struct
from msgspec.structs import replace

from modelpick.adviser import Adviser
from modelpick.errors import UsageError
from modelpick.estimate.shape import ModelShape
from modelpick.knowledge.records import MemoryBySize, ModelRecord, TypicalSize
from modelpick.pipeline.candidates import shape_of
from modelpick.planning.plain_size import PlainSize, mixture_of, plain_size
from modelpick.units import format_count

__all__ = ["Subject", "find_subject", "refuse_context"]

_SAME_SIZE = 0.02


class Subject(Struct, frozen=True):
    """A model, or what stands for one.

    Attributes:
        name: as shown.
        model: the record that names it in commands; for a plain size the typical one, with nothing published.
        size: the plain size; None for a model of the catalogue.
        typical: the model that lends a plain size its architecture.
        said: what the founding documents say of sizes like it.
        notes: what was taken for granted.
    """

    name: str
    model: ModelRecord
    shape: ModelShape
    size: PlainSize | None = None
    typical: str | None = None
    said: tuple[MemoryBySize, ...] = ()
    notes: tuple[str, ...] = ()


def find_subject(name: str, adviser: Adviser) -> Subject:
    """The model or plain size that ``name`` means.

    Raises:
        UsageError: no model, several, or a size that cannot be.
    """
    size = plain_size(name)
    if size is not None:
        return _plain(size, adviser)
    model, notes = _with_architecture(adviser.model(name), adviser)
    return Subject(model.id, model, _shape(model, adviser), notes=notes)


def refuse_context(subject: Subject, context: int | None) -> None:
    """Raise UsageError for more context than the model was made for."""
    limit = subject.shape.context
    if context is not None and limit is not None and context > limit:
        error = UsageError(
            f"--context: {context:,} tokens are more than the {limit:,} that {subject.name} was made for",
            hint=f"--context {limit} or less",
        )
        error.option = "context"
        raise error


def _shape(model: ModelRecord, adviser: Adviser) -> ModelShape:
    return shape_of(model, adviser.shared.candidate(model.classes[0]), adviser.shared)


def _with_architecture(model: ModelRecord, adviser: Adviser) -> tuple[ModelRecord, tuple[str, ...]]:
    """The model with the architecture of the one it was tuned from, where its own is not recorded."""
    if model.architecture is not None or model.base is None:
        return model, ()
    try:
        base = adviser.catalog.model(model.base)
    except KeyError:
        return model, ()
    if base.architecture is None or not _alike(model.parameters, base.parameters):
        return model, ()
    return replace(model, architecture=base.architecture), (f"architecture as of {base.id}, its base",)


def _alike(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one / other - 1) <= _SAME_SIZE


def _plain(size: PlainSize, adviser: Adviser) -> Subject:
    typical, exact = _typical(size, adviser)
    arch = _shape(typical, adviser).architecture
    if exact and size.experts:
        shape = replace(_shape(typical, adviser), files={}, context=None, vision=False)
    elif size.experts and arch is not None:
        shape = mixture_of(arch, size.parameters, size.experts)
    else:
        shape = ModelShape(size.text, "text", size.parameters, architecture=arch)
    shape = replace(shape, id=size.text)
    # Nothing published of the typical model speaks for the size; only its name may not stay in commands.
    stand_in = replace(
        typical, id="PATH_TO_YOUR_MODEL", name=size.text, files=(), run=(), speeds=(), price=None
    )
    return Subject(
        name=size.text,
        model=stand_in,
        shape=shape,
        size=size,
        typical=typical.id,
        said=_said(size, adviser),
        notes=tuple(_notes(size, shape, typical)),
    )


def _typical(size: PlainSize, adviser: Adviser) -> tuple[ModelRecord, bool]:
    """The model whose architecture a plain size takes, and whether its name is the size itself."""
    listed = {entry.id: entry for entry in adviser.catalog.all("typical_sizes", TypicalSize)}
    named = listed.get(size.text.lower())
    if named is not None:
        return adviser.catalog.model(named.model), True
    dense = [adviser.catalog.model(entry.model) for key, entry in sorted(listed.items()) if "x" not in key]
    wanted = size.parameters
    return min(dense, key=lambda model: abs(log((model.parameters or 1) / wanted))), False


def _said(size: PlainSize, adviser: Adviser) -> tuple[MemoryBySize, ...]:
    """The row of the same size, else those on both sides of it; none for a mixture."""
    if size.experts:
        return ()
    rows = sorted(adviser.catalog.all("memory_by_size", MemoryBySize), key=lambda row: row.parameters)
    same = [row for row in rows if row.parameters == size.parameters]
    below = [row for row in rows if row.parameters < size.parameters][-1:]
    above = [row for row in rows if row.parameters > size.parameters][:1]
    return tuple(same or [*below, *above])


def _notes(size: PlainSize, shape: ModelShape, typical: ModelRecord) -> list[str]:
    notes = [f"no model was named: the architecture is that of {typical.id}, as a typical one"]
    if size.experts:
        whole = format_count(shape.parameters or 0)
        naive = format_count(size.experts * size.parameters)
        notes.append(
            f"{size.text} holds {whole} parameters, not {naive}: experts share attention and embeddings"
        )
    return notes
