"""What a later question about the same address carries, so that an answer is sent only when it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

__all__ = ["Validators"]

_LONGEST = 500


class Validators(Struct, frozen=True):
    """The address of an answer, its entity tag and date of change."""

    url: str
    etag: str | None = None
    modified: str | None = None

    @staticmethod
    def of(headers: Mapping[str, str], url: str) -> Validators:
        """Those of an answer."""
        found = (headers.get(name) for name in ("etag", "last-modified"))
        etag, modified = (value if value and len(value) <= _LONGEST else None for value in found)
        return Validators(url, etag, modified)

    @staticmethod
    def place(body: Path) -> Path:
        """Where the validators of a body are kept."""
        return body.with_name(f"{body.name}.json")

    @staticmethod
    def beside(body: Path, url: str) -> Validators | None:
        """Those kept with a body; None where there are none, or they are of another address."""
        try:
            values = json.loads(Validators.place(body).read_text(encoding="utf-8"))
            found = Validators(**values)
        except (OSError, ValueError, TypeError):
            return None
        return found if found.url == url else None

    def keep_beside(self, body: Path) -> None:
        """Keep them with a body."""
        Validators.place(body).write_text(json.dumps(asdict(self)), encoding="utf-8")

    def unless(self) -> dict[str, str]:
        """Headers that ask for an answer only if it is another."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}

    def resume(self, start: int) -> dict[str, str]:
        """Headers that ask for the rest of an answer if it is still the same; none without proof of that."""
        strong = self.etag if self.etag and not self.etag.startswith("W/") else self.modified
        return {"Range": f"bytes={start}-", "If-Range": strong} if strong else {}
