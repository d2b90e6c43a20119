"""What decision tables are asked of: each fact has a value, stated or not."""

from __future__ import annotations

import pytest

from modelpick.pipeline.facts import UNSTATED, facts_of
from modelpick.query import Query


@pytest.fixture
def facts(adviser):
    """The facts of a query on the packaged catalogue."""
    return lambda **fields: facts_of(adviser.context(Query(**fields)))


def test_the_tables_test_facts_that_exist(adviser, facts):
    """Every input of every table is one."""
    known = facts(task="chat").keys()

    assert {name for table in adviser.shared.tables for name in table.inputs} <= known


def test_a_task_stands_with_its_ancestors(facts):
    """The nearest first; what is not named is unstated."""
    assert facts(task="agentic-coding")["task"] == ("agentic-coding", "code-generation")
    assert facts(inputs=("image",))["task"] == ("unstated",)


@pytest.mark.parametrize(
    ("fields", "fact", "value"),
    [
        ({}, "compute", "unstated"),
        ({}, "memory_gb", UNSTATED),
        ({}, "offload_gb", UNSTATED),
        ({"vram": 24e9}, "offload_gb", 0.0),
        ({}, "gpu", "unstated"),
        ({}, "latency", "unstated"),
        ({}, "license", "any"),
        ({"memory": 8e6}, "compute", "microcontroller"),
        ({"memory": 1e9}, "compute", "tiny"),
        ({"memory": 16e9}, "compute", "limited"),
        ({"vram": 80e9}, "compute", "ample"),
        ({"vram": 24e9}, "gpu", "present"),
        ({"vram": 24e9}, "platform", "gpu"),
        ({"memory": 16e9}, "gpu", "none"),
        ({"on_device": True, "memory": 8e9}, "privacy", "local"),
        ({"max_latency": 0.5}, "latency", "realtime"),
        ({"max_latency": 5.0}, "latency", "unstated"),
        ({"latency": "batch", "max_latency": 0.5}, "latency", "batch"),
        ({"license": ("MIT", "commercial")}, "license", "commercial"),
        ({"languages": ("de", "fr")}, "languages", 2),
        ({"modalities": 4}, "modalities", 4),
    ],
)
def test_what_is_asked_becomes_a_fact(facts, fields, fact, value):
    """And what is not is said to be unstated, never guessed."""
    assert facts(task="image-captioning", **fields)[fact] == value
