"""Scores that keep their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.rank.criteria import Criterion, Measurement, normalise_weights
from modelpick.rank.score import score

CRITERIA = [Criterion("quality", 0, 1), Criterion("speed", 0, 100), Criterion("memory", 10, 0)]
weights = st.fixed_dictionaries({c.id: st.floats(0.01, 10) for c in CRITERIA}).map(normalise_weights)
measured = st.dictionaries(
    st.sampled_from([c.id for c in CRITERIA]), st.none() | st.floats(-5, 200).map(Measurement.exact)
)


@given(weights, measured)
def test_contributions_add_up(shares, values):
    """The score is the sum of what each criterion adds, and lies between its ends."""
    found = score(CRITERIA, shares, values)

    assert found.total == pytest.approx(sum(part.weight * part.value for part in found.contributions))
    assert found.low - 1e-9 <= found.total <= found.high + 1e-9


@given(weights, st.lists(measured, min_size=2, max_size=6), measured)
def test_a_newcomer_never_reorders_the_others(shares, models, newcomer):
    """Scores of the present do not depend on who else is there (no rank reversal)."""
    before = [score(CRITERIA, shares, values).total for values in models]
    after = [score(CRITERIA, shares, values).total for values in [*models, newcomer]]

    assert after[:-1] == before


def test_the_unknown_adds_nothing_and_leaves_a_range():
    """An unmeasured criterion counts for nothing at the low end and in full at the high end."""
    found = score(
        CRITERIA, {"quality": 0.5, "speed": 0.25, "memory": 0.25}, {"quality": Measurement(0.5, 0.4, 0.6)}
    )

    assert found.total == pytest.approx(0.25)
    assert (found.low, found.high) == (pytest.approx(0.2), pytest.approx(0.8))
