"""Fixed scales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.rank.criteria import Criterion, normalise_weights, scale_of

values = st.floats(1e-3, 1e12, allow_nan=False)


@given(values, values, st.booleans())
def test_better_never_scores_less(one, other, log):
    """A scale keeps the order of values, whichever way is better."""
    up, down = Criterion("x", 1, 1000, log), Criterion("x", 1000, 1, log)
    low, high = sorted((one, other))

    assert scale_of(up)(low) <= scale_of(up)(high)
    assert scale_of(down)(low) >= scale_of(down)(high)


def test_anchors_score_nought_and_one():
    """The anchors are the ends of the scale, and beyond them it is flat."""
    placed = scale_of(Criterion("memory", 100, 1))

    assert (placed(100), placed(1)) == (0, 1)
    assert (placed(1e6), placed(0.1)) == (0, 1)


def test_a_logarithmic_scale_counts_ratios():
    """Ten is half way from one to a hundred."""
    assert scale_of(Criterion("speed", 1, 100, log=True))(10) == pytest.approx(0.5)


@given(st.dictionaries(st.text(min_size=1), st.floats(0, 1e6), min_size=1))
def test_weights_sum_to_one(weights):
    """Whatever was typed, shares are shares."""
    assert sum(normalise_weights(weights).values()) == pytest.approx(1)
