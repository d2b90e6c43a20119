"""How a model is served, as JSON."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from modelpick.render.plain import to_json
from modelpick.render.plan import plan
from modelpick.render.plan_data import plan_data
from modelpick.schemas.serving import Plan
from modelpick.sizing.ask import read_ask
from modelpick.sizing.planned import planned


def found(adviser, name, **given):
    return planned(
        read_ask(name, {k.replace("_", "-"): v for k, v in given.items()}, adviser.catalog), adviser
    )


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("llama 3.1 405b", {"hardware": "2x8 H100", "quant": "BF16"}),
        ("Qwen/Qwen3.8-27B", {}),
        ("8x7B", {"hardware": "2x RTX 3090", "concurrency": "4"}),
        ("openai/whisper-large-v3", {"hardware": "RTX 4090"}),
        ("openai/gpt-5", {}),
        ("70B", {"hardware": "RTX 4090", "quant": "BF16"}),
    ],
)
def test_the_json_is_what_its_schema_says(adviser, name, given):
    """No key more, none less."""
    TypeAdapter(Plan).validate_json(to_json(plan(found(adviser, name, **given))), strict=True)


def test_everyone_together_is_the_sum(adviser):
    """Eight users: eight times the speed of each."""
    speed = plan_data(found(adviser, "8B", hardware="H100", concurrency="8"))["plans"][0]["speed"]

    assert speed["all_users"]["value"] == pytest.approx(8 * speed["decode"]["value"], rel=0.01)


def test_one_device_sends_nothing(adviser):
    """No interconnect is needed."""
    assert plan_data(found(adviser, "8B", hardware="H100"))["plans"][0]["interconnect"] == []
