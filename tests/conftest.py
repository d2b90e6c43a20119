"""No test sees the data or settings of whoever runs it, nor leaves any behind; one compiled catalogue serves all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.small import write_small_data

from modelpick import load
from modelpick.adviser import Adviser
from modelpick.knowledge.build import build
from modelpick.knowledge.store import Catalog


@pytest.fixture(scope="session", autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder stands for the user's data, and others for the cache and settings, here and in every command.

    Workers of one run share what they compile.
    """
    folder = tmp_path_factory.mktemp("own-data")
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("MODELPICK_")]:
            patch.delenv(name)
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
            patch.delenv(name, raising=False)
        patch.setenv("MODELPICK_DATA", str(folder))
        patch.setenv("MODELPICK_CACHE", str(root / "compiled"))
        patch.setenv("MODELPICK_CONFIG", str(root / "no-settings"))
        yield folder


@pytest.fixture(scope="session")
def adviser(own_data: Path) -> Iterator[Adviser]:
    """The packaged catalogue."""
    found = load()
    yield found
    found.catalog.close()


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Authored data small enough to read at a glance; tests that change it work on a copy."""
    return write_small_data(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture(scope="session")
def small_file(small_folder: Path) -> Path:
    """The same, compiled."""
    path = small_folder.parent / "small.sqlite"
    build(small_folder, path)
    return path


@pytest.fixture(scope="session")
def small(small_file: Path) -> Iterator[Adviser]:
    """An adviser on the small data."""
    catalog = Catalog(small_file)
    yield Adviser(catalog)
    catalog.close()
