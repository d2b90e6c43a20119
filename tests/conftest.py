"""No test sees the data of whoever runs it, nor leaves any behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty folder stands for the user's data in this process and in every command it starts."""
    folder = tmp_path_factory.mktemp("own-data")
    before = os.environ.get("MODELPICK_DATA")
    os.environ["MODELPICK_DATA"] = str(folder)
    yield folder
    if before is None:
        del os.environ["MODELPICK_DATA"]
    else:
        os.environ["MODELPICK_DATA"] = before
