"""Authored records to the compiled catalogue: one read-only SQLite file that commands query by id and by task.

YAML is for people. A command needs a task, the tables, a few classes and the models of that task, so these lie in
indexed tables as JSON that was validated when it was compiled. The file carries its format and a digest of the data.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from modelpick.knowledge.digest import FORMAT
from modelpick.knowledge.evidence import qualities
from modelpick.knowledge.load import KINDS, Knowledge
from modelpick.knowledge.naming import fold, words
from modelpick.knowledge.records import ModelRecord, Task
from modelpick.knowledge.store import PROVEN, Quality

__all__ = [
    "COUNT_SERVING",
    "INSERT_BODY",
    "INSERT_MODEL",
    "INSERT_SERVES",
    "INSERT_STANDING",
    "body_row",
    "compile_knowledge",
    "least_bytes",
    "model_row",
    "serves_row",
    "standing_order",
    "standing_row",
]

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE record (kind TEXT, id TEXT, body TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE name (kind TEXT, name TEXT, id TEXT, PRIMARY KEY (kind, name, id)) WITHOUT ROWID;
CREATE TABLE model (n INTEGER PRIMARY KEY, id TEXT, folded TEXT, words TEXT, family TEXT, provider TEXT);
CREATE UNIQUE INDEX model_folded ON model (folded);
CREATE TABLE body (n INTEGER PRIMARY KEY, body TEXT);
CREATE TABLE serves (task TEXT, n INTEGER, quality TEXT, PRIMARY KEY (task, n)) WITHOUT ROWID;
CREATE INDEX serves_model ON serves (n);
CREATE TABLE standing (
    task TEXT, merit REAL, n INTEGER, closed INTEGER, least REAL, PRIMARY KEY (task, merit DESC, n)
) WITHOUT ROWID;
CREATE TABLE serving (task TEXT PRIMARY KEY, models INTEGER) WITHOUT ROWID;
"""
"""Names apart from bodies, and what a task's models stand by apart from both: what is searched stays narrow."""
_LEAST_BITS = 4.0


def compile_knowledge(knowledge: Knowledge, path: Path, *, version: str, built: str, key: str) -> None:
    """Write the compiled catalogue to ``path``, replacing it in one step.

    Args:
        knowledge: records that were checked.
        version, built: of the data, printed by every answer.
        key: digest of the data the file was made from (`digest`).

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".tmp")
    os.close(handle)
    try:
        _write(knowledge, temporary, {"format": FORMAT, "version": version, "built": built, "key": key})
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _write(knowledge: Knowledge, path: str, meta: dict[str, str]) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        counts = {kind.name: len(knowledge.of(kind.name)) for kind in KINDS}
        rows = {
            **meta,
            "counts": json.dumps(counts),
            "oldest": _oldest(knowledge),
            "languages": _languages(knowledge),
        }
        connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
        connection.executemany("INSERT INTO record VALUES (?, ?, ?)", _records(knowledge))
        connection.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", _names(knowledge))
        _write_models(knowledge, connection, meta["built"])
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _write_models(knowledge: Knowledge, connection: sqlite3.Connection, as_of: str) -> None:
    models = list(knowledge.of("models").values())
    numbers = {model.id: n for n, model in enumerate(models, 1)}
    connection.executemany(INSERT_MODEL, (model_row(numbers[m.id], m) for m in models))
    connection.executemany(INSERT_BODY, (body_row(numbers[m.id], m) for m in models))
    known = qualities(knowledge, as_of)
    served = [
        (t.id, m, known.get((t.id, m.id)))
        for t in knowledge.of("tasks").values()
        for m in _made_for(t, models)
    ]
    connection.executemany(INSERT_SERVES, (serves_row(task, numbers[m.id], q) for task, m, q in served))
    rows = (standing_row(t, numbers[m.id], q, m.weights == "closed", least_bytes(m)) for t, m, q in served)
    standing = sorted(rows, key=standing_order)
    connection.executemany(INSERT_STANDING, standing)
    connection.execute(COUNT_SERVING)


INSERT_MODEL = "INSERT INTO model VALUES (?, ?, ?, ?, ?, ?)"
INSERT_BODY = "INSERT INTO body VALUES (?, ?)"
INSERT_SERVES = "INSERT INTO serves VALUES (?, ?, ?)"
INSERT_STANDING = "INSERT INTO standing VALUES (?, ?, ?, ?, ?)"
COUNT_SERVING = "INSERT INTO serving SELECT task, count(*) FROM standing GROUP BY task"
"""Once all stand: counting the models of a task takes the longer the more there are."""


def model_row(number: int, model: ModelRecord) -> tuple[int, str, str, str, str, str]:
    """What a model is found by."""
    spoken = " ".join(words(f"{model.id} {model.name} {model.family}"))
    return number, model.id, fold(model.id), f" {spoken} ", model.family, model.provider


def body_row(number: int, model: ModelRecord) -> tuple[int, str]:
    """All that is known of a model."""
    return number, _json(model)


def serves_row(task: str, number: int, quality: Quality | None) -> tuple[str, int, str]:
    """What is known of a model's quality in a task."""
    return task, number, _json(quality)


def standing_row(
    task: str, number: int, quality: Quality | None, closed: bool, least: float | None
) -> tuple[str, float, int, bool, float | None]:
    """What chooses the models of a much-served task that are compared at all: their merit, and what rules them out.

    Merit is the quality, one more where it was measured in the task.
    """
    merit = quality.value + (quality.grade in PROVEN) if quality else -1.0
    return task, merit, number, closed, least


def least_bytes(model: ModelRecord) -> float | None:
    """A lower bound of what a model takes; None where nothing is known."""
    sizes = [float(file.bytes) for file in model.files]
    if model.parameters is not None:
        sizes.append(model.parameters * _LEAST_BITS / 8)
    return min(sizes, default=None)


def standing_order(row: tuple[str, float, int, bool, float | None]) -> tuple[str, float, int]:
    """The order of the table, in which rows are quickest written."""
    return row[0], -row[1], row[2]


def _made_for(task: Task, models: Iterable[ModelRecord]) -> Iterator[ModelRecord]:
    wanted = set(task.capabilities)
    return (model for model in models if wanted & set(model.capabilities))


def _records(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    for kind in KINDS:
        if kind.name != "models":
            for key, record in knowledge.of(kind.name).items():
                yield kind.name, key, _json(record)
    for name, document in sorted(knowledge.documents.items()):
        yield "documents", name, _json(document)


def _names(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """What each thing may be called, folded: ids, names and aliases."""
    for kind in KINDS:
        for key, record in knowledge.of(kind.name).items():
            spellings = {key, *getattr(record, "aliases", ())}
            spellings |= {getattr(record, field, None) or key for field in ("name", "short")}
            yield from ((kind.name, fold(spelling), key) for spelling in sorted(spellings))
            if tag := getattr(record, "pipeline_tag", None):
                yield f"{kind.name}:tag", fold(tag), key


def _languages(knowledge: Knowledge) -> str:
    """The languages that makers list, less their regions; counts are no languages."""
    stated = (code for model in knowledge.of("models").values() for code in model.languages or ())
    return " ".join(sorted({code.split("-")[0] for code in stated if ":" not in code}))


def _oldest(knowledge: Knowledge) -> str:
    dates = [
        r.checked for kind in KINDS for r in knowledge.of(kind.name).values() if getattr(r, "checked", "")
    ]
    return min(dates, default="")


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
