"""Which compiled catalogue to open: the packaged one or one made from a checkout, with a user's data on it.

Authored YAML is compiled at most once: a wheel carries the result; a checkout or an overlay is compiled into
the user's cache under a name that is a digest of its content, written beside and moved into place, so that
parallel first runs and interrupted ones leave nothing half made.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from modelpick.errors import DataError, Problem
from modelpick.knowledge.digest import FORMAT, digest
from modelpick.knowledge.layers import date_of, layers_of, refreshed_folder
from modelpick.knowledge.store import Catalog

__all__ = [
    "COMPILED",
    "cache_folder",
    "checkout_folder",
    "open_catalog",
    "open_layers",
    "open_packaged",
    "packaged_file",
    "user_folder",
]

COMPILED = ".sqlite"
_Make = Callable[[Path, str], None]


def open_catalog(overlay: Path | None = None) -> Catalog:
    """Open the catalogue with a user's own data on it, and on top a file or folder where one is named.

    A compiled catalogue (``catalog build``) is opened as it is, instead of the packaged one.

    Raises:
        DataError: data that lies on top is wrong, or no catalogue can be found or made.
    """
    if overlay is not None and overlay.suffix == COMPILED:
        return Catalog(overlay)
    base = open_packaged()
    own = layers_of(user_folder(), base.built)
    try:
        return open_layers(base, own if overlay is None else [*own, overlay])
    except DataError as error:
        if any(str(refreshed_folder(user_folder())) in problem.file for problem in error.problems):
            raise DataError(error.problems, hint="modelpick catalog update --rollback drops them") from None
        raise


def open_layers(base: Catalog, overlays: Sequence[Path]) -> Catalog:
    """Open a catalogue with files or folders on it, the lowest first.

    Raises:
        DataError: one of them is wrong.
    """
    return _overlaid(base, overlays) if overlays else base


def packaged_file() -> Path:
    """Where a wheel carries the compiled catalogue."""
    return Path(__file__).parent.parent / "catalog.sqlite"


def checkout_folder() -> Path:
    """Where a checkout or an editable install has the authored data."""
    return Path(__file__).parents[3] / "data"


def cache_folder() -> Path:
    """Where compiled catalogues are kept: ``MODELPICK_CACHE``, or the system's cache folder for the user."""
    if chosen := os.environ.get("MODELPICK_CACHE"):
        return Path(chosen)
    return _system_folder("XDG_CACHE_HOME", ".cache", "Caches") / "modelpick"


def user_folder() -> Path:
    """Where a user's refreshed data and measurements are kept: ``MODELPICK_DATA``, or the system's folder."""
    if chosen := os.environ.get("MODELPICK_DATA"):
        return Path(chosen)
    return _system_folder("XDG_DATA_HOME", ".local/share", "Application Support") / "modelpick"


def _system_folder(variable: str, unix: str, mac: str) -> Path:
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    if sys.platform == "darwin":
        return home / "Library" / mac
    return Path(os.environ.get(variable) or home / unix)


def open_packaged() -> Catalog:
    """Open the catalogue as it was shipped, with nothing on it.

    Raises:
        DataError: there is none.
    """
    if packaged_file().is_file():
        return Catalog(packaged_file())
    folder = checkout_folder()
    if not folder.is_dir():
        raise DataError(
            [Problem("modelpick", None, "", "this installation carries no catalogue")], hint="reinstall it"
        )
    return _cached(digest(folder), lambda path, key: _compile_checkout(folder, path, key))


def _compile_checkout(folder: Path, path: Path, key: str) -> None:
    from modelpick.knowledge.build import build

    build(folder, path, key=key)


def _overlaid(base: Catalog, overlays: Sequence[Path]) -> Catalog:
    from modelpick.knowledge.overlay import compile_overlay, overlay_digest

    digests = "\0".join(overlay_digest(overlay) for overlay in overlays)
    key = sha256(f"{base.meta['key']}\0{digests}".encode()).hexdigest()
    refreshed = refreshed_folder(user_folder())
    built = max([base.built, *(date_of(each.name) for each in overlays if each.parent == refreshed)])
    return _cached(key, lambda path, key: compile_overlay(base, overlays, path, built=built, key=key))


def _cached(key: str, make: _Make) -> Catalog:
    """Open the cached catalogue of that key; make it when it is missing, stale or damaged."""
    name = f"catalog-{FORMAT}-{key[:32]}.sqlite"
    for folder in (cache_folder(), Path(tempfile.gettempdir()) / f"modelpick-{_user()}"):
        path = folder / name
        if _trusted(folder) and (catalog := _sound(path, key)):
            return catalog
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _trusted(folder):
                continue
            make(path, key)
            catalog = Catalog(path)
        except (OSError, sqlite3.Error):
            continue  # a read-only home or a full disk: the next folder may do
        _sweep(folder, keep=name)
        return catalog
    raise DataError([Problem(str(cache_folder()), None, "", "no folder to keep the compiled catalogue in")])


def _trusted(folder: Path) -> bool:
    """Whether no other user put the folder there, as they could where everyone writes."""
    try:
        return not hasattr(os, "getuid") or folder.stat().st_uid in (os.getuid(), 0)
    except OSError:
        return False


def _sound(path: Path, key: str) -> Catalog | None:
    if not path.is_file():
        return None
    try:
        catalog = Catalog(path)
    except DataError:
        return None
    return catalog if catalog.meta.get("key") == key else None


def _sweep(folder: Path, keep: str, most: int = 8) -> None:
    """Keep the cache small: the newest few compiled catalogues stay."""
    others = [path for path in folder.glob("catalog-*.sqlite") if path.name != keep]
    for path in sorted(others, key=_changed, reverse=True)[most:]:
        with suppress(OSError):
            path.unlink()


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process swept it
        return 0.0


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"
