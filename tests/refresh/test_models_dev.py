"""Parsing models.dev's answer."""

from __future__ import annotations

import json

import pytest
from tests.refresh.making import source

from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.models_dev import parse

SOURCE = source("models.dev", publishers={"openai": ("openai",), "anthropic": ("anthropic",)})


def offer(**values):
    """One model as models.dev gives it."""
    plain = {
        "attachment": True,
        "reasoning": True,
        "tool_call": True,
        "release_date": "2026-08-07",
        "last_updated": "2026-11-01",
        "modalities": {"input": ["text", "image"], "output": ["text"]},
        "open_weights": False,
        "cost": {"input": 1.5, "output": 6, "cache_read": 0.15},
        "limit": {"context": 400_000, "output": 128_000},
    }
    return {**plain, **values}


def answer(provider="openai", **models):
    """The whole answer with one provider."""
    named = {name: {"id": name, "name": name, **entry} for name, entry in models.items()}
    listed = {
        "id": provider,
        "env": ["KEY"],
        "npm": "@ai-sdk/x",
        "name": "P",
        "doc": "https://x",
        "models": named,
    }
    return json.dumps({provider: listed, "reseller": {**listed, "id": "reseller"}}).encode()


def test_a_new_price_is_taken_with_its_day(view):
    """From the maker's own list, in USD per million tokens."""
    found = parse(answer(**{"gpt-6-sol": offer()}), SOURCE, view)

    assert found.models["openai/gpt-6-sol"]["price"] == {
        "input": 1.5,
        "output": 6.0,
        "date": "2026-11-23",
        "source": "https://example.org/page",
    }


def test_what_is_missing_is_filled(view):
    """A context length and a date of release that we lack are taken, with the page they come from."""
    found = parse(answer(**{"gpt-6.1-sol": offer()}), SOURCE, view).models["openai/gpt-6.1-sol"]

    assert (found["context"], found["released"]) == (400_000, "2026-08-07")
    assert found["refs"] == ["https://example.org", "https://example.org/page"]


def test_a_release_date_we_have_stays(view):
    """Dates differ between sources; ours was looked at."""
    body = answer("anthropic", **{"claude-opus-4-6": offer(release_date="2026-03-01")})

    assert "released" not in parse(body, SOURCE, view).models["anthropic/claude-opus-4-6"]


def test_names_are_compared_without_signs(view):
    """``claude-opus-4.6`` is ``claude-opus-4-6``."""
    body = answer("anthropic", **{"claude-opus-4.6": offer()})

    assert "anthropic/claude-opus-4-6" in parse(body, SOURCE, view).models


def test_a_dated_name_means_the_model_when_it_is_alone(view):
    """And is left alone when several snapshots could be meant."""
    lone = answer("anthropic", **{"claude-opus-4-6-20260205": offer()})
    several = answer("anthropic", **{f"claude-opus-4-6-2026020{day}": offer() for day in (5, 6)})

    assert "anthropic/claude-opus-4-6" in parse(lone, SOURCE, view).models
    with pytest.raises(BadAnswer, match="no model we know"):
        parse(several, SOURCE, view)


def test_deprecation_is_taken(view):
    """A model its maker calls deprecated is deprecated."""
    found = parse(answer(**{"gpt-6-sol": offer(status="deprecated")}), SOURCE, view)

    assert found.models["openai/gpt-6-sol"]["lifecycle"] == "deprecated"


def test_what_the_catalogue_lacks_is_named(view):
    """So that somebody can add it."""
    found = parse(answer(**{"gpt-6-sol": offer(), "gpt-7": offer()}), SOURCE, view)

    assert found.unknown == ("openai/gpt-7",)


def test_a_price_that_jumps_is_passed_over(view):
    """A hundredth of the price before is somebody's slip; it is said."""
    found = parse(answer(**{"gpt-6-sol": offer(cost={"input": 0.02, "output": 8})}), SOURCE, view)

    assert "price" not in found.models.get("openai/gpt-6-sol", {})
    assert "passed over" in found.notes[0]


@pytest.mark.parametrize(
    "cost",
    [{"input": -1, "output": -2}, {"input": "8", "output": "9"}, {"input": 0, "output": 0}, {}, [], None, 8],
)
def test_a_price_that_is_none_is_not_taken(view, cost):
    """Text, negative numbers, and zero for both."""
    found = parse(answer(**{"gpt-6-sol": offer(cost=cost), "gpt-6.1-sol": offer()}), SOURCE, view)

    assert "price" not in found.models["openai/gpt-6-sol"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"openai": []}',
        b'{"openai": {"models": 3}}',
        b"{}",
        b'{"a": NaN}',
        b"<!DOCTYPE html><html>Sign in</html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"x": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_bad_answer_is_refused(view, body):
    """Cut short, of another shape, a sign-in page, no UTF-8, nested without end."""
    with pytest.raises(BadAnswer):
        parse(body, SOURCE, view)


def test_a_page_instead_of_data_is_called_so(view):
    """What a hotel's network answers."""
    with pytest.raises(BadAnswer, match="a web page instead of data"):
        parse(b"  <html><body>Please sign in", SOURCE, view)
