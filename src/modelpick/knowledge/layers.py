"""A user's own data, which every command lays on the packaged catalogue: refreshed facts, then own records.

``refreshed/`` is written by ``modelpick catalog update`` alone: a folder for each state, named by its day and
a digest of its content, and a file ``current`` that names the state in force and the one before. ``catalog/``
holds what was imported or written by hand, in the shape of ``data/``. ``runs/`` holds what ``modelpick bench``
measured: no records, so it is laid on nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["CURRENT", "date_of", "layers_of", "own_folder", "refreshed_folder", "runs_folder", "states_of"]

CURRENT = "current"
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.[0-9a-f]{12}")
_NONE = "-"


def own_folder(user: Path) -> Path:
    """Where imported and hand-written records of a user lie."""
    return user / "catalog"


def refreshed_folder(user: Path) -> Path:
    """Where refreshed facts of a user lie."""
    return user / "refreshed"


def runs_folder(user: Path) -> Path:
    """Where a user's own measurements lie."""
    return user / "runs"


def states_of(user: Path) -> tuple[str | None, str | None]:
    """The refreshed state in force and the one before it; None: the packaged facts."""
    try:
        lines = (refreshed_folder(user) / CURRENT).read_text(encoding="ascii").split()[:2]
    except (OSError, UnicodeDecodeError):
        return None, None
    names = [line if _NAME.fullmatch(line) else None for line in (*lines, _NONE, _NONE)]
    return names[0], names[1]


def date_of(state: str) -> str:
    """The day on which a state was read."""
    return state[:10]


def layers_of(user: Path, built: str) -> list[Path]:
    """What lies on a catalogue of the day ``built``, lowest first.

    Facts read before that day are passed over: the catalogue that came since is newer.
    """
    found: list[Path] = []
    state, _ = states_of(user)
    if state is not None and date_of(state) >= built:
        found.append(refreshed_folder(user) / state)
    found.append(own_folder(user))
    return [folder for folder in found if any(folder.rglob("*.y*ml"))]
