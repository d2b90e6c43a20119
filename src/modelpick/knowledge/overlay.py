"""A user's own data on top of the catalogue: a file, or a folder of the same shape as ``data/``.

A record whose id exists changes the fields it names; any other is added and must be whole. Nothing is used
unless all of it is valid together with what it lies on.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from pydantic import TypeAdapter, ValidationError

from modelpick.errors import DataError, Problem, closest
from modelpick.knowledge.check import problems_of
from modelpick.knowledge.compile import compile_knowledge
from modelpick.knowledge.load import DOCUMENTS, KINDS, Kind, Knowledge, Located
from modelpick.knowledge.naming import fold
from modelpick.knowledge.store import Catalog
from modelpick.knowledge.yaml_reader import MAX_BYTES, Lines, read_yaml

__all__ = ["compile_overlay", "knowledge_of", "laid_knowledge", "overlay_digest"]

_KINDS = {kind.name: kind for kind in KINDS}
_MOST_FILES = 10_000
_MOST_BYTES = 64_000_000
_VERSION = "catalog.yaml"


def overlay_digest(overlay: Path) -> str:
    """A digest of what the overlay says.

    Raises:
        DataError: it does not exist or cannot be read.
    """
    state = sha256()
    for path in _files(overlay):
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise DataError([Problem(str(path), None, "", error.strerror or "cannot be read")]) from None
        # The place of a file in its folder says what it holds, so a file that was moved is another overlay.
        place = os.fsencode(path.relative_to(overlay.parent))
        state.update(b"%d %b\0%d\0%b" % (len(place), place, len(content), content))
    return state.hexdigest()


def compile_overlay(base: Catalog, overlays: Sequence[Path], path: Path, *, built: str, key: str) -> None:
    """Compile the catalogue with the overlays on it, the lowest first, to ``path``.

    Raises:
        DataError: every problem of the overlays, with file, line and field.
    """
    knowledge = laid_knowledge(base, overlays)
    version = "+".join([base.version, *(overlay.resolve().name for overlay in overlays)])
    compile_knowledge(knowledge, path, version=version, built=built, key=key)


def laid_knowledge(base: Catalog, overlays: Sequence[Path]) -> Knowledge:
    """The records of a catalogue with the overlays on them, the lowest first, checked.

    Raises:
        DataError: every problem of the overlays, with file, line and field.
    """
    knowledge = knowledge_of(base)
    laid = [(file, overlay) for overlay in overlays for file in _files(overlay)]
    problems = [problem for file, overlay in laid for problem in _lay(knowledge, file, overlay)]
    if not problems:
        touched = {str(file) for file, _ in laid}
        problems = [f.problem for f in problems_of(knowledge) if f.fatal and f.problem.file in touched]
    if problems:
        raise DataError(problems, hint="data/README.md shows the shape of each record")
    return knowledge


def knowledge_of(catalog: Catalog) -> Knowledge:
    """Every record of a compiled catalogue, as if it had just been loaded."""
    knowledge = Knowledge()
    for kind in KINDS:
        records = catalog.models() if kind.name == "models" else catalog.all(kind.name, kind.record)
        place = f"catalogue {catalog.version}"
        knowledge.by_kind[kind.name] = {getattr(r, kind.key): Located(r, place, 1) for r in records}
    knowledge.documents = {Path(name).stem: catalog.document(Path(name).stem) for name in DOCUMENTS}
    return knowledge


def _files(overlay: Path) -> list[Path]:
    """The files of an overlay, sorted.

    Raises:
        DataError: there is none, or more than a catalogue can need.
    """
    try:
        found = _found(overlay)
        size = sum(path.stat().st_size for path in found)
    except OSError as error:
        raise DataError([Problem(str(overlay), None, "", error.strerror or "cannot be read")]) from None
    if not found:
        raise DataError([Problem(str(overlay), None, "", "holds no .yaml file")])
    if len(found) > _MOST_FILES or size > _MOST_BYTES:
        limit = f"{_MOST_FILES} files or {_MOST_BYTES // 1_000_000} MB"
        raise DataError([Problem(str(overlay), None, "", f"larger than {limit}")])
    return sorted(found)


def _found(overlay: Path) -> list[Path]:
    if stat.S_ISDIR(overlay.stat().st_mode):
        named = (path for path in overlay.rglob("*.y*ml") if path.suffix in (".yaml", ".yml"))
        return [path for path in islice(named, _MOST_FILES + 1) if path.is_file()]
    if not stat.S_ISREG(overlay.stat().st_mode):
        raise DataError([Problem(str(overlay), None, "", "neither a file nor a folder")])
    return [overlay]


def _lay(knowledge: Knowledge, file: Path, overlay: Path) -> list[Problem]:
    try:
        value, lines = read_yaml(file)
    except DataError as error:
        return list(error.problems)
    if overlay.is_dir() and file.parent == overlay and file.name in (_VERSION, *DOCUMENTS):
        return _lay_document(knowledge, file, value)
    kind = _kind_of(file, overlay)
    if kind is None:
        return _lay_mixed(knowledge, str(file), value, lines)
    entries = value if kind.many else [_with_id(value, kind, file)]
    if not isinstance(entries, list):
        return [Problem(str(file), 1, "", f"a list of {kind.name} is expected")]
    return [
        p
        for i, e in enumerate(entries)
        for p in _lay_one(knowledge, kind, e, str(file), lines, (i,) if kind.many else ())
    ]


def _lay_document(knowledge: Knowledge, file: Path, value: Any) -> list[Problem]:
    """A file of its own shape replaces the catalogue's; the version stays that of the catalogue."""
    if file.name == _VERSION:
        return []
    if not isinstance(value, dict):
        return [Problem(str(file), 1, "", "a mapping is expected")]
    knowledge.documents[file.stem] = value
    return []


def _kind_of(file: Path, overlay: Path) -> Kind | None:
    """The kind that a file's place in a folder says; None for a file that names its kinds itself."""
    if not overlay.is_dir():
        return None
    relative = file.relative_to(overlay).with_suffix(".yaml")
    return next(
        (
            kind
            for kind in KINDS
            if relative.match(kind.pattern) and len(relative.parts) == kind.pattern.count("/") + 1
        ),
        None,
    )


def _with_id(value: Any, kind: Kind, file: Path) -> Any:
    if kind.name == "models" and isinstance(value, dict):
        value.setdefault("id", f"{file.parent.name}/{file.stem}")
    return value


def _lay_mixed(knowledge: Knowledge, shown: str, value: Any, lines: Lines) -> list[Problem]:
    if not isinstance(value, dict):
        return [Problem(shown, 1, "", "a mapping of kinds to lists is expected: models, tasks, benchmarks …")]
    problems: list[Problem] = []
    for name, entries in value.items():
        kind = _KINDS.get(name)
        if kind is None or not isinstance(entries, list):
            near = closest(name, _KINDS)
            right = f"; did you mean {near[0]}?" if near and kind is None else f"; kinds: {', '.join(_KINDS)}"
            what = "no such kind of record" if kind is None else "a list of records is expected"
            problems.append(Problem(shown, lines.get((name,)), name, what + right))
            continue
        for i, entry in enumerate(entries):
            problems += _lay_one(knowledge, kind, entry, shown, lines, (name, i))
    return problems


def _lay_one(
    knowledge: Knowledge, kind: Kind, entry: Any, shown: str, lines: Lines, place: tuple[str | int, ...]
) -> list[Problem]:
    line = lines.get(place, 1)
    if not isinstance(entry, dict) or not isinstance(entry.get(kind.key), str):
        return [Problem(shown, line, kind.key, f"a record of {kind.name} with its {kind.key} is expected")]
    known = knowledge.by_kind.setdefault(kind.name, {})
    before = to_builtins(known[entry[kind.key]].record) if entry[kind.key] in known else {}
    try:
        record = TypeAdapter(kind.record).validate_json(json.dumps({**before, **entry}), strict=True)
    except ValidationError as error:
        return [
            _problem(item, shown, lines, place)
            for item in error.errors(include_url=False, include_context=False)
        ]
    if not before and kind.name == "models" and (twin := _twin(entry[kind.key], known)):
        return [Problem(shown, line, kind.key, f"the catalogue has this model as {twin!r}; write it so")]
    known[entry[kind.key]] = Located(record, shown, line)
    return []


def _twin(key: str, known: Iterable[str]) -> str | None:
    """The id of a model that differs in case and separators alone: no command could tell the two apart."""
    return next((other for other in known if fold(other) == fold(key)), None)


def _problem(item: Any, shown: str, lines: Lines, place: tuple[str | int, ...]) -> Problem:
    where = (*place, *(part for part in item["loc"]))
    words = {"missing": "required", "extra_forbidden": "unknown field"}
    field = ".".join(str(part) for part in where)
    return Problem(
        shown, lines.get(where, lines.get(place)), field, words.get(item["type"], str(item["msg"]))
    )
