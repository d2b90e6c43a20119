"""The smallest sets of constraints whose relaxing admits something."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from modelpick.advice import Excluded, Rejection
from modelpick.pipeline.corrections import corrections

NAMES = ["memory", "license", "privacy", "context", "task"]


def excluded(index, broken):
    rejections = tuple(Rejection(name, "because", amount=amount) for name, amount in broken.items())
    return Excluded(SimpleNamespace(id=f"m{index}"), "llm", rejections)


entries = st.lists(st.dictionaries(st.sampled_from(NAMES), st.floats(0, 9), min_size=1), max_size=12).map(
    lambda found: [excluded(index, broken) for index, broken in enumerate(found)]
)


def sets(entries):
    return [frozenset(r.constraint for r in entry.rejections) for entry in entries]


@given(entries)
def test_no_set_contains_another(entries):
    """Each is minimal."""
    found = [correction.constraints for correction in corrections(entries, limit=99)]

    assert not any(one < other for one in found for other in found)


@given(entries)
def test_every_candidate_is_admitted_by_one_that_asks_no_more(entries):
    """Whatever a candidate breaks, some set is within it; the hopeless have none."""
    found = [correction.constraints for correction in corrections(entries, limit=99)]

    for broken in sets(entries):
        assert "task" in broken or any(one <= broken for one in found)


@given(entries)
def test_a_set_is_what_some_candidate_breaks(entries):
    """Nothing is relaxed for nobody, and nothing hopeless is promised."""
    for correction in corrections(entries, limit=99):
        assert correction.constraints in sets(entries)
        assert "task" not in correction.constraints


def test_the_candidate_of_the_smallest_change_says_how_far():
    """Among those that break the same."""
    found = corrections(
        [excluded(0, {"memory": 9.0}), excluded(1, {"memory": 3.0}), excluded(2, {"memory": 5.0})]
    )

    assert [(c.model, c.least["memory"].amount, c.unlocks) for c in found] == [
        ("m1", 3.0, ("m1", "m0", "m2"))
    ]


def test_fewer_changes_come_first():
    """One thing to give up before two."""
    found = corrections([excluded(0, {"privacy": 0, "license": 0}), excluded(1, {"context": 2.0})])

    assert [len(correction.constraints) for correction in found] == [1, 2]
