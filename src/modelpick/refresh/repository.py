"""What the Hugging Face Hub gives of one repository: its word on the model, and the model's configuration."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from modelpick.knowledge.records import RefreshSource
from modelpick.refresh.addresses import filled
from modelpick.refresh.client import Client, Gone, Limits

__all__ = ["fetch_repository", "is_repository"]

_PART = r"[A-Za-z0-9](?:[\w.-]{0,95}[A-Za-z0-9])?"
_REPOSITORY = re.compile(f"{_PART}/{_PART}")


def is_repository(name: str) -> bool:
    """Whether a name has the form ``org/name``, and nothing that could lead elsewhere."""
    return _REPOSITORY.fullmatch(name) is not None and ".." not in name


def fetch_repository(repository: str, hub: RefreshSource) -> tuple[bytes, bytes | None]:
    """The Hub's answer about a repository, and its ``config.json``; None where it has none for everyone.

    Raises:
        BadAnswer: the Hub cannot be asked, or gives what is refused.
        UsageError: the HTTP library is missing.
    """
    limits = Limits(most_bytes=hub.most_megabytes * 1_000_000, seconds=hub.seconds)
    with Client() as client, tempfile.TemporaryDirectory(prefix="modelpick-") as folder:
        answer, config = Path(folder, "answer"), Path(folder, "config")
        client.fetch(filled(hub.url, model=repository), answer, None, limits)
        try:
            client.fetch(
                filled(hub.file_url or "", model=repository, file="config.json"), config, None, limits
            )
        except Gone:
            return answer.read_bytes(), None
        return answer.read_bytes(), config.read_bytes()
