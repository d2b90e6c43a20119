"""The history as a document; dates that a source had wrong are marked with what it said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelpick.knowledge.records import TimelineEvent
from modelpick.render.document import Column, Document, Grid, Paragraph

__all__ = ["timeline"]


def timeline(events: Sequence[TimelineEvent]) -> Document:
    """Events in the order given."""
    columns = (
        Column("Date", whole=True),
        Column("Event"),
        Column("Classes", keep=2),
        Column("What was said", keep=1),
        Column("Note", keep=3),
        Column("Sources", keep=4),
    )
    grid = Grid(columns, tuple(_row(event) for event in events))
    data = {"schema": "modelpick.timeline/1", "events": [_data(event) for event in events]}
    if not events:
        return Document(data, (Paragraph("no event like that; all of them: modelpick timeline"),), grid)
    corrected = sum(event.status == "corrected" for event in events)
    note = Paragraph(f"{len(events)} events, {corrected} with a corrected date or fact", style="dim")
    return Document(data, (grid, note), grid)


def _row(event: TimelineEvent) -> tuple[str, ...]:
    return (
        event.date,
        event.event,
        ", ".join(event.classes),
        _said(event),
        event.note or "",
        ", ".join(event.refs),
    )


def _said(event: TimelineEvent) -> str:
    if event.status == "corrected":
        return f"corrected; the source said: {event.said}" if event.said else "corrected"
    return event.said or ""


def _data(event: TimelineEvent) -> dict[str, Any]:
    return {
        "date": event.date,
        "event": event.event,
        "classes": list(event.classes),
        "status": event.status,
        "said": event.said,
        "note": event.note,
        "refs": list(event.refs),
    }
