"""Parsing the Open ASR leaderboard."""

from __future__ import annotations

import pytest
from tests.refresh.making import source

from modelpick.knowledge.records import RefreshPart
from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.open_asr import parse

PART = RefreshPart(benchmark="asr", column="Avg. WER", values={"file": "en_shortform"})
SOURCE = source("open-asr", parts=(PART,))
URL = "https://example.org/page"
TABLE = "model,Avg. WER,RTFx,Model size (B),License\n"


def parsed(view, *rows):
    """Scores by model."""
    found = parse((TABLE + "\n".join(rows)).encode(), PART, SOURCE, view, URL).benchmarks["asr"]
    return {row["model"]: (row["value"], row["date"]) for row in found["scores"]}


def test_a_value_that_changed_has_the_day_of_reading(view):
    """Names are compared without case."""
    assert parsed(view, "NVIDIA/parakeet-tdt-0.6b-v3,6.1,3332.74,0.6,Open") == {
        "nvidia/parakeet-tdt-0.6b-v3": (6.1, "2026-11-23")
    }


def test_a_value_that_did_not_change_keeps_its_day(view):
    """It was measured then."""
    rows = parsed(view, "nvidia/parakeet-tdt-0.6b-v3,6.32,3332.74,0.6,Open")

    assert rows["nvidia/parakeet-tdt-0.6b-v3"] == (6.32, "2026-10-05")


def test_what_was_not_measured_is_not_a_value(view):
    """The leaderboard writes -1."""
    with pytest.raises(BadAnswer, match="only 0 of the 1"):
        parsed(view, "nvidia/parakeet-tdt-0.6b-v3,-1,-1,-1,Proprietary")


@pytest.mark.parametrize(
    "body", [b"", b"a,b\n1,2\n", b"\xff", b'model,Avg. WER\n"x', b"<html></html>", b"model\nx\n"]
)
def test_other_files_are_refused(view, body):
    """No such columns, no UTF-8, a quote that never ends."""
    with pytest.raises(BadAnswer):
        parse(body, PART, SOURCE, view, URL)
