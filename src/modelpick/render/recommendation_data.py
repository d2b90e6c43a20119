"""An `Advice` as the JSON of the contract."""

from __future__ import annotations

from itertools import islice
from typing import Any

from modelpick.advice import Advice, Alternative, RankedClass
from modelpick.estimate.device import Device
from modelpick.estimate.interval import Interval
from modelpick.estimate.option import Option
from modelpick.explain.stability import stability_of
from modelpick.rank.score import Contribution, rounded_points
from modelpick.render.reasoning import (
    contradictions_data,
    relaxation_data,
    stability_data,
    stages_data,
    why_not_data,
)

__all__ = [
    "SCHEMA",
    "class_data",
    "fit_data",
    "interval_data",
    "model_data",
    "query_data",
    "recommendation_data",
    "shown_models",
    "speed_of",
]

SCHEMA = "modelpick.recommendation/1"


def recommendation_data(advice: Advice, *, pareto: bool = False) -> dict[str, Any]:
    """The JSON document of the contract; ``pareto``: with what each model shown beats."""
    shown = shown_models(advice, pareto)
    return {
        "schema": SCHEMA,
        "catalog": dict(advice.catalog),
        "query": query_data(advice),
        "feasible": advice.feasible,
        "classes": [class_data(rank, found) for rank, found in enumerate(advice.classes, 1)],
        "models": [model_data(rank, found) for rank, found in shown],
        "excluded": _excluded(advice),
        "relaxations": [relaxation_data(found) for found in advice.relaxations],
        "contradictions": contradictions_data(advice),
        "stability": stability_data(stability_of(advice)),
        "stages": stages_data(advice),
        **({"dominates": _dominates(advice)} if pareto else {}),
        "warnings": list(advice.warnings),
    }


def shown_models(advice: Advice, pareto: bool) -> list[tuple[int, Alternative]]:
    """The models to show, with their rank; ``pareto``: those that nothing else beats on every criterion."""
    ranked = enumerate(advice.alternatives, 1)
    wanted = ((rank, found) for rank, found in ranked if found.pareto or not pareto)
    return list(islice(wanted, advice.query.limit))


def _dominates(advice: Advice) -> dict[str, list[str]]:
    from modelpick.explain.dominance import dominated

    return {key: list(beaten) for key, beaten in dominated(advice).items()}


def query_data(advice: Advice) -> dict[str, Any]:
    """The question as it was understood."""
    from modelpick.pipeline.relaxations import options_of

    query, task = advice.query, advice.task
    return {
        "task": task.id if task else None,
        "inputs": list(query.inputs or (task.inputs if task else ())),
        "outputs": list(query.outputs or (task.outputs if task else ())),
        "hardware": _hardware(advice.device),
        "constraints": {
            k: v for k, v in options_of(query).items() if k not in ("input", "output", "hardware")
        },
        "prefer": query.prefer,
        "matrix": query.matrix,
    }


def _hardware(device: Device | None) -> dict[str, Any] | None:
    if device is None:
        return None
    pools = [{"kind": p.kind, "total_gb": _gb(p.total), "usable_gb": _gb(p.usable)} for p in device.pools]
    return {
        "name": device.name,
        "ids": list(device.ids),
        "kind": device.kind,
        "count": device.count,
        "backend": device.backend,
        "memory": pools,
        "assumptions": list(device.assumptions),
    }


def class_data(rank: int, found: RankedClass) -> dict[str, Any]:
    """A ranked class."""
    return {
        "rank": rank,
        "id": found.id,
        "name": found.name,
        "score": _rounded(found.score),
        "modifiers": list(found.modifiers),
        "pipeline": list(found.pipeline),
        "models": found.models,
        "reasons": [{"rule": r.rule, "text": r.text, "source": r.source} for r in found.reasons],
        "cautions": list(found.cautions),
    }


def model_data(rank: int, found: Alternative) -> dict[str, Any]:
    """A ranked model with all it was ranked by."""
    model = found.model
    return {
        "rank": rank,
        "id": model.id,
        "name": model.name,
        "family": model.family,
        "provider": model.provider,
        "class": found.class_id,
        "stage": found.stage,
        "also": [c for c in (*model.classes, *model.attributes) if c != found.class_id],
        "weights": model.weights,
        "license": model.license,
        "parameters": model.parameters,
        "released": model.released,
        "score": _rounded(found.score.total),
        "score_low": _rounded(found.score.low),
        "score_high": _rounded(found.score.high),
        "pareto": found.pareto,
        "criteria": {
            part.criterion: _criterion(part, points, found)
            for part, points in zip(found.score.contributions, rounded_points(found.score, 6), strict=True)
        },
        "fit": fit_data(found.option)
        if found.option
        else {"verdict": "api"}
        if model.weights == "closed"
        else None,
        "speed": interval_data(speed_of(found)),
        "run": [{"runtime": hint.runtime, "command": hint.command} for hint in found.commands],
        "reasons": [{"rule": r.rule, "text": r.text, "source": r.source} for r in found.reasons],
        "cautions": list(found.cautions),
    }


def _criterion(part: Contribution, points: float, found: Alternative) -> dict[str, Any]:
    values: dict[str, Any] = {
        "value": part.measurement.value if part.measurement else None,
        "score": _rounded(part.value),
        "low": _rounded(part.low),
        "high": _rounded(part.high),
        "weight": _rounded(part.weight),
        "contribution": points,
    }
    if part.criterion == "quality":
        quality = found.quality
        values["grade"] = quality.grade if quality else "none"
        values["evidence"] = [
            {"benchmark": row[0], "value": row[1], "date": row[2], "kind": row[3], "weight": row[4]}
            for row in (quality.rows if quality else ())
        ]
    return values


def fit_data(option: Option) -> dict[str, Any]:
    """The memory of one quantisation, in GB."""
    return {
        "quantization": option.quantization,
        "runtime": option.runtime,
        "context": option.context,
        "kv_type": option.kv_type,
        "weights_gb": _gb(option.weights),
        "kv_cache_gb": _gb(option.kv_cache),
        "compute_gb": _gb(option.compute),
        "overhead_gb": _gb(option.overhead),
        "total_gb": _gb(option.total),
        "available_gb": _gb(option.available),
        "verdict": option.verdict,
        "max_context": option.max_context,
    }


def interval_data(found: Interval | None) -> dict[str, Any] | None:
    """A figure with its interval and basis."""
    if found is None:
        return None
    figures = {"value": found.value, "low": found.low, "high": found.high}
    return {"unit": found.unit, **{k: float(f"{v:.4g}") for k, v in figures.items()}, "basis": found.basis}


def speed_of(found: Alternative) -> Interval | None:
    """Tokens or items in a second on the target; None where no option was chosen."""
    return (found.option.decode or found.option.item) if found.option else None


def _excluded(advice: Advice) -> dict[str, Any]:
    return {
        "count": len(advice.excluded),
        "by_constraint": dict(sorted(advice.by_constraint.items())),
        "classes": [{"id": c.id, "name": c.name, "because": c.because} for c in advice.cut],
        "why_not": {name: why_not_data(found) for name, found in advice.why_not.items()},
    }


def _gb(size: float) -> float:
    return float(f"{size / 1e9:.4g}")


def _rounded(value: float) -> float:
    return round(value, 6)
