"""The refreshed states of a user's folder: written whole, put in force in one step and taken back in one."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from modelpick.knowledge.layers import CURRENT, refreshed_folder, states_of
from modelpick.knowledge.yaml_reader import read_yaml_text
from modelpick.refresh.findings import Findings

__all__ = ["commit", "file_of", "files_of_current", "findings_of", "roll_back", "staged"]

_NONE = "-"


def file_of(findings: Findings, about: str) -> str:
    """The overlay file of one source: YAML whose records are one line of JSON each.

    Args:
        about: what the first line says of it.
    """
    lines = [f"# {about} Written by `modelpick catalog update`; the next update writes it anew."]
    for kind, records in (("models", findings.models), ("benchmarks", findings.benchmarks)):
        if records:
            lines.append(f"{kind}:")
            lines += [f"  - {_json({'id': key, **values})}" for key, values in sorted(records.items())]
    return "\n".join(lines) + "\n" if len(lines) > 1 else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def files_of_current(user: Path) -> dict[str, str]:
    """The files of the state in force, by name."""
    state, _ = states_of(user)
    if state is None:
        return {}
    folder = refreshed_folder(user) / state
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def findings_of(content: str) -> Findings:
    """What a file of a state says.

    Raises:
        DataError: it is no such file.
    """
    values, _ = read_yaml_text(content, "refreshed facts")
    by_id = {
        kind: {entry["id"]: {k: v for k, v in entry.items() if k != "id"} for entry in entries}
        for kind, entries in (values or {}).items()
    }
    return Findings(models=by_id.get("models", {}), benchmarks=by_id.get("benchmarks", {}))


def staged(user: Path, files: Mapping[str, str], today: str) -> Path:
    """Write a state that is not in force yet, and give its folder.

    Raises:
        OSError: the folder cannot be written.
    """
    state = f"{today}.{_digest(files)}"
    home = refreshed_folder(user)
    home.mkdir(parents=True, exist_ok=True)
    if not (home / state).is_dir():
        work = Path(tempfile.mkdtemp(dir=home, prefix=".making-"))
        for name, content in files.items():
            (work / name).write_text(content, encoding="utf-8")
        os.replace(work, home / state)
    return home / state


def _digest(files: Mapping[str, str]) -> str:
    state = sha256()
    for name, content in sorted(files.items()):
        state.update(f"{name}\0{len(content)}\0{content}".encode())
    return state.hexdigest()[:12]


def commit(user: Path, folder: Path) -> None:
    """Put a staged state in force; the one before it is kept, all older ones go.

    A state of the same content, only read on another day, keeps what came before it.
    """
    current, previous = states_of(user)
    if current is not None and current[11:] != folder.name[11:]:
        previous = current
    elif current is None:
        previous = None
    _point(user, folder.name, previous)


def roll_back(user: Path) -> tuple[str | None, str | None]:
    """Go back to the state before, or to the packaged facts.

    Returns:
        The state left, None where there was none, and the state now in force, None for the packaged facts.
    """
    current, previous = states_of(user)
    if current is not None:
        _point(user, previous, None)
    return current, previous


def _point(user: Path, state: str | None, previous: str | None) -> None:
    home = refreshed_folder(user)
    handle, name = tempfile.mkstemp(dir=home, prefix=".pointer-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{state or _NONE}\n{previous or _NONE}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, home / CURRENT)
    for path in home.iterdir():
        if path.is_dir() and path.name not in (state, previous):
            shutil.rmtree(path, ignore_errors=True)
