"""The first place, from the very scores that ranked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.explain.stability import percent, stability_of, stages_of
from modelpick.rank.stability import first_shares

QUERIES = [("chat", {}), ("chat", {"memory": "16GB"}), ("image-captioning", {"prefer": "speed"})]


@pytest.mark.parametrize(("task", "options"), QUERIES)
def test_it_speaks_of_the_ranking(ask, task, options):
    """Its first two are the ranking's, and the shares sum to one over models that were ranked."""
    advice = ask(task, **options)
    found = stability_of(advice)

    assert [found.first, found.second] == [a.model.id for a in advice.alternatives[:2]]
    assert sum(found.shares.values()) == pytest.approx(1)
    assert set(found.shares) <= {a.model.id for a in advice.alternatives if a.pareto}


def test_it_says_so_in_words(ask):
    """The sentence has the share of the first."""
    found = stability_of(ask("chat"))

    assert f"first under {percent(found.shares.get(found.first, 0.0))} of all weightings" in found.text


def test_nothing_is_said_of_no_answer(ask):
    """An infeasible query has no first place."""
    assert stability_of(ask("chat", model="70B", memory="1GB")) is None


def test_each_stage_of_a_pipeline_stands_on_its_own(ask):
    """Its shares are over all that could serve the stage, not the few that are shown."""
    advice = ask("rag")
    found = stages_of(advice)

    assert stability_of(advice) is None
    assert list(found) == list(advice.classes[0].pipeline)
    for stage, firm in found.items():
        assert firm == stability_of(advice.stages[stage])
        assert sum(firm.shares.values()) == pytest.approx(1)


def test_an_answer_of_one_model_has_no_stages(ask):
    """Also where a pipeline is a lesser choice."""
    assert stages_of(ask("document-question-answering")) == {}


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    task=st.sampled_from(["chat", "image-captioning", "ner", "text-to-speech"]),
    prefer=st.sampled_from(["balanced", "speed", "small", "cost"]),
    memory=st.sampled_from([None, "8GB", "32GB"]),
)
def test_shares_sum_to_one_in_any_order(adviser, task, prefer, memory):
    """Whatever the query, and however the candidates are listed."""
    advice = adviser.advise(adviser.query(task=task, prefer=prefer, memory=memory))
    points = dict(advice.front)

    assert sum(stability_of(advice).shares.values()) == pytest.approx(1)
    assert first_shares(dict(reversed(points.items()))) == first_shares(points)
