"""The frozen question, and what a policy makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from modelpick.query import LATENCIES, PRIVACIES, QUALITIES, Policy, Query, under_policy

fields = {
    "privacy": st.sampled_from(PRIVACIES),
    "latency": st.none() | st.sampled_from(LATENCIES),
    "quality": st.sampled_from(QUALITIES),
    "min_speed": st.none() | st.floats(1, 100),
    "max_price": st.none() | st.floats(1, 100),
    "memory": st.none() | st.floats(0, 100),
    "context": st.none() | st.integers(1, 100),
    "on_device": st.booleans(),
    "languages": st.lists(st.sampled_from(["en", "de", "fr"]), unique=True).map(tuple),
    "exclude": st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple),
}
queries = st.builds(Query, **fields)
required = st.fixed_dictionaries({}, optional=fields).map(
    lambda values: {name: value for name, value in values.items() if value is not None}
)


def under(query, values):
    return under_policy(replace(query, policy=Policy("p.yaml", require=values)))


@given(queries, required)
def test_a_policy_applied_twice_is_applied_once(query, values):
    """Relaxed queries are put under it again."""
    once = under(query, values)

    assert under_policy(once) == once


@given(required, required)
def test_of_two_demands_the_stricter_holds_whoever_made_it(one, other):
    """Asking what the policy requires, and the other way round, comes to the same."""
    first, second = under(Query(**one), other), under(Query(**other), one)
    same = [name for name in fields if name not in ("languages", "exclude")]

    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]
    assert set(first.languages) == set(second.languages)


@pytest.mark.parametrize(
    ("name", "asked", "rule", "holds"),
    [
        ("privacy", "air-gapped", "local", "air-gapped"),
        ("privacy", "any", "local", "local"),
        ("latency", "realtime", "batch", "realtime"),
        ("latency", None, "batch", "batch"),
        ("quality", "good", "best", "best"),
        ("min_speed", 5.0, 20.0, 20.0),
        ("max_latency", 5.0, 20.0, 5.0),
        ("max_price", None, 3.0, 3.0),
        ("memory", 8e9, 16e9, 8e9),
        ("on_device", False, True, True),
        ("languages", ("de",), ("en",), ("de", "en")),
        ("region", None, "eu", "eu"),
    ],
)
def test_each_demand_has_its_stricter_side(name, asked, rule, holds):
    """More privacy, speed and languages; less time, money and memory."""
    assert getattr(under(Query(**{name: asked}), {name: rule}), name) == holds


def test_without_a_policy_nothing_changes():
    """The query is the same object."""
    query = Query(task="chat")

    assert under_policy(query) is query


@pytest.mark.parametrize(
    ("query", "local"),
    [
        (Query(), False),
        (Query(privacy="private-cloud"), False),
        (Query(privacy="local"), True),
        (Query(on_device=True), True),
    ],
)
def test_what_must_run_on_ones_own_machines(query, local):
    """On the device, or with data that never leaves."""
    assert query.local_only is local


@pytest.mark.parametrize("name", ["vram", "ram", "memory"])
def test_no_memory_is_hardware_too(name):
    """Zero is a size: ``--vram 0GB`` is a target without a GPU."""
    assert Query(**{name: 0.0}).states_hardware
    assert not Query().states_hardware


def test_a_query_cannot_be_changed():
    """Every answer keeps the question it was made for."""
    with pytest.raises(AttributeError):
        Query().task = "chat"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (Query(), False),
        (Query(memory=1e9, license=("MIT",)), False),
        (Query(task="chat"), True),
        (Query(inputs=("image",)), True),
        (Query(modalities=3), True),
        (Query(classes=("sam",)), True),
        (Query(models=("70B",)), False),
    ],
)
def test_something_must_be_said_of_what_is_to_be_done(query, says):
    """Constraints alone are no question."""
    assert query.says_what is says
