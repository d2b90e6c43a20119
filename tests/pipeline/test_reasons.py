"""Reasons and cautions in words, each with what it rests on."""

from __future__ import annotations

import pytest

from modelpick.pipeline.classify import classify
from modelpick.pipeline.reasons import class_reasons
from modelpick.query import Query


def test_every_class_says_which_rule_ranked_it_and_where_that_is_from(adviser):
    """For every task of the catalogue."""
    for key in adviser.catalog.ids("tasks"):
        found = classify(adviser.context(Query(task=key)))
        for vote in found.votes:
            reasons = class_reasons(vote, found.fired)
            assert reasons
            assert all(reason.rule and reason.text and reason.source for reason in reasons)


def test_a_model_names_its_evidence(small):
    """Benchmark, value and date; or says that nothing is known."""
    advice = small.advise(Query(task="chat"))
    texts = {a.model.id: a.reasons[0].text for a in advice.alternatives}

    assert "quiz" in texts["acme/tiny-8b"]
    assert "55" in texts["acme/tiny-8b"]


def test_a_licence_that_is_not_known_is_a_caution(small):
    """And so is one that forbids commerce, and a maker's farewell."""
    advice = small.advise(Query(task="chat"))
    cautions = {a.model.id: " ".join(map(str, a.cautions)) for a in advice.alternatives}

    assert "no commercial use" in cautions["cyan/see-4b"]
    assert "deprecated" in cautions["borg/old"]
    assert "licence is not known" in cautions["borg/hosted"]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"inputs": ("image",), "outputs": ("text",)}, "no task was given"),
        ({"task": "chat", "min_speed": 5.0}, "no hardware was named"),
        ({"task": "chat", "memory": 16e9}, "memory"),
    ],
)
def test_what_was_assumed_is_said(adviser, fields, word):
    """A task, a device, a kind of memory."""
    assert any(word in str(warning) for warning in adviser.advise(Query(**fields)).warnings)
