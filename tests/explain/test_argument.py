"""One model over another, and who dominates whom."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.explain.argument import argument, leads
from modelpick.explain.dominance import dominated
from modelpick.explain.stability import points_of
from modelpick.rank.score import rounded_points
from modelpick.render.recommendation_data import recommendation_data


def test_leads_and_lags_make_up_the_difference(ask):
    """What one is ahead by, less what it is behind by, is the difference of the scores."""
    one, other = ask("chat").alternatives[:2]
    gap = sum(b.points for b in leads(one, other)) - sum(b.points for b in leads(other, one))

    assert abs(gap - (one.score.total - other.score.total)) < 1e-9


def test_the_argument_names_both(ask):
    """A over B because …"""
    one, other = ask("chat").alternatives[:2]

    assert argument(one, other).startswith(f"{one.model.id} over {other.model.id}")


@pytest.mark.parametrize("task", ["chat", "image-captioning", "ner", "translation"])
def test_what_is_compared_is_told_apart(ask, task):
    """No ``quality 0.84 against 0.84``: as many digits are shown as it takes."""
    found = ask(task).alternatives[:12]
    texts = [argument(one, other) for one, other in pairwise(found)]

    assert not [text for text in texts if re.search(r" (\d\.\d+) against \1 ", text)]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    task=st.sampled_from(["chat", "image-captioning", "automatic-speech-recognition", "ner", "rag"]),
    weights=st.dictionaries(st.sampled_from(["quality", "speed", "cost", "memory"]), st.floats(0.01, 9)),
    memory=st.sampled_from([None, "4GB", "16GB"]),
)
def test_contributions_add_up_as_shown(adviser, task, weights, memory):
    """To the last digit shown, at four and at six, under any weights."""
    query = adviser.query(task=task, memory=memory, weights=weights or None)
    for found in adviser.advise(query).alternatives[:20]:
        for digits in (4, 6):
            total = round(sum(rounded_points(found.score, digits)), digits)
            assert total == round(found.score.total, digits)


def test_what_is_explained_is_what_was_ranked(adviser):
    """The document and the stability read the very scores of the ranking: there is no second path."""
    advice = adviser.advise(adviser.query(task="chat", memory="16GB"))
    shown = recommendation_data(advice)["models"]
    totals = [sum(part["contribution"] for part in model["criteria"].values()) for model in shown]

    assert [model["id"] for model in shown] == [a.model.id for a in advice.alternatives[: len(shown)]]
    assert [round(total, 6) for total in totals] == [
        round(a.score.total, 6) for a in advice.alternatives[:10]
    ]
    assert dict(advice.front) == points_of([a for a in advice.alternatives if a.pareto])


def test_all_that_is_off_the_front_is_dominated(ask):
    """And nothing on it is."""
    advice = ask("image-captioning")
    beaten = {key for keys in dominated(advice).values() for key in keys}

    assert beaten == {a.model.id for a in advice.alternatives if not a.pareto}
