"""The catalogue itself as a document: what it holds, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from modelpick.knowledge.finding import Found
from modelpick.render.document import Column, Document, Grid, Paragraph

__all__ = ["CatalogFacts", "catalog_check", "catalog_info"]


class CatalogFacts(Struct, frozen=True):
    """What is known of an opened catalogue.

    Attributes:
        oldest: the day on which its oldest facts were last checked.
        counts: records by kind.
        path: the compiled file.
    """

    version: str
    built: str
    oldest: str | None
    counts: Mapping[str, int]
    path: str


def catalog_info(facts: CatalogFacts) -> Document:
    """Version, date, contents and place."""
    rows = [("Version", facts.version), ("Date", facts.built), ("Oldest facts", facts.oldest or "unknown")]
    rows += [(kind.replace("_", " ").capitalize(), str(count)) for kind, count in facts.counts.items()]
    rows += [("File", facts.path)]
    data = {
        "schema": "modelpick.catalog/1",
        "version": facts.version,
        "built": facts.built,
        "oldest": facts.oldest,
        "counts": dict(facts.counts),
        "path": facts.path,
    }
    return Document(data, (Grid((Column("Catalogue", whole=True), Column("")), tuple(rows)),))


def catalog_check(
    folder: str, counts: Mapping[str, int], found: Sequence[Found], stale: Sequence[Found]
) -> Document:
    """Every problem with its file and line; records that are merely old come after."""
    columns = (
        Column("Place", whole=True),
        Column("Field", keep=1),
        Column("Problem"),
        Column("Grave", keep=2),
    )
    grid = Grid(columns, tuple(_row(one) for one in (*found, *stale)))
    total = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts.items() if count)
    data = {
        "schema": "modelpick.check/1",
        "folder": folder,
        "counts": dict(counts),
        "problems": [_data(one) for one in found],
        "stale": [_data(one) for one in stale],
    }
    lines = tuple(
        Paragraph(str(one.problem), style="bad" if one.fatal else "plain") for one in (*found, *stale)
    )
    return Document(
        data, (*lines, Paragraph(f"{_verdict(found, stale)} in {folder}{total and ': '}{total}")), grid
    )


def _verdict(found: Sequence[Found], stale: Sequence[Found]) -> str:
    grave = sum(one.fatal for one in found)
    word = (
        "no problem" if not found else f"{len(found)} problem{'s' * (len(found) > 1)}, {grave} of them grave,"
    )
    return f"{word} and {len(stale)} stale record{'s' * (len(stale) > 1)}" if stale else word


def _row(one: Found) -> tuple[str, ...]:
    problem = one.problem
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return place, problem.field, problem.message, "yes" if one.fatal else "no"


def _data(one: Found) -> dict[str, str | int | bool | None]:
    problem = one.problem
    return {
        "file": problem.file,
        "line": problem.line,
        "field": problem.field,
        "message": problem.message,
        "fatal": one.fatal,
    }
