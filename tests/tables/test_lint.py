"""Rules that never matter."""

from hypothesis import given
from hypothesis import strategies as st

from modelpick.tables.condition import parse_condition
from modelpick.tables.engine import Rule, Table, evaluate
from modelpick.tables.lint import overlapping_rules, unreachable_rules

cells = st.sampled_from([0, 1, 2, ">= 1", "< 2", "[0..2)", (0, 2), (1,)])
whens = st.dictionaries(st.sampled_from("ab"), cells, max_size=2)


def table_of(policy, *rows):
    rules = (
        Rule(f"r{n}", {name: parse_condition(cell) for name, cell in row.items()}, n)
        for n, row in enumerate(rows)
    )
    return Table("t", policy, tuple(rules))


def test_a_wider_rule_before_a_narrower_one_hides_it():
    """The later rule can never be the first match."""
    assert list(unreachable_rules(table_of("first", {"a": ">= 1"}, {"a": 2})))
    assert list(unreachable_rules(table_of("first", {"a": (1, 2)}, {"a": 2, "b": 0})))
    assert not list(unreachable_rules(table_of("first", {"a": 2}, {"a": ">= 1"})))


@given(whens, whens)
def test_what_is_called_unreachable_never_fires(wide, narrow):
    """No facts reach a rule that lint calls unreachable."""
    table = table_of("first", wide, narrow)
    if list(unreachable_rules(table)):
        grid = [{"a": a / 2, "b": b / 2} for a in range(-2, 8) for b in range(-2, 8)]

        assert all(hit.id != "r1" for known in grid for hit in evaluate(table, known))


@given(whens, whens)
def test_overlap_is_found_exactly_where_two_rules_can_meet(one, other):
    """Lint and the engine agree on whether two rules can fire together."""
    grid = [{"a": a / 2, "b": b / 2} for a in range(-4, 12) for b in range(-4, 12)]
    meet = any(len(evaluate(table_of("collect", one, other), known)) == 2 for known in grid)

    assert bool(list(overlapping_rules(table_of("unique", one, other)))) == meet
