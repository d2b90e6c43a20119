"""Figures of models."""

from __future__ import annotations

from modelpick.knowledge.records import Price
from modelpick.knowledge.store import Quality
from modelpick.render.figures import price_text, quality_data, quality_text

QUALITY = Quality(0.66, 0.441, 0.83, "measured", (("arena-text", 1400.0, "2026-10-05", "independent", 0.9),))


def test_a_quality_keeps_its_range_and_grade():
    """The interval and what it rests on are never left out."""
    assert quality_text(QUALITY) == "0.66 (0.44-0.83) measured"


def test_an_unknown_quality_is_unknown():
    """Nothing is guessed."""
    assert quality_text(None) == "unknown"
    assert quality_data(None) is None


def test_evidence_names_its_parts():
    """Every row says benchmark, value, date, who measured and how much it counts."""
    data = quality_data(QUALITY)

    assert data is not None
    assert data["evidence"] == [
        {
            "benchmark": "arena-text",
            "value": 1400.0,
            "date": "2026-10-05",
            "kind": "independent",
            "weight": 0.9,
        }
    ]


def test_a_price_says_when():
    """Prices age, so the date is shown."""
    assert price_text(Price(input=0.5, output=2, date="2026-11-10", source="x")) == (
        "0.5 in, 2 out USD per million tokens (2026-11-10)"
    )
