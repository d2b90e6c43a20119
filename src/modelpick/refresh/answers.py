"""Answers of public addresses as values: bounded, checked, and never trusted."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

__all__ = [
    "BadAnswer",
    "by_name",
    "day",
    "json_of",
    "mapping",
    "number",
    "plain_name",
    "sequence",
    "text",
    "whole",
]

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_LONGEST = 300


class BadAnswer(ValueError):
    """An answer that is not what its address gives; nothing of it is used."""


def json_of(body: bytes) -> Any:
    """The JSON value of an answer.

    Raises:
        BadAnswer: not UTF-8, not JSON, nested too deep, or with numbers that are none.
    """
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except RecursionError:
        raise BadAnswer("nested too deep") from None
    except ValueError as error:
        start = body[:200].lstrip().lower()
        page = "a web page" if start.startswith((b"<!doctype", b"<html")) else "no valid JSON"
        raise BadAnswer(f"{page} instead of data ({str(error).splitlines()[0][:80]})") from None


def _no_number(word: str) -> float:
    raise BadAnswer(f"{word} is no number")


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    """The value, which must be a mapping with text keys.

    Raises:
        BadAnswer: it is not.
    """
    if not isinstance(value, dict):
        raise BadAnswer(f"{what}: a mapping is expected")
    return value


def sequence(value: Any, what: str) -> list[Any]:
    """The value, which must be a list.

    Raises:
        BadAnswer: it is not.
    """
    if not isinstance(value, list):
        raise BadAnswer(f"{what}: a list is expected")
    return value


def number(value: Any, least: float, most: float) -> float | None:
    """A finite number within bounds; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and least <= value <= most else None


def whole(value: Any, least: int, most: int) -> int | None:
    """A whole number within bounds; None for anything else."""
    found = number(value, least, most)
    return int(found) if found is not None and found == int(found) else None


def text(value: Any) -> str | None:
    """A short printable text; None for anything else."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or not value.isprintable():
        return None
    return value


def day(value: Any) -> str | None:
    """An ISO day as ``2026-11-23`` (a time after it is left out); None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None


def plain_name(name: str) -> str:
    """A spelling for comparison: ``Claude Opus 4.7`` and ``claude-opus-4-7`` are the same."""
    return _SEPARATORS.sub("-", name.lower()).strip("-")


def by_name(ids: Iterable[str]) -> dict[str, list[str]]:
    """Ids by the `plain_name` of their last part."""
    found: dict[str, list[str]] = {}
    for key in ids:
        found.setdefault(plain_name(key.rpartition("/")[2]), []).append(key)
    return found
