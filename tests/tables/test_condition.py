"""Cells of decision tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.tables.condition import InvalidCondition, parse_condition

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


@given(numbers, numbers)
def test_a_bound_leaves_no_gap_and_no_overlap(bound, fact):
    """Every number is either at least the bound or below it."""
    at_least, below = parse_condition(f">= {bound:f}"), parse_condition(f"< {bound:f}")

    assert at_least(fact) != below(fact)


@given(numbers, numbers, numbers)
def test_a_range_is_half_open(low, high, fact):
    """A range holds its low end and not its high end."""
    condition = parse_condition(f"[{low:f}..{high:f})")

    assert condition(fact) == (low <= fact < high)


def test_a_list_matches_any_of_its_values():
    """A list is an or."""
    condition = parse_condition(("chat", "ner"))

    assert condition("ner")
    assert not condition("ocr")


def test_several_facts_match_when_one_does():
    """A task matches by any of its ancestors."""
    assert parse_condition("chat")(("roleplay", "chat"))
    assert not parse_condition("ner")(("roleplay", "chat"))


def test_a_flag_is_not_a_number():
    """True is not 1 and does not compare."""
    assert not parse_condition(1)(True)
    assert not parse_condition(">= 1")(True)
    assert parse_condition(True)(True)


def test_a_text_is_not_compared_as_a_number():
    """A comparison is false of words."""
    assert not parse_condition(">= 1")("unstated")


@pytest.mark.parametrize("cell", [">= lots", "[1..", "(3..4)", "=> 2", "<"])
def test_a_cell_that_looks_like_a_comparison_must_be_one(cell):
    """A typing error is refused, not taken as a word."""
    with pytest.raises(InvalidCondition, match="no condition"):
        parse_condition(cell)
