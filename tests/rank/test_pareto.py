"""The Pareto front."""

from hypothesis import given
from hypothesis import strategies as st

from modelpick.rank.pareto import dominates, dominators, front

points = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2),
    st.tuples(*[st.integers(0, 4).map(float)] * 3),
    min_size=1,
    max_size=12,
)


@given(points)
def test_the_front_is_an_antichain_that_covers_the_rest(cloud):
    """Nothing on the front dominates another there, and all else is dominated by something on it."""
    best = front(cloud)

    assert not any(dominates(cloud[a], cloud[b]) for a in best for b in best)
    assert all(any(dominates(cloud[a], cloud[b]) for a in best) for b in cloud if b not in best)


@given(points)
def test_the_front_does_not_depend_on_order(cloud):
    """Shuffled alternatives have the same front."""
    assert front(dict(reversed(cloud.items()))) == front(cloud)


def test_who_dominates_whom():
    """A point is dominated by each that is nowhere worse and somewhere better."""
    cloud = {"a": (2.0, 2.0), "b": (1.0, 2.0), "c": (1.0, 3.0)}

    assert front(cloud) == {"a", "c"}
    assert list(dominators(cloud, "b")) == ["a", "c"]
