"""What an update or an import of the catalogue did, as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from modelpick.importing.record import Entry
from modelpick.refresh.run import Outcome
from modelpick.refresh.update import Updated
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.units import format_count

__all__ = ["catalog_import", "catalog_update"]

_MOST_ROWS = 60
_MOST_NAMES = 12


def catalog_update(updated: Updated, *, dry_run: bool) -> Document:
    """What each source said, and every fact that is another than before."""
    grid = Grid(_CHANGES, tuple(_row(source, change) for source, change in updated.changes))
    shown = Grid(_CHANGES, grid.rows[:_MOST_ROWS])
    more = len(grid.rows) - _MOST_ROWS
    data = {
        "schema": "modelpick.update/1",
        "dry_run": dry_run,
        "state": updated.state,
        "sources": [_source(outcome, updated) for outcome in updated.outcomes],
        "changes": [
            {"source": source, **{name: getattr(change, name) for name in _CHANGE_FIELDS}}
            for source, change in updated.changes
        ],
    }
    sections: list[Section] = [shown] if grid.rows else []
    sections += [Paragraph(f"… and {more} more (--json lists them all)", style="dim")] if more > 0 else []
    for outcome in updated.outcomes:
        sections += _said(outcome, updated, dry_run)
    return Document(data, tuple(sections), grid)


_CHANGE_FIELDS = ("kind", "id", "field", "before", "after")
_CHANGES = (
    Column("Source", keep=2),
    Column("Of", whole=True),
    Column("What"),
    Column("Before", right=True),
    Column("After", right=True),
)


def _row(source: str, change: Any) -> tuple[str, ...]:
    return source, change.id, change.field, _shown(change.before), _shown(change.after)


def _shown(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {part}" for name, part in value.items() if name != "unit")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _status(outcome: Outcome) -> str:
    if outcome.findings is None:
        return "failed"
    return "partly" if outcome.failure else "unchanged" if outcome.unchanged else "read"


def _source(outcome: Outcome, updated: Updated) -> dict[str, Any]:
    findings = outcome.findings
    return {
        "id": outcome.source.id,
        "name": outcome.source.name,
        "license": outcome.source.license,
        "attribution": outcome.source.attribution,
        "status": _status(outcome),
        "failure": outcome.failure,
        "changed": sum(source == outcome.source.id for source, _ in updated.changes),
        "unknown": list(findings.unknown) if findings else [],
        "notes": list(findings.notes) if findings else [],
    }


def _said(outcome: Outcome, updated: Updated, dry_run: bool) -> list[Section]:
    changed = sum(source == outcome.source.id for source, _ in updated.changes)
    name = outcome.source.id
    if outcome.findings is None:
        return [Paragraph(f"{name}: nothing changed: {outcome.failure}", style="bad")]
    would = "would change" if dry_run else "changed"
    same = ", the answers are those of the last time" if outcome.unchanged else ""
    said: list[Section] = [Paragraph(f"{name}: {changed} fact{'s' * (changed != 1)} {would}{same}")]
    if outcome.failure:
        said.append(Paragraph(f"read in part: {outcome.failure}", style="bad", indent=2))
    said += [Paragraph(note, style="note", indent=2) for note in outcome.findings.notes[:_MOST_NAMES]]
    if unknown := outcome.findings.unknown:
        names = ", ".join(unknown[:_MOST_NAMES]) + (" …" if len(unknown) > _MOST_NAMES else "")
        said.append(Paragraph(f"not in the catalogue: {len(unknown)} ({names})", style="dim", indent=2))
    return said


def catalog_import(entries: Sequence[Entry], file: str, *, laid: bool) -> Document:
    """The entries made, and where they were written.

    Args:
        laid: whether every command takes the file into account by itself; else it is for ``--catalog``.
    """
    columns = (Column("Model", whole=True), Column("Classes"), Column("Size", right=True), Column("Licence"))
    grid = Grid(columns, tuple(_entry_row(entry.values) for entry in entries))
    notes = [(entry.values["id"], note) for entry in entries for note in entry.notes]
    data = {
        "schema": "modelpick.import/1",
        "file": file,
        "laid": laid,
        "models": [dict(entry.values) for entry in entries],
        "notes": [{"model": model, "note": note} for model, note in notes],
    }
    use = "" if laid else "; use it with --catalog"
    said = [Paragraph(f"{model}: {note}", style="note") for model, note in notes[:_MOST_ROWS]]
    return Document(data, (grid, *said, Paragraph(f"wrote {file}{use}")))


def _entry_row(values: Mapping[str, Any]) -> tuple[str, ...]:
    parameters = values.get("parameters")
    size = format_count(parameters) if parameters else ""
    return values["id"], " ".join(values.get("classes", ())), size, values.get("license", "")
