"""One update at a time, across processes: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from modelpick.errors import UsageError

__all__ = ["only_one"]

_BUSY = "another update is running"


@contextmanager
def only_one(file: Path) -> Iterator[None]:
    """Hold the lock ``file`` for a while.

    Raises:
        UsageError: another process holds it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(handle)
        except OSError:
            raise UsageError(_BUSY, hint="wait for it, or end it") from None
        yield
    finally:
        os.close(handle)  # closing lets go of the lock


if sys.platform == "win32":

    def _take(handle: int) -> None:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _take(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
