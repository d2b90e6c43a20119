"""Defaults a user keeps: ``modelpick.toml`` of the current folder, then of the user's config folder, and ``MODELPICK_*``.

A flag wins over a variable, a variable over the nearer file, the nearer file over the farther.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelpick.errors import DataError, Problem, closest

__all__ = ["config_files", "defaults", "with_defaults"]

_OWN = {"MODELPICK_CACHE", "MODELPICK_DATA", "MODELPICK_CONFIG", "MODELPICK_DEBUG"}
_NOT_KEPT = {"task"}
_LARGEST = 1_000_000


def with_defaults(given: Mapping[str, Any]) -> dict[str, Any]:
    """Option values as typed, the user's defaults where nothing was."""
    kept = defaults()
    return {
        name: kept.get(name) if value in (None, [], False) else value
        for name, value in {**kept, **given}.items()
    }


def defaults() -> dict[str, Any]:
    """Every default the user keeps, by the option's long name.

    Raises:
        DataError: a file cannot be read, or names something that is no option.
    """
    found: dict[str, Any] = {}
    for path in reversed(config_files()):
        if path.is_file():
            found |= _read(path)
    return found | _variables()


def config_files() -> list[Path]:
    """Where defaults are looked for, nearest first."""
    folder = os.environ.get("MODELPICK_CONFIG")
    return [Path("modelpick.toml"), (Path(folder) if folder else _config_folder()) / "modelpick.toml"]


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


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        if path.stat().st_size > _LARGEST:
            raise DataError([Problem(str(path), None, "", "larger than 1 MB")])
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DataError([Problem(str(path), None, "", f"cannot be read: {error}")]) from None
    known = _names()
    unknown = [_unknown(path, name, known) for name in values if name not in known]
    wrong = [
        _wrong(path, name) for name, value in values.items() if isinstance(value, dict) and name != "weights"
    ]
    if unknown or wrong:
        raise DataError([*unknown, *wrong])
    return values


def _unknown(path: Path, name: str, known: set[str]) -> Problem:
    near = closest(name, known)
    return Problem(
        str(path), None, name, f"no such option{'; did you mean ' + near[0] + '?' if near else ''}"
    )


def _wrong(path: Path, name: str) -> Problem:
    return Problem(str(path), None, name, "a value is expected, not a table")


def _variables() -> dict[str, Any]:
    known = {f"MODELPICK_{name.upper().replace('-', '_')}": name for name in _names()}
    found = {
        known[key]: value for key, value in os.environ.items() if key in known and key not in _OWN and value
    }
    return {name: _flag(value) if name == "on-device" else value for name, value in found.items()}


def _flag(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on")
