"""Documents of ``modelpick bench``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelpick.schemas.parts import FigurePart, Printed

__all__ = ["Bench", "Runs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPart(Printed):
    """A median over runs, with the least and the greatest of them."""

    unit: Literal["s", "tok/s"]
    median: float
    low: float
    high: float
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePart(Printed):
    """The hardware of a run."""

    name: str
    ids: tuple[str, ...]
    kind: str
    backend: str | None
    count: int
    memory: str
    cores: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPart(Printed):
    """One measurement; ``counted`` and ``read``: whether the server counted tokens of answers and prompts."""

    id: str
    date: str
    endpoint: str
    served: str
    model: str | None
    quantization: str | None
    runtime: str | None
    hardware: PlacePart | None
    prompt_tokens: tuple[int, ...]
    answer_tokens: int
    counted: bool
    read: bool
    first_token: MeasuredPart
    latency: MeasuredPart | None
    decode: MeasuredPart | None
    prefill: MeasuredPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPart(Printed):
    """What was estimated for the same load without the run."""

    decode: FigurePart | None
    prefill: FigurePart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench(Printed):
    """What ``modelpick bench --json`` prints."""

    schema: Literal["modelpick.bench/1"]
    run: RunPart
    expected: ExpectedPart
    stored: str | None
    calibrates: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPart(Printed):
    """A file that is no stored run, and why."""

    file: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs(Printed):
    """What ``modelpick bench --list --json`` prints."""

    schema: Literal["modelpick.runs/1"]
    folder: str
    runs: tuple[RunPart, ...]
    broken: tuple[BrokenPart, ...]
