"""How firmly a first place stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.rank.criteria import Criterion, Measurement
from modelpick.rank.score import Score, score
from modelpick.rank.stability import first_shares, simplex, value_swap, weight_swap

points = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2),
    st.tuples(*[st.integers(0, 4).map(lambda n: n / 4)] * 3),
    min_size=1,
    max_size=10,
)
values = st.lists(st.floats(0, 1), min_size=3, max_size=3)
WEIGHTS = {"a": 0.5, "b": 0.3, "c": 0.2}


def scored(found, spread=0.0, weights=WEIGHTS) -> Score:
    """A score of three criteria on a scale of 0 to 1, each known within ``spread``."""
    measured = {
        name: Measurement(value, max(0.0, value - spread), min(1.0, value + spread))
        for name, value in zip(weights, found, strict=True)
    }
    return score([Criterion(name, 0.0, 1.0) for name in weights], weights, measured)


@given(points)
def test_the_shares_sum_to_one(cloud):
    """Every weighting has one first place, shared by equal points."""
    assert sum(first_shares(cloud, 64).values()) == pytest.approx(1)


@given(points)
def test_the_order_of_the_alternatives_plays_no_part(cloud):
    """Shuffled alternatives have the very same shares."""
    assert first_shares(dict(reversed(cloud.items())), 64) == first_shares(cloud, 64)


@given(points)
def test_what_is_dominated_is_never_first(cloud):
    """A point that another beats everywhere has no share."""
    cloud = {**cloud, "best": (2.0, 2.0, 2.0)}

    assert first_shares(cloud, 64)["best"] == 1


def test_shares_are_those_of_the_simplex():
    """Of two points that trade one criterion against another each is first under half of all weightings."""
    shares = first_shares({"x": (1.0, 0.0), "y": (0.0, 1.0)}, 1000)

    assert shares["x"] == pytest.approx(0.5, abs=0.01)


def test_a_lead_on_one_of_three_criteria_is_first_where_that_weighs_most():
    """(0.6, 0, 0) beats (0, 0.4, 0.4) where 0.6 w1 > 0.4 (1 - w1): w1 > 0.4, a share of 0.6^2."""
    shares = first_shares({"x": (0.6, 0.0, 0.0), "y": (0.0, 0.4, 0.4)}, 2000)

    assert shares["x"] == pytest.approx(0.36, abs=0.01)


def test_the_sample_is_even():
    """The mean weight of each of four criteria is a quarter."""
    sample = [tuple(w / sum(weights) for w in weights) for weights in simplex(4, 1000)]

    assert [sum(column) / 1000 for column in zip(*sample, strict=True)] == pytest.approx([0.25] * 4, abs=0.01)


@given(values, values)
def test_at_the_swapping_weight_both_score_alike(one, other):
    """With that weight, and the others in their proportions, the two totals are equal."""
    swap = weight_swap(scored(one), scored(other))

    if swap is not None:
        rest = (1 - swap.needed) / (1 - swap.weight)
        moved = {name: swap.needed if name == swap.criterion else w * rest for name, w in WEIGHTS.items()}
        assert scored(one, weights=moved).total == pytest.approx(scored(other, weights=moved).total)


@given(values, values)
def test_no_weight_puts_a_dominated_one_first(one, other):
    """Where the second is ahead on nothing there is no swap."""
    worse = [min(a, b) for a, b in zip(one, other, strict=True)]

    assert weight_swap(scored(one), scored(worse)) is None


@given(values, values, st.floats(0, 0.5))
def test_a_swapping_value_lies_within_its_interval(one, other, spread):
    """The value is one that the measurement allows, and with it the totals are equal."""
    first, second = sorted((scored(one, spread), scored(other, spread)), key=lambda s: -s.total)
    swap = value_swap(first, second)

    if swap is not None:
        moved = first if swap.side == "first" else second
        part = moved.part(swap.criterion)
        assert part.low - 1e-9 <= swap.needed <= part.high + 1e-9
        change = part.weight * (swap.needed - part.value)
        assert first.total - second.total == pytest.approx(abs(change), abs=1e-9)


def test_exact_values_cannot_swap():
    """Without an interval a lead stands."""
    assert value_swap(scored([1, 1, 1]), scored([0.9, 0.9, 0.9])) is None
