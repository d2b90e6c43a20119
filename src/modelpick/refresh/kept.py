"""Answers kept between updates: each with its validators, replaced only by one that proved good."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from modelpick.refresh.client import Client, Limits, Report
from modelpick.refresh.validators import Validators

__all__ = ["Answer", "Kept"]


class Answer(Struct, frozen=True):
    """An answer on disk.

    Attributes:
        path: its body.
        fresh: whether it was sent now rather than kept from before.
    """

    path: Path
    fresh: bool
    _final: Path

    def keep(self) -> Answer:
        """Take it for the next time: it was read and found good."""
        if not self.fresh:
            os.utime(self.path)
            return self
        # The body first: old validators beside a new body cost a download, the reverse a stale answer.
        os.replace(self.path, self._final)
        os.replace(Validators.place(self.path), Validators.place(self._final))
        return Answer(self._final, False, self._final)

    def discard(self) -> None:
        """Forget it: it was bad. One kept from before that no longer reads is asked for anew."""
        for path in (self.path, Validators.place(self.path)):
            with suppress(OSError):
                path.unlink()


class Kept:
    """A folder of answers.

    Args:
        folder: made when first needed; losing it costs a download, nothing else.
        client: asks the network.
    """

    def __init__(self, folder: Path, client: Client) -> None:
        self._folder = folder
        self._client = client

    def answer(self, url: str, limits: Limits, report: Report | None = None) -> Answer:
        """The answer of an address, from the network unless it says that the one kept is still right.

        Raises:
            BadAnswer: it is refused (`client.Client.fetch`).
            OSError: the folder cannot be written.
        """
        final = self._place(url)
        final.parent.mkdir(parents=True, exist_ok=True)
        known = Validators.beside(final, url) if final.is_file() else None
        part = final.with_suffix(".part")
        if self._client.fetch(url, part, known, limits, report=report) is None:
            return Answer(final, False, final)
        return Answer(part, True, final)

    def recent(self, url: str, seconds: float) -> Answer | None:
        """The answer kept from less than ``seconds`` ago, without asking."""
        final = self._place(url)
        try:
            young = time.time() - final.stat().st_mtime < seconds
        except OSError:
            return None
        return Answer(final, False, final) if young and Validators.beside(final, url) else None

    def _place(self, url: str) -> Path:
        return self._folder / f"{sha256(url.encode()).hexdigest()[:32]}.body"
