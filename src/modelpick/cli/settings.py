"""Defaults a user keeps: ``modelpick.toml`` of this folder, then of the config folder, and ``MODELPICK_*``.

A flag wins over a variable, a variable over the nearer file, the nearer file over the farther.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from modelpick.errors import DataError, ModelpickError, Problem, UsageError, closest

__all__ = ["blamed", "config_files", "defaults", "with_defaults"]

_OWN = {"MODELPICK_CACHE", "MODELPICK_DATA", "MODELPICK_CONFIG", "MODELPICK_DEBUG"}
_NOT_KEPT = {"task"}
_REPEATED = {
    *("input", "output", "license", "language"),
    *("class", "family", "provider", "model", "exclude"),
}
_LARGEST = 1_000_000


class _Kept(Struct, frozen=True):
    """A default, and where it is kept: a file and line, or (without a line) a variable."""

    value: Any
    place: str
    line: int | None = None
    variable: bool = False


def with_defaults(given: Mapping[str, Any]) -> dict[str, Any]:
    """Option values as typed, the user's defaults where nothing was."""
    kept = defaults()
    return {name: kept.get(name) if _is_unsaid(value) else value for name, value in {**kept, **given}.items()}


def defaults() -> dict[str, Any]:
    """Every default the user keeps, by the option's long name.

    Raises:
        DataError: a file cannot be read, or names something that is no option.
    """
    return {name: kept.value for name, kept in _all_kept().items()}


def blamed(error: UsageError, given: Mapping[str, Any]) -> ModelpickError:
    """The error as one of the file or variable that keeps the value, where no flag gave it."""
    name = error.option
    kept = _all_kept().get(name) if name is not None and _is_unsaid(given.get(name)) else None
    if kept is None:
        return error
    if kept.variable:
        return UsageError(f"{kept.place}: {error}", hint=error.hint)
    return DataError([Problem(kept.place, kept.line, name or "", str(error))], hint=error.hint)


def config_files() -> list[Path]:
    """Where defaults are looked for, nearest first."""
    folder = os.environ.get("MODELPICK_CONFIG")
    return [Path("modelpick.toml"), (Path(folder) if folder else _config_folder()) / "modelpick.toml"]


def _is_unsaid(value: Any) -> bool:
    return value is None or value is False or value == []


def _all_kept() -> dict[str, _Kept]:
    found: dict[str, _Kept] = {}
    for path in reversed(config_files()):
        if path.is_file():
            found |= _read(path)
    return found | _variables()


def _config_folder() -> Path:
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", home)) / "modelpick"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "modelpick"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "modelpick"


def _names() -> set[str]:
    from modelpick.intake import OPTIONS

    return ({*OPTIONS} - _NOT_KEPT) | {"catalog"}


def _read(path: Path) -> dict[str, _Kept]:
    text, values = _toml(path)
    known = _names()
    lines = {name: _line_of(name, text) for name in values}
    unknown = [_unknown(path, lines[name], name, known) for name in values if name not in known]
    wrong = [
        Problem(str(path), lines[name], name, "a value is expected, not a table")
        for name, value in values.items()
        if isinstance(value, dict) and name != "weights" and name in known
    ]
    if unknown or wrong:
        raise DataError([*unknown, *wrong])
    return {name: _Kept(value, str(path), lines[name]) for name, value in values.items()}


def _toml(path: Path) -> tuple[str, dict[str, Any]]:
    import tomllib

    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise DataError([Problem(str(path), None, "", "larger than 1 MB")])
        text = content.decode("utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError([Problem(str(path), line, "", f"not UTF-8 (byte {error.start})")]) from None
    except (tomllib.TOMLDecodeError, RecursionError, OSError) as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else 1
        raise DataError([Problem(str(path), line, "", f"cannot be read: {error}")]) from None


def _line_of(name: str, text: str) -> int | None:
    """Where a name is set, or its table begins: the parser keeps no lines."""
    place = re.search(rf"^[ \t]*\[?[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[=.\]]", text, re.M)
    return text.count("\n", 0, place.start()) + 1 if place else None


def _unknown(path: Path, line: int | None, name: str, known: set[str]) -> Problem:
    near = closest(name, known)
    return Problem(
        str(path), line, name, f"no such option{'; did you mean ' + near[0] + '?' if near else ''}"
    )


def _variables() -> dict[str, _Kept]:
    known = {f"MODELPICK_{name.upper().replace('-', '_')}": name for name in _names()}
    return {
        known[key]: _Kept(_said(known[key], value), key, variable=True)
        for key, value in sorted(os.environ.items())
        if key in known and key not in _OWN and value
    }


def _said(name: str, value: str) -> Any:
    """A variable's text; of an option that may be repeated, its parts between commas."""
    return [part.strip() for part in value.split(",")] if name in _REPEATED else value
