"""Parsing Arena's boards as the dataset viewer gives them."""

from __future__ import annotations

import json

import pytest
from tests.refresh.making import source

from modelpick.knowledge.records import RefreshPart
from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.arena import named, parse, rows_in_all

PART = RefreshPart(benchmark="arena-text", values={"config": "text_style_control", "category": "overall"})
SOURCE = source("arena", variants=("high", "thinking", "thinking-32k"), parts=(PART,))


def page(*rows, total=None):
    """A page with rows of (name, rating)."""
    listed = [
        {
            "row_idx": index,
            "row": {
                "model_name": name,
                "organization": "O",
                "license": "proprietary",
                "rating": rating,
                "rating_lower": rating - 5,
                "rating_upper": rating + 5,
                "variance": 6.5,
                "vote_count": 1234,
                "rank": index + 1,
                "category": category,
                "leaderboard_publish_date": "2026-11-20",
            },
            "truncated_cells": [],
        }
        for index, (name, rating, category) in enumerate((*row, "overall")[:3] for row in rows)
    ]
    total = len(listed) if total is None else total
    answer = {
        "features": [],
        "rows": listed,
        "num_rows_total": total,
        "num_rows_per_page": 100,
        "partial": False,
    }
    return json.dumps(answer).encode()


def scores(found):
    """Model, variant, value and date of every score."""
    rows = found.benchmarks["arena-text"]["scores"]
    return [(row["model"], row.get("variant"), row["value"], row["date"]) for row in rows]


def test_new_scores_take_the_place_of_old_ones(view):
    """Of the same model and variant, with the day of publication; the others stay as they were."""
    found = parse([page(("claude-opus-4-6", 1504.72), ("gpt-6.1-sol", 1520))], PART, SOURCE, view)

    assert scores(found) == [
        ("openai/gpt-6.1-sol", None, 1520.0, "2026-11-20"),
        ("openai/gpt-6-sol", "high", 1510.0, "2026-10-05"),
        ("anthropic/claude-opus-4-6", None, 1504.72, "2026-11-20"),
    ]


def test_how_sure_a_score_is_goes_with_it(view):
    """Interval and votes, in our words."""
    found = parse([page(("claude-opus-4-6", 1504.72))], PART, SOURCE, view)

    notes = [row.get("note") for row in found.benchmarks["arena-text"]["scores"]]
    assert "95 % CI 1500 to 1510, 1234 votes" in notes


def test_other_categories_are_not_mixed_in(view):
    """A page that is not filtered does no harm."""
    found = parse([page(("claude-opus-4-6", 1600, "coding"), ("gpt-6-sol-high", 1511))], PART, SOURCE, view)

    assert ("anthropic/claude-opus-4-6", None, 1600.0, "2026-11-20") not in scores(found)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("claude-opus-4-6", ("anthropic/claude-opus-4-6", None)),
        ("claude-opus-4-6-thinking", ("anthropic/claude-opus-4-6", "thinking")),
        ("claude-opus-4-6-20260205-thinking-32k", ("anthropic/claude-opus-4-6", "thinking-32k")),
        ("Claude Opus 4.6 (high)", ("anthropic/claude-opus-4-6", "high")),
        ("claude-opus-4-6-turbo", None),
        ("opus-4-6", None),
        ("", None),
    ],
)
def test_published_names_are_told_apart(view, name, found):
    """The model and how it was run; never another model whose name only begins the same."""
    ids = {"claude-opus-4-6": ["anthropic/claude-opus-4-6"]}

    assert named(name, ids, SOURCE.variants) == found


def test_a_name_of_two_models_is_neither():
    """Nothing is guessed."""
    assert named("x", {"x": ["a/x", "b/x"]}, ()) is None


def test_an_answer_without_the_models_we_know_is_refused(view):
    """Cut short, or of another board: our scores stay."""
    with pytest.raises(BadAnswer, match="only 0 of the 2 rows known"):
        parse([page(("someone-else", 1500))], PART, SOURCE, view)


@pytest.mark.parametrize("total", [-1, "9", 10**9, None])
def test_a_board_of_no_size_is_refused(total):
    """So that nobody makes the tool ask for ever."""
    with pytest.raises(BadAnswer):
        rows_in_all(json.dumps({"num_rows_total": total}).encode())


@pytest.mark.parametrize("rating", ["1500", None, 99999, -3, True])
def test_a_rating_that_is_none_is_not_taken(view, rating):
    """The row is passed over."""
    answer = json.loads(page(("claude-opus-4-6", 1500), ("gpt-6-sol-high", 1511)))
    answer["rows"][0]["row"]["rating"] = rating

    found = parse([json.dumps(answer).encode()], PART, SOURCE, view)

    assert ("anthropic/claude-opus-4-6", None, 1500.0, "2026-10-05") in scores(found)
