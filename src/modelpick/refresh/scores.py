"""New scores of a benchmark among those we hold."""

from __future__ import annotations

from msgspec import to_builtins

from modelpick.knowledge.records import Benchmark
from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.findings import Values

__all__ = ["merged"]

_LEAST_SHARE = 1 / 3
"""An answer that has fewer of the models we hold scores of is cut short, or of something else."""


def merged(benchmark: Benchmark, found: list[Values], today: str) -> Values:
    """The fields of a benchmark with ``found`` in place of the scores of the same model and variant.

    A score that is the same as before keeps its date; one that the answer lacks stays as it was.

    Raises:
        BadAnswer: too few of the models we hold scores of.
    """
    held = {(s.model, s.variant): to_builtins(s) for s in benchmark.scores}
    new = {(s["model"], s.get("variant")): s for s in found}
    common = len(held.keys() & new.keys())
    if held and common < _LEAST_SHARE * len(held):
        raise BadAnswer(f"{benchmark.id}: names only {common} of the {len(held)} rows known there")
    kept = {place: old for place, old in held.items() if place not in new or _same(old, new[place])}
    scores = [*{**new, **kept}.values()]
    best_first = benchmark.objective == "max"
    scores.sort(key=lambda s: (s["value"] * (-1 if best_first else 1), s["model"], s.get("variant") or ""))
    dates = [s["date"] for s in scores if s.get("date")]
    return {"scores": scores, "date": max(dates, default=benchmark.date), "checked": today}


def _same(old: Values, new: Values) -> bool:
    return bool(old["value"] == new["value"])
