"""Benchmarks and their scores."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Record, Ref

__all__ = ["Benchmark", "Score"]


class Score(Record, frozen=True, kw_only=True):
    """One measured value of one model on one benchmark."""

    model: str
    value: float
    date: str | None = None
    kind: Literal["independent", "vendor"]
    variant: str | None = None
    """Reasoning effort, harness setting, checkpoint …"""
    note: str | None = None
    source: Ref


class Benchmark(Record, frozen=True, kw_only=True):
    """How to read a benchmark, and its rows (``data/benchmarks/<id>.yaml``)."""

    id: str
    name: str
    measures: str
    metric: str
    objective: Literal["max", "min"]
    scale: tuple[float, float] | None = None
    """Values at which a quality of 0 and 1 is read; None: standardised within the benchmark."""
    harness: str | None = None
    test: str | None = None
    """What test it is, where other benchmarks are the same test run by others: same items, metric and ``scale``."""
    noise: float | None = None
    """Half-width within which two values are not told apart, in the metric's unit."""
    speaks_for: dict[str, float]
    """Task id to how strongly (0 to 1) the benchmark speaks for it."""
    license: str | None = None
    attribution: str | None = None
    date: str | None = None
    url: Ref
    scores: tuple[Score, ...] = ()
    checked: str
