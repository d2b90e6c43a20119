"""``modelpick timeline``."""

from __future__ import annotations

import pytest


def test_the_history_is_in_order(document):
    """Events stand oldest first."""
    dates = [event["date"] for event in document("timeline")["events"]]

    assert len(dates) > 90
    assert dates == sorted(dates)


def test_corrected_dates_say_what_was_said(document):
    """A corrected event carries what the source had."""
    corrected = [event for event in document("timeline")["events"] if event["status"] == "corrected"]

    assert corrected
    assert all(event["said"] for event in corrected)


def test_corrections_are_marked_for_the_reader(modelpick):
    """The reader sees that a date was corrected, without relying on colour."""
    assert "corrected; the source" in " ".join(modelpick("timeline", COLUMNS="200").stdout.split())


def test_a_class_narrows_it(document):
    """``--class`` leaves the milestones of the class, and of those it stands for."""
    events = document("timeline", "--class", "vlm")["events"]

    assert events
    assert all({"vlm", "lmm", "mllm", "lvlm"} & set(event["classes"]) for event in events)


def test_years_are_both_included(document):
    """``--from`` and ``--to`` include their years."""
    dates = [event["date"] for event in document("timeline", "--from", "2017", "--to", "2020")["events"]]

    assert dates
    assert all("2017" <= date[:4] <= "2020" for date in dates)


@pytest.mark.parametrize(
    "arguments", [("--from", "soon"), ("--from", "2020", "--to", "2019"), ("--class", "vlmm"), ("--to", "20")]
)
def test_bad_values_are_refused(modelpick, arguments):
    """Exit 2 with the reason."""
    run = modelpick("timeline", *arguments)

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("error:")
