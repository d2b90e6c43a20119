"""What the query names or shuts out: models, families, providers, classes. Each is judged on its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf, log2

from modelpick.advice import Rejection
from modelpick.knowledge.naming import begins_with, is_called
from modelpick.knowledge.records import ModelRecord
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.context import Context, means
from modelpick.units import parse_parameters

__all__ = ["RESTRICTIONS", "exclusion", "restriction"]

_NEAR = 0.09


def restriction(context: Context, candidate: Candidate) -> Rejection | None:
    """The first of `RESTRICTIONS` that is broken."""
    found = (holds(context, candidate) for holds in RESTRICTIONS.values())
    return next((rejection for rejection in found if rejection is not None), None)


def _model(context: Context, candidate: Candidate) -> Rejection | None:
    wanted, model = context.query.models, candidate.model
    if not wanted or any(means(context, model, name) for name in wanted):
        return None
    because = f"--model allows {', '.join(wanted)} only"
    sizes = [size for name in wanted if (size := parse_parameters(name)) is not None]
    if len(sizes) < len(wanted):
        return Rejection("model", because, unless="--model were dropped")
    return _other_size(model, sizes, because)


def _other_size(model: ModelRecord, sizes: Sequence[int], because: str) -> Rejection:
    """How many doublings the model is away from the nearest size that was asked; an unknown size is farthest."""
    if not model.parameters:
        return Rejection("model", because, amount=inf, unless="--model were dropped")
    text = _size_word(model.parameters)
    away = min(abs(log2(model.parameters / size)) for size in sizes)
    return Rejection("model", because, needed=text, amount=away, unless=f"--model {text}")


def _size_word(parameters: float) -> str:
    """As sizes are named: whole numbers where they are near enough to mean the model (``8B``), else two figures."""
    unit, letter = (1e9, "B") if parameters >= 1e9 else (1e6, "M")
    number = parameters / unit
    whole = round(number)
    near = whole if whole and abs(number / whole - 1) <= _NEAR else float(f"{number:.2g}")
    return f"{near:g}{letter}"


def _family(context: Context, candidate: Candidate) -> Rejection | None:
    wanted = context.query.families
    if not wanted or any(begins_with(candidate.model.family, name) for name in wanted):
        return None
    return Rejection("family", f"--family allows {', '.join(wanted)} only", unless="--family were dropped")


def _provider(context: Context, candidate: Candidate) -> Rejection | None:
    wanted = context.query.providers
    if not wanted or any(begins_with(candidate.model.provider, name) for name in wanted):
        return None
    because = f"--provider allows {', '.join(wanted)} only"
    return Rejection("provider", because, unless="--provider were dropped")


def _class(context: Context, candidate: Candidate) -> Rejection | None:
    wanted, model = context.query.classes, candidate.model
    if not wanted:
        return None
    allowed = {context.shared.candidate(name) for name in wanted}
    if allowed & {*model.classes, *model.attributes}:
        return None
    return Rejection("class", f"--class allows {', '.join(wanted)} only", unless="--class were dropped")


def exclusion(context: Context, candidate: Candidate) -> Rejection | None:
    """What ``--exclude`` names."""
    hit = next((name for name in context.query.exclude if is_called(candidate.model, name)), None)
    if hit is None:
        return None
    return Rejection("exclude", f"excluded by --exclude {hit}", unless="it were not excluded")


RESTRICTIONS: Mapping[str, Callable[[Context, Candidate], Rejection | None]] = {
    "models": _model,
    "families": _family,
    "providers": _provider,
    "classes": _class,
}
"""The options that allow only what they name, by the field of the query that they read."""
