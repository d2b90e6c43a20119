"""The packaged devices, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from modelpick.hardware.known import Hardware
from modelpick.knowledge.load import KINDS, load_file

DATA = Path(__file__).parents[2] / "data"


def _read(name: str) -> tuple[Any, ...]:
    kind = next(kind for kind in KINDS if kind.name == name)
    files = sorted(DATA.glob(kind.pattern))
    return tuple(entry.record for path in files for entry in load_file(path, kind, DATA))


@pytest.fixture(scope="session")
def hardware() -> Hardware:
    """Every device and reserve of the packaged data."""
    return Hardware(_read("hardware"), _read("reserves"))
