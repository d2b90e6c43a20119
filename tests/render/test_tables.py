"""Rules in words."""

from __future__ import annotations

import pytest

from modelpick.knowledge.records import Outcome, Rule
from modelpick.render.tables import condition_text, outcomes_text


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({}, "always"),
        ({"task": "chat"}, "task is chat"),
        ({"task": ("chat", "rag")}, "task is chat or rag"),
        ({"memory_gb": ">= 24"}, "memory_gb >= 24"),
        ({"memory_gb": "[8..16)"}, "memory_gb from 8 to below 16"),
        ({"on_device": True, "task": "ocr"}, "on_device; task is ocr"),
        ({"on_device": False}, "not on_device"),
    ],
)
def test_conditions_read_as_they_test(when, words):
    """Each form of condition has its words."""
    rule = Rule(id="r", when=when, classes=(), status="added", because="b")

    assert condition_text(rule) == words


def test_outcomes_are_ranked_with_their_modifiers():
    """Places are numbered; a pipeline names its stages."""
    outcomes = (
        Outcome(class_id="slm", modifiers=("quantized-4bit", "small")),
        Outcome(class_id="pipeline", pipeline=("asr", "llm")),
    )

    assert outcomes_text(outcomes) == "1 slm (quantized-4bit, small), 2 pipeline: asr + llm"
