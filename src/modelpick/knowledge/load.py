"""Authored data to validated records: the only reader of ``data/`` and of a user's ``--catalog``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from msgspec import Struct
from pydantic import TypeAdapter, ValidationError

from modelpick.errors import DataError, Problem
from modelpick.knowledge import records
from modelpick.knowledge.yaml_reader import Lines, read_yaml

__all__ = ["DOCUMENTS", "KINDS", "Kind", "Knowledge", "Located", "load_file", "load_folder"]


class Kind(Struct, frozen=True):
    """One kind of record: where its files lie and what they hold."""

    name: str
    pattern: str
    """Below the data folder; a ``*`` stands for any name."""
    record: type[records.Record]
    many: bool
    """A file is a list of records rather than one."""
    key: str = "id"
    """The field that is unique within the kind."""


KINDS = (
    Kind("sources", "sources.yaml", records.Source, True),
    Kind("claims", "claims/*.yaml", records.Claim, True),
    Kind("classes", "classes/*.yaml", records.ModelClass, False),
    Kind("terms", "terms.yaml", records.Term, True),
    Kind("tasks", "tasks/*.yaml", records.Task, True),
    Kind("tables", "tables/*.yaml", records.DecisionTable, False),
    Kind("source_tables", "source-tables/*.yaml", records.SourceTable, False),
    Kind("contradictions", "contradictions.yaml", records.Contradiction, True),
    Kind("timeline", "timeline.yaml", records.TimelineEvent, True, key="event"),
    Kind("modalities", "modalities.yaml", records.Modality, True),
    Kind("criteria", "criteria.yaml", records.CriterionRecord, True),
    Kind("models", "models/*/*.yaml", records.ModelRecord, False),
    Kind("benchmarks", "benchmarks/*.yaml", records.Benchmark, False),
    Kind("licenses", "licenses.yaml", records.License, True),
    Kind("quantizations", "quantizations.yaml", records.QuantizationRecord, True),
    Kind("runtimes", "runtimes.yaml", records.RuntimeRecord, True),
    Kind("hardware", "hardware/*/*.yaml", records.DeviceRecord, True),
    Kind("reserves", "hardware/reserves.yaml", records.ReserveRecord, True),
    Kind("questions", "questions.yaml", records.Question, True),
    Kind("memory_by_size", "memory-by-size.yaml", records.MemoryBySize, True),
    Kind("trends", "trends.yaml", records.Trend, True),
    Kind("refresh", "refresh.yaml", records.RefreshSource, True),
    Kind("model_kinds", "model-kinds.yaml", records.ModelKind, True),
    Kind("engines", "engines.yaml", records.EngineRecord, True),
    Kind("interconnects", "interconnects.yaml", records.InterconnectRecord, True),
    Kind("typical_sizes", "typical-sizes.yaml", records.TypicalSize, True),
)


DOCUMENTS = ("calibration.yaml",)
"""Files of one shape each, kept whole: what reads them knows their fields and refuses others."""


class Located(Struct, frozen=True):
    """A record and where it was written."""

    record: Any
    file: str
    line: int


class Knowledge(Struct):
    """Everything authored, by kind and key, before it is compiled."""

    by_kind: dict[str, dict[str, Located]] = {}
    documents: dict[str, Any] = {}

    def of(self, kind: str) -> Mapping[str, Any]:
        """The records of one kind by their key, in sorted order."""
        return {key: located.record for key, located in sorted(self.by_kind.get(kind, {}).items())}

    def where(self, kind: str, key: str) -> Located:
        """The record and the place it was written."""
        return self.by_kind[kind][key]


@cache
def _adapter(record: Any, many: bool) -> TypeAdapter[Any]:
    shape: Any = tuple[record, ...] if many else record
    return TypeAdapter(shape)


def load_folder(folder: Path) -> Knowledge:
    """Read and validate every file of a data folder.

    Raises:
        DataError: with every problem of every file, or when two records share a key.
    """
    knowledge = Knowledge()
    problems: list[Problem] = []
    for kind in KINDS:
        for path in sorted(folder.glob(kind.pattern)):
            try:
                _add(knowledge, kind, load_file(path, kind, folder))
            except DataError as error:
                problems += error.problems
    problems += _read_documents(knowledge, folder)
    if problems:
        raise DataError(problems, hint="data/README.md shows the shape of each file")
    return knowledge


def _read_documents(knowledge: Knowledge, folder: Path) -> list[Problem]:
    problems: list[Problem] = []
    for name in DOCUMENTS:
        path = folder / name
        if not path.is_file():
            continue
        try:
            knowledge.documents[path.stem], _ = read_yaml(path, name=str(path.relative_to(folder.parent)))
        except DataError as error:
            problems += error.problems
    return problems


def load_file(path: Path, kind: Kind, folder: Path) -> list[Located]:
    """Read and validate one file of a kind; ``folder`` is the root its name and id are relative to."""
    shown = str(path.relative_to(folder.parent))
    value, lines = read_yaml(path, name=shown)
    if kind.name == "models" and isinstance(value, dict):
        value.setdefault("id", f"{path.parent.name}/{path.stem}")
    try:
        found = _adapter(cast(Any, kind.record), kind.many).validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        raise DataError(list(_problems(error, shown, lines))) from None
    except ValueError as error:
        raise DataError([Problem(shown, None, "", str(error))]) from None
    entries = found if kind.many else (found,)
    return [Located(r, shown, lines.get((i,), 1) if kind.many else 1) for i, r in enumerate(entries)]


def _add(knowledge: Knowledge, kind: Kind, entries: list[Located]) -> None:
    known = knowledge.by_kind.setdefault(kind.name, {})
    for entry in entries:
        key = getattr(entry.record, kind.key)
        if key in known:
            first = known[key]
            message = f"{key!r} is already defined in {first.file}:{first.line}"
            raise DataError([Problem(entry.file, entry.line, kind.key, message)])
        known[key] = entry


def _problems(error: ValidationError, shown: str, lines: Lines) -> Iterator[Problem]:
    for item in error.errors(include_url=False, include_context=False):
        place = tuple(
            part for part in item["loc"] if isinstance(part, int) or not part.startswith("function")
        )
        yield Problem(shown, _line(place, lines), ".".join(str(part) for part in place), _words(item))


def _line(place: tuple[str | int, ...], lines: Lines) -> int | None:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place)


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "missing": lambda item: "required",
    "extra_forbidden": lambda item: "unknown field",
}


def _words(item: Any) -> str:
    return _WORDS.get(item["type"], lambda i: str(i["msg"]))(item)


def main() -> int:
    """Validate ``data/`` of the current folder: a development shortcut for ``modelpick catalog check``."""
    try:
        knowledge = load_folder(Path("data"))
    except DataError as error:
        print(error)
        return 4
    print(", ".join(f"{len(knowledge.by_kind.get(kind.name, {}))} {kind.name}" for kind in KINDS))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
