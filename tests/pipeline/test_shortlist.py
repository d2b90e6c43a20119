"""A list of models names few of one family, and otherwise the best."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.election import elected

from modelpick.pipeline.candidates import find_candidates
from modelpick.pipeline.field import Field
from modelpick.pipeline.ranking import Ranking, rank
from modelpick.pipeline.shortlist import MOST_OF_A_FAMILY, spread_out
from modelpick.query import Query


@pytest.fixture(scope="module")
def ranking(adviser) -> Ranking:
    """Rerankers: three sizes of one family lead."""
    context = elected(adviser.context(Query(task="rerank")))
    candidates = find_candidates(context, adviser.catalog.servants("rerank"))
    field = Field([c for c in candidates if c.class_id is not None])
    return rank(context, field, range(len(field.candidates)))


def families(found: Ranking, limit: int) -> Counter[str]:
    return Counter(found.field.candidates[i].model.family for i in found.order[:limit])


@settings(max_examples=30, deadline=None)
@given(limit=st.integers(0, 60))
def test_nothing_is_lost(ranking, limit):
    """Every model that was ranked is ranked still, whatever the number shown."""
    assert sorted(spread_out(ranking, limit).order) == sorted(ranking.order)


@settings(max_examples=30, deadline=None)
@given(limit=st.integers(2, 60))
def test_the_first_two_stay(ranking, limit):
    """The best and its runner-up are those of the highest scores."""
    assert spread_out(ranking, limit).order[:2] == ranking.order[:2]


@settings(max_examples=30, deadline=None)
@given(limit=st.integers(0, 60))
def test_what_is_shown_stands_in_the_order_of_scores(ranking, limit):
    """A model shown above another scores no less."""
    places = [ranking.order.index(i) for i in spread_out(ranking, limit).order[:limit]]

    assert places == sorted(places)


def test_at_most_two_of_a_family_are_shown(ranking):
    """While there are others to show."""
    assert max(families(ranking, 10).values()) > MOST_OF_A_FAMILY
    assert max(families(spread_out(ranking, 10), 10).values()) <= MOST_OF_A_FAMILY


def test_a_family_fills_a_list_that_nothing_else_would(ranking):
    """Where all are shown, none is put back."""
    assert spread_out(ranking, len(ranking.order)).order == ranking.order
