"""Whether a model fits, quantisation by quantisation, as a document."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from modelpick.estimate.interval import Interval
from modelpick.estimate.option import Option
from modelpick.knowledge.records import MemoryBySize
from modelpick.render.document import Column, Document, Grid, Paragraph, Section, Style
from modelpick.render.plain_values import explicit
from modelpick.render.recommendation_data import fit_data, interval_data
from modelpick.render.tables_beside import memory_grid
from modelpick.render.target import memory_text, target_data, target_sections
from modelpick.sizing.fitted import Fitted
from modelpick.sizing.subject import Subject
from modelpick.units import format_count, format_figure, format_gb

__all__ = ["VERDICTS", "fit", "interval_text", "subject_data"]

SCHEMA = "modelpick.fit/1"
_MUCH_LOST = 0.2
VERDICTS: dict[str, Style] = {"fits": "good", "tight": "fair", "offload": "fair", "too-large": "bad"}


def fit(found: Fitted) -> Document:
    """The whole answer; what a person reads leaves out formats that another beats in size and quality."""
    return Document(_data(found), tuple(_sections(found)), _grid(found, found.options, full=True))


def subject_data(subject: Subject) -> dict[str, Any]:
    """The model, or the plain size and the model that is typical of it."""
    shape, model = subject.shape, subject.model
    return {
        "id": subject.name,
        "plain_size": subject.size is not None,
        "typical": subject.typical,
        "family": None if subject.size else model.family,
        "parameters": shape.parameters,
        "active_parameters": shape.active_parameters,
        "context": shape.context,
        "architecture": explicit(shape.architecture) if shape.architecture else None,
    }


def _data(found: Fitted) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "model": subject_data(found.subject),
        "hardware": target_data(found.target),
        "feasible": found.feasible,
        "chosen": found.chosen,
        "options": [_option_data(option, found) for option in found.options],
        "unknown": found.unknown,
        "remedies": list(found.remedies),
        "memory_by_size": [explicit(row) for row in found.subject.said],
        "notes": [*found.subject.notes, *found.notes],
    }


def _option_data(option: Option, found: Fitted) -> dict[str, Any]:
    record = found.quantizations[option.quantization]
    return {
        **fit_data(option),
        "concurrency": found.request.concurrency,
        "published": option.published,
        "bits_per_weight": option.bits,
        "quality_loss": {
            "value": record.quality_loss,
            "measured_on": record.loss_note,
            "sources": list(record.refs),
        },
        "speed": {
            "decode": interval_data(option.decode),
            "decode_full": interval_data(option.decode_full),
            "prefill": interval_data(option.prefill),
            "item": interval_data(option.item),
        },
    }


def _sections(found: Fitted) -> Iterator[Section]:
    yield Paragraph(_headline(found), style="strong")
    if found.subject.said:
        yield from _said(found.subject.said)
    if found.unknown:
        yield Paragraph(found.unknown, style="fair")
    if found.options:
        shown = _shown(found)
        yield _grid(found, shown, full=False)
        yield from _remarks(found, len(found.options) - len(shown))
    yield from (Paragraph(text, bullet=True) for text in found.remedies)
    yield from target_sections(found.target)
    yield from (Paragraph(f"note: {text}", style="dim") for text in (*found.subject.notes, *found.notes))


def _headline(found: Fitted) -> str:
    device, load = found.target.device, found.request
    users = f", {load.concurrency:,} at once" if load.concurrency > 1 else ""
    sized = found.options and found.subject.shape.kind == "text"
    asked = f" with {load.context:,} tokens of {load.kv_type} context{users}" if sized else ""
    return f"{_named(found.subject)} on {device.name} ({memory_text(device)}){asked}"


def _named(subject: Subject) -> str:
    shape = subject.shape
    size = format_count(shape.parameters) if shape.parameters else "size unknown"
    active = f", {format_count(shape.active_parameters)} active" if shape.active_parameters else ""
    return f"{subject.name} (as {subject.typical})" if subject.size else f"{subject.name} ({size}{active})"


def _said(rows: tuple[MemoryBySize, ...]) -> Iterator[Section]:
    yield memory_grid(rows, as_sourced=False)
    for row in rows:
        yield Paragraph(f"{row.size}: {row.because} [{', '.join(dict.fromkeys((row.source, *row.refs)))}]")


def _shown(found: Fitted) -> tuple[Option, ...]:
    """Options no other of the same format beats in size and quality, and the one to use.

    What loses a fifth of the quality is left out too where something better is to be used.
    """
    chosen = next((option for option in found.options if option.quantization == found.chosen), None)
    most = _MUCH_LOST if chosen is not None and (chosen.quality_loss or 0.0) < _MUCH_LOST else inf
    return tuple(
        option
        for option in found.options
        if option is chosen
        or ((option.quality_loss or 0.0) < most and not any(_beats(other, option) for other in found.options))
    )


def _beats(other: Option, option: Option) -> bool:
    if other is option or other.quality_loss is None or option.quality_loss is None:
        return False
    if {other.format, option.format} not in ({"gguf"}, {"any"}):
        return False
    mine, theirs = (option.weights, option.quality_loss), (other.weights, other.quality_loss)
    return (
        theirs[0] <= mine[0]
        and theirs[1] <= mine[1]
        and (theirs != mine or other.quantization < option.quantization)
    )


def _grid(found: Fitted, options: tuple[Option, ...], *, full: bool) -> Grid:
    columns = (
        Column("Quantization", whole=True),
        Column("Weights", right=True, keep=3),
        Column("KV cache", right=True, keep=4),
        Column("Compute", right=True, keep=7),
        Column("Overhead", right=True, keep=8),
        Column("Total", right=True),
        Column("Usable", right=True, keep=6),
        Column("Verdict", whole=True, styles=VERDICTS),
        Column("Largest context", right=True, keep=2),
        Column("Speed (90 %)", whole=True, keep=1),
        Column("Quality cost", right=True, keep=5),
        *((Column("Runtime", keep=9), Column("Basis", keep=10)) if full else ()),
    )
    return Grid(columns, tuple(_row(option, found, full) for option in options))


def _row(option: Option, found: Fitted, full: bool) -> tuple[str, ...]:
    sizes = (option.weights, option.kv_cache, option.compute, option.overhead, option.total, option.available)
    *parts, total, available = (format_gb(size) for size in sizes)
    mark = "" if full or option.quantization != found.chosen else " *"
    speed = option.item or option.decode
    return (
        option.quantization + mark,
        *parts,
        total,
        available,
        option.verdict,
        _context(option),
        interval_text(speed),
        "unknown" if option.quality_loss is None else f"{100 * option.quality_loss:.1f} %",
        *((option.runtime, speed.basis if speed else "") if full else ()),
    )


def _context(option: Option) -> str:
    if option.max_context is None:
        return ""
    return f"{option.max_context:,}" if option.max_context else "none"


def interval_text(found: Interval | None) -> str:
    """``41 (28-48) tok/s``."""
    if found is None:
        return ""
    low, high = format_figure(found.low, 2), format_figure(found.high, 2)
    return f"{format_figure(found.value)} ({low}-{high}) {found.unit}"


def _remarks(found: Fitted, hidden: int) -> Iterator[Section]:
    chosen = next((option for option in found.options if option.quantization == found.chosen), None)
    if chosen is not None:
        yield Paragraph(f"* to use: {chosen.quantization}, in {chosen.runtime}", style="note")
        yield from _bases(chosen)
    if hidden:
        text = f"{hidden} more, beaten in size and quality or losing a fifth of it: --format csv"
        yield Paragraph(text, style="dim")
    losses = {r.loss_note: r.refs for r in found.quantizations.values() if r.quality_loss and r.loss_note}
    for note, refs in losses.items():
        yield Paragraph(f"quality cost: {note} [{', '.join(refs)}]", style="dim")


def _bases(option: Option) -> Iterator[Section]:
    speed = option.item or option.decode
    if speed is not None:
        yield Paragraph(f"speed: {speed.basis}", style="dim")
    if option.prefill is not None:
        yield Paragraph(
            f"reads prompts at {interval_text(option.prefill)}: {option.prefill.basis}", style="dim"
        )
