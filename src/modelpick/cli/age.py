"""Old data is mentioned: once a day, on standard error."""

from __future__ import annotations

from datetime import date
from pathlib import Path

__all__ = ["age_warning", "mention_age"]

_OLD_DAYS = 120
_STAMP = "age-mentioned"


def age_warning(built: str, today: date) -> str | None:
    """What to say of data older than 120 days; None where it is younger or its date cannot be read."""
    try:
        age = (today - date.fromisoformat(built)).days
    except ValueError:
        return None
    return f"the data is {age} days old; newer: modelpick catalog update" if age > _OLD_DAYS else None


def mention_age(built: str, today: date, user: Path) -> None:
    """Say that data is old, unless that was said today already. Young data costs a comparison."""
    if (warning := age_warning(built, today)) and _is_first(user / _STAMP, today.isoformat()):
        from modelpick.cli.output import say

        say(warning)


def _is_first(stamp: Path, today: str) -> bool:
    """Whether nothing was said today; where that cannot be noted, it is said again."""
    try:
        if stamp.is_file() and stamp.read_text(encoding="ascii") == today:
            return False
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(today, encoding="ascii")
    except (OSError, UnicodeDecodeError):
        pass
    return True
