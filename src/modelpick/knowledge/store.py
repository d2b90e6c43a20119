"""The compiled catalogue, opened read-only: everything a command may ask of the knowledge base."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from modelpick.errors import DataError, Problem, UnknownId
from modelpick.knowledge import records
from modelpick.knowledge.naming import contains_words, fold, names_of, words
from modelpick.lazily import Kept

__all__ = ["PROVEN", "Catalog", "Quality", "Servant"]

T = TypeVar("T", bound=records.Record)
_LONGEST = 500
_AT_ONCE = 500
"""Values that one statement may have in every build of SQLite: 999, less what else it takes."""
_KNOWN = 10_000
"""Models kept once read, some 8 kB each."""
PROVEN = ("measured", "self-reported")
"""Grades of a quality that rests on measurements of the model in the task."""


class Quality(Struct, frozen=True, gc=False, array_like=True):
    """What is known of a model's quality in a task, on the task's scale from 0 to 1.

    Attributes:
        value, low, high: the estimate and its 90 % interval.
        grade: ``measured self-reported inherited estimated``.
        rows: the measurements it rests on: (benchmark, value, date, kind, weight).
    """

    value: float
    low: float
    high: float
    grade: str
    rows: tuple[tuple[Any, ...], ...] = ()


class Servant(Struct, frozen=True, gc=False):
    """A model that can be asked to do a task, and its quality there, None where nothing is known."""

    model: records.ModelRecord
    quality: Quality | None


_MODEL = msgspec.json.Decoder(records.ModelRecord)
_QUALITY: msgspec.json.Decoder[Quality | None] = msgspec.json.Decoder(Quality | None)


class Catalog:
    """Read access to one compiled catalogue file. Safe to share between threads.

    Raises:
        DataError: the file is missing, of another format or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._known: Kept[int, records.ModelRecord] = Kept(_KNOWN)
        if not path.is_file():
            raise DataError([Problem(str(path), None, "", "no compiled catalogue: no such file")])
        try:
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged(error) from None
        try:
            self.meta: Mapping[str, str] = dict(self._rows("SELECT key, value FROM meta"))
            self._refuse_cut_short()
        except DataError:
            self._connection.close()
            raise

    def _refuse_cut_short(self) -> None:
        """Notice a half-written copy now rather than at the first page that is missing."""
        ((pages,),), ((size,),) = self._rows("PRAGMA page_count"), self._rows("PRAGMA page_size")
        if self.path.stat().st_size < pages * size:
            raise self._damaged("cut short")

    def _damaged(self, why: object) -> DataError:
        problem = Problem(str(self.path), None, "", f"not a compiled catalogue, or damaged ({why})")
        return DataError(
            [problem],
            hint="remove it: that of the package is made again, your own by modelpick catalog build",
        )

    @property
    def version(self) -> str:
        """Version of the data."""
        return self.meta["version"]

    @property
    def built(self) -> str:
        """Date of the data, ISO."""
        return self.meta["built"]

    @cached_property
    def languages(self) -> frozenset[str]:
        """Every language that the maker of a model lists, as its first code."""
        return frozenset(self.meta["languages"].split())

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many records there are of each kind."""
        counts: dict[str, int] = json.loads(self.meta["counts"])
        return counts

    def get(self, kind: str, record: type[T], key: str) -> T:
        """One record by its exact id.

        Raises:
            KeyError: there is none.
        """
        rows = self._rows("SELECT body FROM record WHERE kind = ? AND id = ?", kind, key)
        if not rows:
            raise KeyError(key)
        return msgspec.json.decode(rows[0][0], type=record)

    def all(self, kind: str, record: type[T]) -> tuple[T, ...]:
        """Every record of a kind, by id."""
        rows = self._rows("SELECT body FROM record WHERE kind = ? ORDER BY id", kind)
        return tuple(msgspec.json.decode(body, type=record) for (body,) in rows)

    def document(self, name: str) -> Any:
        """A file of its own shape (`knowledge.load.DOCUMENTS`), as plain values.

        Raises:
            KeyError: there is none.
        """
        rows = self._rows("SELECT body FROM record WHERE kind = 'documents' AND id = ?", name)
        if not rows:
            raise KeyError(name)
        return json.loads(rows[0][0])

    def ids(self, kind: str) -> list[str]:
        """The ids of a kind, sorted."""
        if kind == "models":
            return [row[0] for row in self._rows("SELECT id FROM model ORDER BY id")]
        return [row[0] for row in self._rows("SELECT id FROM record WHERE kind = ? ORDER BY id", kind)]

    def named(self, kind: str, name: str) -> list[str]:
        """The ids that answer to a name, alias or id, compared without case and separators."""
        query = "SELECT id FROM name WHERE kind = ? AND name = ? ORDER BY id"
        return [row[0] for row in self._rows(query, kind, fold(name))]

    def names(self, kind: str) -> list[str]:
        """Every spelling that `named` knows for a kind."""
        return [row[0] for row in self._rows("SELECT DISTINCT name FROM name WHERE kind = ?", kind)]

    def find(self, kind: str, name: str, *, noun: str, plural: str | None = None) -> str:
        """The one id a name stands for; an exact id wins over an alias shared with others.

        Raises:
            UnknownId: nothing is called that; the message names the closest.
        """
        found = self.named(kind, name) or self.named(f"{kind}:tag", name)
        exact = [key for key in found if fold(key) == fold(name)]
        if exact or len(found) == 1:
            return (exact or found)[0]
        known = found or self.names(kind)
        raise UnknownId(noun, name, known, plural=plural, listed=found or self.ids(kind))

    def model(self, key: str) -> records.ModelRecord:
        """One model by its exact id, whatever the case.

        Raises:
            KeyError: there is none.
        """
        rows = self._rows("SELECT body FROM model JOIN body USING (n) WHERE folded = ?", fold(key))
        if not rows:
            raise KeyError(key)
        return _MODEL.decode(rows[0][0])

    def models(self) -> tuple[records.ModelRecord, ...]:
        """Every model, by id."""
        rows = self._rows("SELECT body FROM model JOIN body USING (n) ORDER BY id")
        return tuple(_MODEL.decode(body) for (body,) in rows)

    def model_names(self) -> list[str]:
        """What models may be called, to suggest from: ids, their last parts, and names."""
        rows = self._rows(
            "SELECT id, json_extract(body, '$.name') FROM model JOIN body USING (n) ORDER BY id"
        )
        return [name for key, called in rows for name in (key, key.split("/")[-1], called)]

    def search_models(self, text: str) -> tuple[records.ModelRecord, ...]:
        """The models whose id, name or family has the words of ``text`` in that order, gaps allowed."""
        if len(text) > _LONGEST:
            return ()
        pattern = "% " + " % ".join(words(text)) + " %"
        query = "SELECT body FROM model JOIN body USING (n) WHERE words LIKE ? ORDER BY id"
        likely = self._rows(query, pattern.replace(" % ", "%"))
        found = (_MODEL.decode(body) for (body,) in likely)
        return tuple(one for one in found if contains_words((one.id, one.name, one.family), text))

    def serving(self, task: str) -> int:
        """How many models can be asked to do a task."""
        rows = self._rows("SELECT models FROM serving WHERE task = ?", task)
        return int(rows[0][0]) if rows else 0

    def servants(
        self, task: str, *, most: int | None = None, open_only: bool = False, room: float | None = None
    ) -> tuple[Servant, ...]:
        """The models that can be asked to do a task, by id.

        Args:
            most: the greatest number; those of the highest quality, measured before inferred, are taken.
            open_only: none that only runs at its provider.
            room: bytes, beyond which nothing with weights to download is taken.
        """
        query = """
            SELECT n, quality FROM (
                SELECT task, n FROM standing WHERE task = ? AND closed <= ? AND (closed OR least IS NULL OR least <= ?)
                ORDER BY merit DESC, n LIMIT ?
            ) JOIN serves USING (task, n) ORDER BY n
        """
        limits = (not open_only, float("inf") if room is None else room, -1 if most is None else most)
        rows = self._rows(query, task, *limits)
        models = self._numbered([n for n, _ in rows])
        return tuple(Servant(models[n], _quality(quality)) for n, quality in rows)

    def _numbered(self, numbers: Iterable[int]) -> dict[int, records.ModelRecord]:
        """Models by their numbers; one that serves many tasks is read once."""
        known = {n: self._known.get(n) for n in numbers}
        missing = [n for n, model in known.items() if model is None]
        found = {n: model for n, model in known.items() if model is not None}
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for n, body in self._rows(f"SELECT n, body FROM body WHERE n IN ({marks})", *some):
                found[n] = self._known.of(n, partial(_MODEL.decode, body))
        return found

    def labels(self, field: str) -> frozenset[str]:
        """Every ``family`` or ``provider`` of the models.

        Raises:
            KeyError: another field.
        """
        return self._labels[field]

    @cached_property
    def _labels(self) -> Mapping[str, frozenset[str]]:
        rows = self._rows("SELECT DISTINCT family, provider FROM model")
        return {"family": frozenset(row[0] for row in rows), "provider": frozenset(row[1] for row in rows)}

    @cached_property
    def model_labels(self) -> frozenset[str]:
        """Every name by which models may be shut out, folded (`naming.names_of`)."""
        return frozenset(fold(name) for model in self.models() for name in names_of(model))

    def tasks_of(self, model: str) -> list[str]:
        """The tasks a model can be asked to do."""
        query = "SELECT task FROM serves JOIN model USING (n) WHERE folded = ? ORDER BY task"
        return [row[0] for row in self._rows(query, fold(model))]

    def quality(self, task: str, model: str) -> Quality | None:
        """What is known of one model's quality in one task."""
        query = "SELECT quality FROM serves JOIN model USING (n) WHERE task = ? AND folded = ?"
        rows = self._rows(query, task, fold(model))
        return _quality(rows[0][0]) if rows else None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _rows(self, query: str, *values: Any) -> Sequence[Any]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        except UnicodeEncodeError:
            return ()  # bytes that are no text, from the command line: nothing is called that


def _quality(text: str) -> Quality | None:
    return _QUALITY.decode(text)
