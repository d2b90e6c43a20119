"""Entries as a file that can be laid on the catalogue, and that a person can read and edit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["OWN_FILES", "file_of"]

OWN_FILES = "own-files"
"""Id of the source that entries made from local files name."""


def file_of(entries: Iterable[Mapping[str, Any]], about: str, today: str, *, local: bool) -> str:
    """The text of the file: YAML, one line a field.

    Args:
        entries: model records as plain values.
        about: what they were made from, for the first line.
        local: whether they name the source `OWN_FILES`, which then is part of the file.
    """
    lines = [f"# From {_printable(about)} by `modelpick catalog import` on {today}."]
    if local:
        title = "Metadata of the models' own files, read by modelpick catalog import"
        lines += ["sources:", *_record({"id": OWN_FILES, "title": title, "date": today})]
    lines.append("models:")
    for entry in entries:
        lines += _record(entry)
    return "\n".join(lines) + "\n"


def _record(values: Mapping[str, Any]) -> list[str]:
    fields = [f"{name}: {json.dumps(value)}" for name, value in values.items()]
    return [f"{'  - ' if index == 0 else '    '}{field}" for index, field in enumerate(fields)]


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)
