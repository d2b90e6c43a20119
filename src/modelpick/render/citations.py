"""Numbered references: short marks in the text, the bibliography at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from modelpick.knowledge.records import Source
from modelpick.render.document import Paragraph, Section

__all__ = ["Citations", "source_data"]


class Citations:
    """The bibliography of one document, each entry numbered from 1."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._numbers = {source.id: number for number, source in enumerate(sources, 1)}

    def mark(self, refs: Iterable[str]) -> str:
        """`` [1, 4]`` for references; empty where there are none."""
        numbers = [str(self._numbers[ref]) for ref in dict.fromkeys(refs) if ref in self._numbers]
        return f" [{', '.join(numbers)}]" if numbers else ""

    def sections(self) -> Iterator[Section]:
        """The bibliography."""
        if self._sources:
            yield Paragraph("Sources", style="strong")
        for number, source in enumerate(self._sources, 1):
            yield Paragraph(f"[{number}] {_described(source)}", style="dim")


def _described(source: Source) -> str:
    where = source.url or source.file or ""
    parts = [source.title, source.date or "", where if where != source.title else ""]
    return ", ".join(part for part in parts if part)


def source_data(source: Source) -> dict[str, Any]:
    """An entry of the bibliography, or an address."""
    return {"id": source.id, "title": source.title or None, "url": source.url, "date": source.date}
