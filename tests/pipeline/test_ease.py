"""How hard a change is to live with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from modelpick.pipeline.ease import hardship
from modelpick.query import Query

ASKED = Query(
    task="chat",
    context=100_000,
    min_speed=20.0,
    max_price=1.0,
    quality="best",
    latency="realtime",
    license=("permissive",),
    privacy="local",
    region="eu",
    languages=("de",),
    models=("70B",),
)


def weight(**changes):
    return hardship(ASKED, replace(ASKED, **changes), None, None)


def test_no_change_is_no_hardship():
    """Nothing is given up."""
    assert weight() == 0


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_the_farther_a_number_moves_the_harder(one, other):
    """Whatever the number."""
    assert (weight(context=min(one, other)) >= weight(context=max(one, other))) or one == other


def test_a_doubling_is_the_unit():
    """Half the context, twice the price, half the speed."""
    changes = ({"context": 50_000}, {"max_price": 2.0}, {"min_speed": 10.0}, {"models": ("35B",)})

    assert [weight(**change) for change in changes] == pytest.approx([1, 1, 1, 1])


def test_changes_add_up():
    """Two at once are as hard as both."""
    assert weight(context=50_000, quality="good") == weight(context=50_000) + weight(quality="good")


@pytest.mark.parametrize(
    ("easier", "harder"),
    [
        ({"quality": "good"}, {"privacy": "any"}),
        ({"quality": "any"}, {"models": ()}),
        ({"latency": "interactive"}, {"latency": None}),
        ({"models": ("50B",)}, {"models": ()}),
        ({"license": ("commercial",)}, {"license": ()}),
        ({"models": ()}, {"license": ()}),
        ({"license": ()}, {"region": None}),
        ({"region": None}, {"privacy": "any"}),
    ],
)
def test_what_people_part_with_first(easier, harder):
    """Floors before names, names before what others rule, privacy last."""
    assert weight(**easier) < weight(**harder)


def test_more_hardware_is_bought(adviser):
    """Twice the memory is harder than half the context, and four times than twice."""
    own, twice, four = (
        adviser.target(adviser.query(task="chat", vram=size)) for size in ("8GB", "16GB", "32GB")
    )
    query = Query(task="chat")

    assert hardship(query, query, own, own) == 0
    assert 1 < hardship(query, query, own, twice) < hardship(query, query, own, four)
