"""Parsing LiteLLM's price list."""

from __future__ import annotations

import json

import pytest
from tests.refresh.making import source

from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.litellm import parse

SOURCE = source("litellm", publishers={"openai": ("openai",), "anthropic": ("anthropic",)})
SAMPLE = {"sample_spec": {"litellm_provider": "one of https://…", "input_cost_per_token": 0.0}}


def answer(**entries):
    """The list with these entries of OpenAI."""
    plain = {"litellm_provider": "openai", "mode": "chat", "max_input_tokens": 400_000}
    return json.dumps({**SAMPLE, **{name: {**plain, **entry} for name, entry in entries.items()}}).encode()


def test_prices_per_token_become_prices_per_million(view):
    """Without the noise of binary fractions."""
    body = answer(**{"gpt-6-sol": {"input_cost_per_token": 1.1e-06, "output_cost_per_token": 4.4e-06}})

    price = parse(body, SOURCE, view).models["openai/gpt-6-sol"]["price"]

    assert (price["input"], price["output"]) == (1.1, 4.4)


def test_a_provider_before_the_name_is_left_out(view):
    """``openai/gpt-6-sol`` is ``gpt-6-sol`` of OpenAI."""
    body = answer(**{"openai/gpt-6-sol": {"input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06}})

    assert "openai/gpt-6-sol" in parse(body, SOURCE, view).models


def test_a_date_of_retirement_is_filled(view):
    """Where we have none."""
    body = answer(**{"gpt-6-sol": {"deprecation_date": "2027-03-31"}})

    assert parse(body, SOURCE, view).models["openai/gpt-6-sol"]["retires"] == "2027-03-31"


def test_other_providers_are_not_the_maker(view):
    """A cloud's own price of the same model is not taken."""
    body = answer(**{"gpt-6-sol": {"litellm_provider": "azure", "input_cost_per_token": 1e-06}})

    with pytest.raises(BadAnswer, match="no model we know"):
        parse(body, SOURCE, view)


@pytest.mark.parametrize("day", ["date when the model becomes deprecated", "2027-13-01", 20270331, None, ""])
def test_a_day_that_is_none_is_not_taken(view, day):
    """The list's own sample has a sentence there."""
    body = answer(
        **{"gpt-6-sol": {"deprecation_date": day}, "gpt-6.1-sol": {"deprecation_date": "2027-01-01"}}
    )

    assert [*parse(body, SOURCE, view).models] == ["openai/gpt-6.1-sol"]
