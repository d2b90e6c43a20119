"""Whole options dropped."""

from hypothesis import given
from hypothesis import strategies as st

from modelpick.pipeline.drops import dropped
from modelpick.query import Query

QUERY = Query(task="chat", classes=("vlm",), license=("open",), region="eu", quality="best")
FIELDS = {"classes", "license", "region", "quality"}


@given(st.frozensets(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=2))
def test_the_fewest_that_suffice_are_found(needed):
    """And nothing beyond them is dropped."""
    default = Query(task="chat")

    def suffices(query):
        return all(getattr(query, name) == getattr(default, name) for name in needed)

    assert [fields for _, fields in dropped(QUERY, suffices)] == [needed]


def test_all_go_where_two_are_not_enough():
    """Everything but the task, as the last resort."""
    found = list(dropped(QUERY, lambda query: query == Query(task="chat")))

    assert [fields for _, fields in found] == [FIELDS]


def test_no_more_than_asked_go_at_a_time():
    """One, where one is the most."""
    assert list(dropped(QUERY, lambda query: query == Query(task="chat"), most=1)) == []
