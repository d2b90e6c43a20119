"""A measurement and the stored ones, as documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from modelpick.estimate.interval import Interval
from modelpick.measuring.own import Expected
from modelpick.measuring.protocol import Figure
from modelpick.measuring.runs import Run, Runs
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.render.figures import UNKNOWN
from modelpick.render.fit import interval_text
from modelpick.render.plain_values import explicit
from modelpick.render.recommendation_data import interval_data
from modelpick.units import format_figure

__all__ = ["Benched", "bench", "stored_runs"]

_UNITS = {"first_token": "s", "latency": "s", "decode": "tok/s", "prefill": "tok/s"}


class Benched(Struct, frozen=True):
    """A measurement with what it means.

    Attributes:
        expected: what was estimated without it; None where nothing could be.
        stored: its file; None where it was not kept.
        calibrates: whether later estimates use it.
        notes: sentences to print.
    """

    run: Run
    expected: Expected | None
    stored: str | None
    calibrates: bool
    notes: tuple[str, ...]


def bench(found: Benched) -> Document:
    """What was measured, beside what was estimated."""
    run, said = found.run, found.expected
    data = {
        "schema": "modelpick.bench/1",
        "run": _run_data(run),
        "expected": {
            "decode": interval_data(said.decode if said else None),
            "prefill": interval_data(said.prefill if said else None),
        },
        "stored": found.stored,
        "calibrates": found.calibrates,
        "notes": list(found.notes),
    }
    return Document(data, tuple(_sections(found)), _grid(run, said))


def stored_runs(found: Runs, folder: str) -> Document:
    """Every stored run, newest first, and the files that cannot be read."""
    runs = found.runs[::-1]
    columns = (
        Column("Run", whole=True),
        Column("Model"),
        Column("Quantization", keep=2),
        Column("Hardware", keep=3),
        Column("Runtime", keep=5),
        Column("First token", right=True, keep=4),
        Column("Decode", right=True, whole=True),
        Column("Prefill", right=True, whole=True, keep=1),
    )
    grid = Grid(columns, tuple(_row(run) for run in runs))
    data = {
        "schema": "modelpick.runs/1",
        "folder": folder,
        "runs": [_run_data(run) for run in runs],
        "broken": [{"file": problem.file, "problem": problem.message} for problem in found.broken],
    }
    sections: list[Section] = (
        [grid] if runs else [Paragraph("nothing is measured yet: modelpick bench --endpoint URL")]
    )
    sections += [Paragraph(str(problem), style="bad") for problem in found.broken]
    return Document(data, (*sections, Paragraph(f"in {folder}", style="dim")), grid)


def _row(run: Run) -> tuple[str, ...]:
    return (
        run.id,
        run.model or run.served,
        run.quantization or UNKNOWN,
        run.hardware.name if run.hardware else UNKNOWN,
        run.runtime or UNKNOWN,
        _figure(run.first_token, "s"),
        _figure(run.decode, "tok/s"),
        _figure(run.prefill, "tok/s"),
    )


def _run_data(run: Run) -> dict[str, Any]:
    plain = {name: value for name, value in explicit(run).items() if name != "schema"}
    for name, unit in _UNITS.items():
        if plain[name] is not None:
            plain[name] = {"unit": unit} | {k: _short(v) for k, v in plain[name].items()}
    return plain


def _short(value: float) -> float:
    return value if isinstance(value, int) else float(f"{value:.4g}")


def _sections(found: Benched) -> Iterator[Section]:
    run = found.run
    yield Paragraph(_headline(run), style="strong")
    yield _grid(run, found.expected)
    yield Paragraph(_how(run), style="dim")
    yield from (Paragraph(f"note: {note}", style="dim") for note in found.notes)
    if found.stored:
        yield Paragraph(f"stored as {run.id} (modelpick bench --forget {run.id} removes it)", style="note")


def _headline(run: Run) -> str:
    name = f"{run.model} ({run.served})" if run.model and run.model != run.served else run.served
    quantization = f" at {run.quantization}" if run.quantization else ""
    place = f" on {run.hardware.name}" if run.hardware else ""
    return f"{name}{quantization}{place}{f', served by {run.runtime}' if run.runtime else ''}"


def _how(run: Run) -> str:
    runs = f"{run.first_token.runs} run{'s' * (run.first_token.runs != 1)}"
    lengths = ", ".join(map(str, run.prompt_tokens))
    return f"median of {runs} after a warm-up; prompts of {lengths} tokens, answers of {run.answer_tokens}"


def _grid(run: Run, said: Expected | None) -> Grid:
    columns = (
        Column("Measured", whole=True),
        Column("Median", right=True, whole=True),
        Column("Least to most", right=True, whole=True),
        Column("Estimated without it (90 %)", right=True, keep=1),
    )
    rows: Sequence[tuple[str, Figure | None, str, Interval | None]] = (
        ("time to first token", run.first_token, "s", None),
        ("of it not reading", run.latency, "s", None),
        ("decode", run.decode, "tok/s", said.decode if said else None),
        ("prefill", run.prefill, "tok/s", said.prefill if said else None),
    )
    return Grid(
        columns, tuple((name, _figure(f, unit), _range(f), interval_text(e)) for name, f, unit, e in rows)
    )


def _figure(figure: Figure | None, unit: str) -> str:
    return UNKNOWN if figure is None else f"{format_figure(figure.median)} {unit}"


def _range(figure: Figure | None) -> str:
    return "" if figure is None else f"{format_figure(figure.low)} to {format_figure(figure.high)}"
