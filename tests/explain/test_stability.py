"""The first place, from the very scores that ranked."""

import pytest

from modelpick.explain.stability import percent, stability_of

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
