"""The schemas there are, as a document."""

from __future__ import annotations

from collections.abc import Sequence

from modelpick.render.document import Column, Document, Grid, Paragraph
from modelpick.schemas.registry import Described

__all__ = ["schema_index"]


def schema_index(found: Sequence[Described]) -> Document:
    """Names, and what each describes."""
    grid = Grid(
        (Column("Document", whole=True), Column("What it is")), tuple((one.name, one.about) for one in found)
    )
    data = {
        "schema": "modelpick.schemas/1",
        "schemas": [{"name": one.name, "about": one.about} for one in found],
    }
    return Document(data, (grid, Paragraph("one of them: modelpick schema NAME", style="note")))
