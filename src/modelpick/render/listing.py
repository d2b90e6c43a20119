"""Lists of tasks, classes, models, hardware … as documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelpick.browse.things import ListedModel
from modelpick.knowledge import records
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.render.figures import UNKNOWN, quality_data, quality_text, size_text
from modelpick.render.listing_layouts import LAYOUTS

__all__ = ["listing", "models_listing"]


def listing(things: str, noun: str, found: Sequence[records.Record]) -> Document:
    """Any kind of record but models."""
    layout = LAYOUTS[things]
    grid = Grid(layout.columns, tuple(layout.cells(one) for one in found))
    data = {"schema": f"modelpick.{things}/1", things: [layout.data(one) for one in found]}
    return Document(data, (grid, _count(len(found), noun, things)) if found else _nothing(things), grid)


def models_listing(found: Sequence[ListedModel], task: str | None) -> Document:
    """Models, with their quality where a task was named."""
    columns = (
        Column("Model", whole=True),
        Column("Family", keep=5),
        Column("Class", keep=2),
        *((Column("Quality", keep=1),) if task else ()),
        Column("Size", right=True, keep=3),
        Column("Licence", keep=4),
        Column("Weights", keep=6),
        Column("Released", keep=7, whole=True),
    )
    grid = Grid(columns, tuple(_model_cells(one, task is not None) for one in found))
    data = {"schema": "modelpick.models/1", "models": [_model_data(one) for one in found]}
    return Document(
        data, (grid, _count(len(found), "model", "models")) if found else _nothing("models"), grid
    )


def _count(count: int, noun: str, things: str) -> Section:
    return Paragraph(f"{count} {noun if count == 1 else things}", style="dim")


def _nothing(things: str) -> tuple[Section, ...]:
    return (Paragraph(f"no {things} like that; see all: modelpick list {things}"),)


def _model_cells(one: ListedModel, graded: bool) -> tuple[str, ...]:
    model = one.model
    return (
        model.id,
        model.family,
        ", ".join(model.classes),
        *((quality_text(one.quality),) if graded else ()),
        size_text(model),
        model.license or UNKNOWN,
        model.weights,
        model.released or UNKNOWN,
    )


def _model_data(one: ListedModel) -> dict[str, Any]:
    model = one.model
    return {
        "id": model.id,
        "family": model.family,
        "provider": model.provider,
        "class": model.classes[0] if model.classes else None,
        "tasks": list(one.tasks),
        "license": model.license,
        "weights": model.weights,
        "parameters": model.parameters,
        "released": model.released,
        "quality": quality_data(one.quality),
    }
