"""Milestones by class and date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from modelpick.errors import UsageError
from modelpick.knowledge.records import ModelClass, TimelineEvent
from modelpick.knowledge.store import Catalog

__all__ = ["events"]

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def events(
    catalog: Catalog, *, classes: Sequence[str] = (), since: str | None = None, until: str | None = None
) -> tuple[TimelineEvent, ...]:
    """The milestones of any of the classes between two dates, both included, oldest first.

    Args:
        catalog: where they are recorded.
        classes: names of classes; a class brings with it those it stands for and the one that stands for it.
        since, until: ``2019``, ``2019-06`` or ``2019-06-11``.

    Raises:
        UsageError: an unknown class or a date that is none.
    """
    wanted = {catalog.find("classes", name, noun="class", plural="classes") for name in classes}
    records = {found.id: found for found in catalog.all("classes", ModelClass)} if wanted else {}
    wanted |= {candidate for key in wanted if (candidate := records[key].candidate)}
    wanted |= {key for key, found in records.items() if found.candidate in wanted}
    first, last = _date(since, "--from"), _date(until, "--to")
    if first and last and last[: len(first)] < first[: len(last)]:
        raise UsageError(f"--from {first} is later than --to {last}")
    found = [e for e in catalog.all("timeline", TimelineEvent) if not wanted or wanted & set(e.classes)]
    found = [e for e in found if _from(e.date, first) and _to(e.date, last)]
    return tuple(sorted(found, key=lambda event: event.date))


def _date(text: str | None, option: str) -> str | None:
    if text is not None and not _DATE.fullmatch(text):
        raise UsageError(f"{option}: {text!r} is no date", hint="write a year, as 2019, or 2019-06")
    return text


def _from(date: str, first: str | None) -> bool:
    """Whether any of what a date covers (a span ``1986-2013`` as well) lies at or after the first."""
    return first is None or _end(date)[: len(first)] >= first[: len(_end(date))]


def _to(date: str, last: str | None) -> bool:
    return last is None or date[: len(last)] <= last


def _end(date: str) -> str:
    span = re.fullmatch(r"\d{4}-(\d{4})", date)
    return span[1] if span else date
