"""Hit policies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.tables.condition import parse_condition
from modelpick.tables.engine import Rule, Table, TableError, evaluate, next_input

INPUTS = ("a", "b", "c")
cells = st.sampled_from([0, 1, 2, ">= 1", "< 2", (0, 2)])
whens = st.dictionaries(st.sampled_from(INPUTS), cells, max_size=3)
facts = st.fixed_dictionaries({name: st.integers(0, 3) for name in INPUTS})


def table_of(*rows, policy="first"):
    rules = (
        Rule(f"r{n}", {name: parse_condition(cell) for name, cell in row.items()}, n)
        for n, row in enumerate(rows)
    )
    return Table("t", policy, tuple(rules))


@given(st.lists(whens, max_size=6), facts)
def test_first_is_the_head_of_collect(rows, known):
    """The first match is the first of all matches."""
    collected = evaluate(table_of(*rows, policy="collect"), known)

    assert [r.id for r in evaluate(table_of(*rows), known)] == [r.id for r in collected[:1]]


@given(st.lists(whens, max_size=6), facts)
def test_asking_just_enough(rows, answers):
    """Answering only what is asked decides as answering everything does."""
    table, known = table_of(*rows), {}
    while name := next_input(table, known):
        assert name not in known
        known[name] = answers[name]
    padded = dict.fromkeys(INPUTS, "never asked") | known

    assert [r.id for r in evaluate(table, padded)] == [r.id for r in evaluate(table, answers)]


def test_asking_stops_once_decided():
    """A certain match ends the questions, whatever later rules would ask."""
    table = table_of({"a": ">= 2"}, {"b": 1}, {"c": 1})

    assert next_input(table, {}) == "a"
    assert next_input(table, {"a": 3}) is None
    assert next_input(table, {"a": 1}) == "b"


def test_a_unique_table_refuses_two_matches():
    """Two matching rows of a unique table are an error of the table."""
    table = table_of({"a": 1}, {"a": ">= 1"}, policy="unique")

    with pytest.raises(TableError, match="r0, r1"):
        evaluate(table, {"a": 1})


def test_a_fact_that_is_needed_must_be_stated():
    """Nothing is quietly false."""
    with pytest.raises(TableError, match="'b'"):
        evaluate(table_of({"b": 1}), {"a": 1})
