"""Whether a model fits a device, at every quantisation: the answer of ``modelpick fit``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.adviser import Adviser
from modelpick.estimate.fit import Option, choose, fit_options, reason_unknown
from modelpick.estimate.quantization import Quantization, is_measured
from modelpick.estimate.request import Request
from modelpick.hardware.describe import ram_pool
from modelpick.knowledge.records import QuantizationRecord
from modelpick.pipeline.published import measured_on
from modelpick.sizing.ask import Ask
from modelpick.sizing.formats import formats_for, is_good
from modelpick.sizing.subject import Subject, find_subject, refuse_context
from modelpick.sizing.target import Target, target_of
from modelpick.units import format_figure, format_gb

__all__ = ["USUAL_CONTEXT", "Fitted", "fitted", "request_of", "unsizable"]

USUAL_CONTEXT = 8192
"""Tokens assumed where none are asked for: a long conversation or a few pages."""
_RUINED = 0.3
"""Share of quality lost beyond which no use of a model is advised: any smaller one at four bits does better."""
_SOLD = (16e9, 32e9, 64e9, 96e9, 128e9, 192e9, 256e9, 512e9)
"""System memory that machines are sold with."""


class Fitted(Struct, frozen=True):
    """The answer.

    Attributes:
        options: one a quantisation, largest first; empty where ``unknown`` says why.
        chosen: id of the quantisation to use; None where none runs.
        unknown: why nothing can be said.
        remedies: what would fit instead, where nothing does.
        quantizations: records of those in ``options``, for what they cost and its source.
        notes: what was assumed or left out.
    """

    subject: Subject
    target: Target
    request: Request
    options: tuple[Option, ...]
    chosen: str | None
    unknown: str | None
    remedies: tuple[str, ...]
    quantizations: Mapping[str, QuantizationRecord]
    notes: tuple[str, ...]

    @property
    def feasible(self) -> bool:
        """Whether any of the quantisations runs."""
        return any(option.verdict != "too-large" for option in self.options)


def fitted(ask: Ask, adviser: Adviser) -> Fitted:
    """Size a model on a device.

    Raises:
        UsageError: names or values that cannot be used, among them more context than the model was made for.
    """
    subject = find_subject(ask.name, adviser)
    refuse_context(subject, ask.query.context)
    target = target_of(ask.query, adviser)
    request, notes = request_of(ask, subject)
    unknown = unsizable(subject, request)
    if unknown:
        return Fitted(subject, target, request, (), None, unknown, (), {}, ask.notes)
    formats = formats_for(ask, subject, target.device, adviser)
    options = _options(subject, target, request, formats.quantizations, adviser)
    known = {q.id: q for q in adviser.catalog.all("quantizations", QuantizationRecord)}
    found = Fitted(
        subject=subject,
        target=target,
        request=request,
        options=options,
        chosen=_chosen(options, ask),
        unknown=None,
        remedies=(),
        quantizations={option.quantization: known[option.quantization] for option in options},
        notes=(*ask.notes, *notes, *formats.notes, *_own_notes(options)),
    )
    if found.chosen is not None:
        return found
    return replace(found, remedies=tuple(_remedies(found, ask, adviser)))


def request_of(ask: Ask, subject: Subject) -> tuple[Request, tuple[str, ...]]:
    """The load to size for, and a note where the context was assumed."""
    context = ask.query.context
    notes: tuple[str, ...] = ()
    if context is None:
        context = min(subject.shape.context or USUAL_CONTEXT, USUAL_CONTEXT)
        if subject.shape.kind == "text":
            notes = (f"a context of {context:,} tokens was assumed (--context says how much)",)
    elif subject.shape.kind != "text":
        notes = (f"--context does not matter: {subject.name} works on one item at a time",)
    request = Request(
        context=context,
        kv_type=ask.kv_type,
        concurrency=ask.query.concurrency,
        runtime=ask.runtime,
        quantizations=(ask.quantization,) if ask.quantization else None,
    )
    return request, notes


def unsizable(subject: Subject, request: Request) -> str | None:
    """Why no memory can be said of a model: it is hosted only, or too little is known."""
    model = subject.model
    if model.weights == "closed":
        return f"{subject.name} only runs at its provider ({model.provider}): there is nothing to fit"
    reason = reason_unknown(subject.shape, request)
    return f"the memory of {subject.name} cannot be known: {reason}" if reason else None


def _options(
    subject: Subject,
    target: Target,
    request: Request,
    quantizations: tuple[Quantization, ...],
    adviser: Adviser,
) -> tuple[Option, ...]:
    device = target.device
    measured = measured_on(subject.model, device)
    asked = replace(request, quantizations=tuple(q.id for q in quantizations))
    return fit_options(subject.shape, device, asked, quantizations, adviser.shared.calibration, measured)


def _chosen(options: Sequence[Option], ask: Ask) -> str | None:
    """The quantisation to use: of four bits or more where one of those runs; none that ruins the model."""
    serving = ask.query.concurrency > 1
    options = _known(options, ask)
    good = [option for option in options if is_good(option.bits, option.quality_loss)]
    worth = [option for option in options if ask.quantization or (option.quality_loss or 0.0) <= _RUINED]
    chosen = choose(good, serving=serving) or choose(worth, serving=serving)
    return chosen.quantization if chosen else None


def _known(options: Sequence[Option], ask: Ask) -> list[Option]:
    return [o for o in options if ask.quantization or is_measured(o.format, o.quality_loss)]


def _own_notes(options: Sequence[Option]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for option in options for note in option.notes))


def _remedies(found: Fitted, ask: Ask, adviser: Adviser) -> Iterator[str]:
    """What would fit instead, and what the model needs."""
    smallest = min(_known(found.options, ask), key=lambda option: option.total, default=None)
    if smallest is None:
        return
    if found.feasible:
        lost = f"more than {_RUINED:.0%} of its quality"
        yield f"what goes in loses {lost}: a smaller model at four bits serves better"
    else:
        needs = f"{format_gb(smallest.total)} for {smallest.quantization}"
        yield f"the least it needs is {needs}; {format_gb(smallest.available)} are usable"
        longest = max(_known(found.options, ask), key=lambda option: option.max_context or 0)
        if longest.max_context:
            yield f"{longest.quantization} fits with --context {longest.max_context}"
    yield from _smaller(found, ask, adviser)
    yield from _with_ram(found, ask, adviser)
    yield f'what would serve it: modelpick plan "{found.subject.name}"'


def _with_ram(found: Fitted, ask: Ask, adviser: Adviser) -> Iterator[str]:
    """What it would reach with part of it in system memory, where a GPU stands alone for want of a word about it."""
    device = found.target.device
    if device.pools[0].kind != "vram" or len(device.pools) > 1 or found.target.detected is not None:
        return
    for size in _SOLD:
        beside = replace(device, pools=(*device.pools, ram_pool(adviser.hardware, size)))
        formats = formats_for(ask, found.subject, beside, adviser).quantizations
        options = _known(_options(found.subject, Target(beside), found.request, formats, adviser), ask)
        good = [o for o in options if ask.quantization or is_good(o.bits, o.quality_loss)]
        best = choose(good, serving=ask.query.concurrency > 1)
        if best is not None and best.decode is not None:
            speed = f"{format_figure(best.decode.low, 2)} to {format_figure(best.decode.high, 2)} tok/s"
            yield f"with --ram {size / 1e9:.0f}GB, {best.quantization} runs partly in system memory at {speed}"
            return


def _smaller(found: Fitted, ask: Ask, adviser: Adviser) -> list[str]:
    """The best other quantisation that goes in with the same context, where one was asked for."""
    if ask.quantization is None:
        return []
    formats = formats_for(replace(ask, quantization=None), found.subject, found.target.device, adviser)
    others = _options(found.subject, found.target, found.request, formats.quantizations, adviser)
    best = choose(_known(others, replace(ask, quantization=None)), serving=ask.query.concurrency > 1)
    return [f"--quant {best.quantization} {best.verdict} with {format_gb(best.total)}"] if best else []
