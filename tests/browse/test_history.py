"""Milestones by date."""

from __future__ import annotations

from typing import Any

import pytest

from modelpick.browse.history import events
from modelpick.errors import UsageError
from modelpick.knowledge.records import TimelineEvent


class Recorded:
    """A catalogue that only knows three milestones."""

    def all(self, kind: str, record: type[Any]) -> tuple[TimelineEvent, ...]:
        dates = ("2024-03-04", "1986-2013", "2017")
        return tuple(TimelineEvent(date=date, event=f"in {date}", status="added") for date in dates)


CATALOG: Any = Recorded()


@pytest.mark.parametrize(
    ("since", "until", "dates"),
    [
        (None, None, ["1986-2013", "2017", "2024-03-04"]),
        ("2017", None, ["2017", "2024-03-04"]),
        ("2017-05", None, ["2017", "2024-03-04"]),
        ("2010", "2016", ["1986-2013"]),
        ("2014", "2016", []),
        (None, "2024-03", ["1986-2013", "2017", "2024-03-04"]),
        (None, "2024-02", ["1986-2013", "2017"]),
        ("2024-03-05", None, []),
    ],
)
def test_both_ends_are_included(since, until, dates):
    """A span counts while any of it lies within; a year counts for each of its days."""
    assert [event.date for event in events(CATALOG, since=since, until=until)] == dates


@pytest.mark.parametrize(
    ("since", "until"), [("2020", "2019"), ("20", None), (None, "May"), ("2024-13", None), ("2024-00", None)]
)
def test_nonsense_is_refused(since, until):
    """Dates that are none, or in the wrong order."""
    with pytest.raises(UsageError):
        events(CATALOG, since=since, until=until)
