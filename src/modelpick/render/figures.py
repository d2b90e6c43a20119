"""Figures of models as text and as JSON: quality, size, price."""

from __future__ import annotations

from typing import Any

from modelpick.knowledge.records import ModelRecord, Price
from modelpick.knowledge.store import Quality
from modelpick.units import format_count

__all__ = ["UNKNOWN", "price_text", "quality_data", "quality_text", "size_text"]

UNKNOWN = "unknown"


def quality_data(quality: Quality | None) -> dict[str, Any] | None:
    """A quality with the measurements it rests on; None where nothing is known."""
    if quality is None:
        return None
    names = ("benchmark", "value", "date", "kind", "weight")
    return {
        "value": round(quality.value, 6),
        "low": round(quality.low, 6),
        "high": round(quality.high, 6),
        "grade": quality.grade,
        "evidence": [dict(zip(names, row, strict=False)) for row in quality.rows],
    }


def quality_text(quality: Quality | None) -> str:
    """``0.66 (0.44-0.83) measured``."""
    if quality is None:
        return UNKNOWN
    return f"{quality.value:.2f} ({quality.low:.2f}-{quality.high:.2f}) {quality.grade}"


def size_text(model: ModelRecord) -> str:
    """Parameters in short, with those active per token where they differ: ``35B-A3B``."""
    if model.parameters is None:
        return UNKNOWN
    active = f"-A{format_count(model.active_parameters)}" if model.active_parameters else ""
    return f"{format_count(model.parameters)}{active}"


def price_text(price: Price) -> str:
    """What goes in and what comes out, and when it cost that."""
    sides = [(price.input, "in"), (price.output, "out")]
    amounts = ", ".join(f"{amount:g} {side}" for amount, side in sides if amount is not None)
    return f"{amounts or UNKNOWN} {price.unit}{f' ({price.date})' if price.date else ''}"
