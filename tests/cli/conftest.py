"""The real command in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def _run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    own = ("MODELPICK_CACHE", "MODELPICK_DATA")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MODELPICK_") or k in own}
    return subprocess.run(
        [sys.executable, "-m", "modelpick", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**kept, "PYTHONIOENCODING": "utf-8", **variables},
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def modelpick() -> Run:
    """Run ``modelpick`` with arguments, and variables as keywords; the same run is not repeated."""
    return cache(_run)


@pytest.fixture(scope="session")
def document(modelpick: Run) -> Callable[..., Any]:
    """The JSON document that a command prints with ``--json``."""

    def printed(*arguments: str) -> Any:
        run = modelpick(*arguments, "--json")
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    return printed
