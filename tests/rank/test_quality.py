"""Laws and pinned examples of the quality of a model in a task."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from modelpick.rank.quality import Measured, Quality, Ruler, Subject, aggregate, year
from modelpick.rank.quality_fit import Traits

AS_OF = "2026-11-23"
MODELS = ("a", "b", "c", "d")
KNOWN = Traits(9.5, 2026.0)


def subjects(*ids: str) -> dict[str, Subject]:
    """Models that differ in nothing but what is measured."""
    return {key: Subject(key, KNOWN) for key in ids or MODELS}


def siblings(*more: str) -> dict[str, Subject]:
    """The usual models and more, of one family but for the last of the usual ones."""
    kin = replace(KNOWN, family="kin")
    return {key: Subject(key, KNOWN if key == MODELS[-1] else kin) for key in (*MODELS, *more)}


def ruler(key: str, values: dict[str, float], kind: str = "independent", strength: float = 1.0) -> Ruler:
    rows = tuple(Measured(model, value, kind, "2026-06-01") for model, value in values.items())
    return Ruler(key, {"task": strength}, rows, scale=(0.0, 100.0), noise=2.0)


def qualities(rulers: Sequence[Ruler], known: dict[str, Subject] | None = None) -> dict[str, Quality]:
    known = known or subjects()
    return {model: q for (_, model), q in aggregate(rulers, {"task": list(known)}, known, AS_OF).items()}


def width(quality: Quality) -> float:
    """The width of the interval where it does not depend on the value: before the logistic."""
    return math.log(quality.high / (1 - quality.high)) - math.log(quality.low / (1 - quality.low))


def steps(lower: Quality, upper: Quality) -> float:
    """How far apart two values are before the logistic."""
    return math.log(upper.value / (1 - upper.value)) - math.log(lower.value / (1 - lower.value))


scores = st.dictionaries(st.sampled_from(MODELS), st.floats(0.0, 100.0), min_size=1)
boards = st.lists(scores, min_size=1, max_size=4).map(
    lambda found: [ruler(f"r{n}", values) for n, values in enumerate(found)]
)


@given(boards, st.data())
def test_raising_a_value_never_lowers_its_model(found: list[Ruler], data: st.DataObject) -> None:
    """More points on a benchmark are never worth less."""
    index = data.draw(st.integers(0, len(found) - 1))
    rows = found[index].rows
    which = data.draw(st.integers(0, len(rows) - 1))
    raised = replace(rows[which], value=rows[which].value + data.draw(st.floats(0.0, 50.0)))
    changed = [*found]
    changed[index] = replace(found[index], rows=(*rows[:which], raised, *rows[which + 1 :]))
    model = raised.model
    for known in (subjects(), siblings()):
        assert qualities(changed, known)[model].value >= qualities(found, known)[model].value - 1e-9


@given(boards, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(found: list[Ruler], random: Random) -> None:
    """Benchmarks and rows are sets."""
    shuffled = [replace(each, rows=tuple(random.sample(each.rows, len(each.rows)))) for each in found]
    random.shuffle(shuffled)
    before, after = qualities(found), qualities(shuffled)
    assert {k: (q.grade, q.rows) for k, q in before.items()} == {
        k: (q.grade, q.rows) for k, q in after.items()
    }
    assert [q.value for q in before.values()] == pytest.approx([q.value for q in after.values()])


@given(boards)
def test_a_model_without_rows_changes_nothing(found: list[Ruler]) -> None:
    """A newcomer that nobody measured moves nobody."""
    alone, together = qualities(found), qualities(found, subjects(*MODELS, "new"))
    assert alone == {key: quality for key, quality in together.items() if key != "new"}


@given(boards)
def test_a_sibling_without_rows_changes_nothing(found: list[Ruler]) -> None:
    """Nor does one of their family: only those measured say what a family is ahead by."""
    alone, together = qualities(found, siblings()), qualities(found, siblings("new"))
    assert alone == {key: quality for key, quality in together.items() if key != "new"}


@given(boards, st.floats(0.0, 100.0))
def test_an_unrelated_benchmark_changes_nothing(found: list[Ruler], value: float) -> None:
    """A benchmark of another task and other models moves nobody."""
    other = replace(ruler("other", {"x": value}), speaks_for={"elsewhere": 1.0})
    known = subjects(*MODELS, "x")
    alone, together = qualities(found, known), qualities([*found, other], known)
    assert all(alone[model] == together[model] for model in MODELS)


@given(boards, st.floats(0.0, 100.0))
def test_one_more_row_never_widens_the_interval(found: list[Ruler], value: float) -> None:
    """Evidence narrows."""
    more = [*found, ruler("more", {"a": value})]
    assert width(qualities(more)["a"]) <= width(qualities(found)["a"]) + 1e-9


@given(boards)
def test_a_value_lies_inside_its_interval_and_the_scale(found: list[Ruler]) -> None:
    """0 < low < value < high < 1."""
    assert all(0.0 < q.low < q.value < q.high < 1.0 for q in qualities(found).values())


@given(boards)
def test_shares_never_exceed_the_whole(found: list[Ruler]) -> None:
    """What an estimate rests on is at most the estimate."""
    assert all(sum(row[4] for row in q.rows) <= 1.0 + 1e-3 for q in qualities(found).values())


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_value_breaks_the_fit(value: float) -> None:
    """Whatever a user's catalogue says, the answer is a number."""
    found = qualities([ruler("r", {"a": value, "b": 50.0})])
    assert all(math.isfinite(q.value) for q in found.values())


def test_an_independent_row_makes_it_measured() -> None:
    """The grade says who measured."""
    assert qualities([ruler("r", {"a": 80.0})])["a"].grade == "measured"


def test_only_the_makers_rows_make_it_self_reported() -> None:
    """A maker's own value is no independent measurement."""
    assert qualities([ruler("r", {"a": 80.0}, "vendor")])["a"].grade == "self-reported"


def test_a_weak_benchmark_is_no_measurement() -> None:
    """A benchmark that hardly speaks for the task leaves the grade at estimated."""
    found = qualities([ruler("r", {"a": 80.0}, strength=0.2)])["a"]
    assert (found.grade, found.rows) == ("estimated", ())


def test_a_vendors_row_is_known_less_well() -> None:
    """A self-reported value has a wider interval than an independent one."""
    theirs, ours = (qualities([ruler("r", {"a": 80.0}, kind)])["a"] for kind in ("vendor", "independent"))
    assert width(theirs) > width(ours)


def test_an_old_row_is_known_less_well() -> None:
    """Age widens."""
    new = ruler("r", {"a": 80.0})
    old = replace(new, rows=(replace(new.rows[0], date="2021-06-01"),))
    assert width(qualities([old])["a"]) > width(qualities([new])["a"])


def test_a_tuned_model_inherits_from_its_base() -> None:
    """Rows of the base stand in, with a wider interval, and are named."""
    known = {**subjects(), "tuned": Subject("tuned", KNOWN, base="a")}
    found = qualities([ruler("r", {"a": 80.0, "b": 40.0})], known)
    assert (found["tuned"].grade, found["tuned"].value) == ("inherited", found["a"].value)
    assert width(found["tuned"]) > width(found["a"])
    assert [row[0] for row in found["tuned"].rows] == ["r"]


def test_own_rows_come_before_the_base() -> None:
    """A measured fine-tune does not inherit."""
    known = {**subjects(), "tuned": Subject("tuned", KNOWN, base="a")}
    assert qualities([ruler("r", {"a": 80.0, "tuned": 40.0})], known)["tuned"].grade == "measured"


def test_nothing_known_is_left_out() -> None:
    """Without rows, size or date there is no number."""
    known = {**subjects(), "dark": Subject("dark", Traits())}
    assert "dark" not in qualities([ruler("r", {"a": 80.0})], known)


def test_an_estimate_stays_below_the_best_measured() -> None:
    """What nobody measured is not claimed to be best."""
    giant = Subject("giant", Traits(13.0, 2026.8, closed=True, specialist=True))
    found = qualities([ruler("r", {"a": 70.0, "b": 40.0})], {**subjects(), "giant": giant})
    assert found["giant"].value < found["a"].value


def test_an_estimate_rises_with_size() -> None:
    """Of two unmeasured models the larger is expected to be better, however large."""
    sizes = {f"m{n}": Subject(f"m{n}", Traits(8.0 + n, 2026.0)) for n in range(6)}
    found = qualities([ruler("r", {"a": 90.0})], {**subjects(), **sizes})
    values = [found[key].value for key in sizes]
    assert values == sorted(values)


def test_size_lifts_specialists_more() -> None:
    """Ten times the size is worth more where models are alike in the rest."""
    made = {f"s{n}": Subject(f"s{n}", Traits(9.0 + n, 2025.0, specialist=True)) for n in range(2)}
    general = {f"g{n}": Subject(f"g{n}", Traits(9.0 + n, 2025.0)) for n in range(2)}
    found = qualities([ruler("r", {"a": 100.0, "b": 10.0})], {**subjects(), **made, **general})
    assert steps(found["s0"], found["s1"]) > steps(found["g0"], found["g1"])


def test_a_family_is_good_together() -> None:
    """Of two models with the same row the one whose siblings do better than expected is expected to be better."""
    found = qualities([ruler("r", {"a": 95.0, "b": 90.0, "c": 60.0, "d": 60.0})], siblings())
    assert found["c"].value > found["d"].value


def test_the_best_variant_counts() -> None:
    """Several settings of one model: the best published one is read, once."""
    low, high = Measured("a", 40.0, "independent"), Measured("a", 80.0, "independent")
    both = replace(ruler("r", {}), rows=(low, high))
    assert [row[1] for row in qualities([both])["a"].rows] == [80.0]


def test_an_independent_value_is_preferred_to_a_higher_claim() -> None:
    """Where both exist the maker's own value is not read."""
    claim, checked = Measured("a", 95.0, "vendor"), Measured("a", 70.0, "independent")
    both = replace(ruler("r", {}), rows=(claim, checked))
    assert [row[1] for row in qualities([both])["a"].rows] == [70.0]


def test_less_is_better_where_the_anchors_say_so() -> None:
    """An error rate has its zero at the greater anchor."""
    errors = replace(ruler("wer", {"a": 5.0, "b": 10.0}), scale=(12.0, 3.0))
    found = qualities([errors])
    assert found["a"].value > found["b"].value


def test_a_benchmark_without_anchors_is_read_on_its_own_rows() -> None:
    """The middle and spread of its rows stand in, in the direction it declares."""
    errors = replace(ruler("wer", {"a": 5.0, "b": 10.0}), scale=None, maximise=False)
    assert qualities([errors])["a"].value > qualities([errors])["b"].value


def test_a_hard_benchmark_is_told_from_weak_models() -> None:
    """Models that share a benchmark place the others: 40 points on the hard one beat 60 on the easy one."""
    easy = ruler("easy", {"a": 90.0, "b": 85.0, "c": 60.0})
    hard = ruler("hard", {"a": 45.0, "b": 42.0, "d": 40.0})
    found = qualities([easy, hard])
    assert found["d"].value > found["c"].value


def test_one_test_in_two_hands_is_about_as_hard() -> None:
    """A maker's own table of a test that others ran counts on what they showed of how easy it is."""
    others = ruler("others", {"a": 95.0, "b": 90.0, "d": 92.0})
    hard = ruler("hard", {"a": 30.0, "b": 20.0, "d": 25.0})
    own = ruler("own", {"c": 75.0}, kind="vendor")
    apart = qualities([others, hard, own])
    tied = qualities([replace(others, test="t"), hard, replace(own, test="t")])
    assert tied["c"].value < apart["c"].value
    assert tied["c"].value < tied["b"].value


def test_a_test_of_one_table_is_like_none() -> None:
    """Naming the test changes nothing where no other table is of it."""
    found = [ruler("r", {"a": 80.0, "b": 50.0}), ruler("s", {"a": 70.0, "c": 40.0})]
    assert qualities([replace(found[0], test="t"), found[1]]) == qualities(found)


def test_a_related_task_helps_but_does_not_measure() -> None:
    """A row of a task that shares benchmarks moves the estimate and leaves the grade."""
    bridge = replace(ruler("bridge", {"b": 50.0}), speaks_for={"task": 1.0, "kin": 1.0})
    kin = replace(ruler("kin", {"a": 95.0, "b": 50.0}), speaks_for={"kin": 1.0})
    found = qualities([bridge, kin])
    assert found["a"].grade == "estimated"
    assert found["a"].value > found["c"].value


def test_a_pinned_example() -> None:
    """Three models, two benchmarks: the numbers of docs/quality.md."""
    found = qualities([ruler("r", {"a": 80.0, "b": 50.0}), ruler("s", {"a": 70.0, "b": 55.0, "c": 40.0})])
    shown = {key: (round(q.value, 3), round(q.low, 3), round(q.high, 3), q.grade) for key, q in found.items()}
    assert shown == {
        "a": (0.667, 0.499, 0.801, "measured"),
        "b": (0.507, 0.339, 0.674, "measured"),
        "c": (0.446, 0.256, 0.655, "measured"),
        "d": (0.527, 0.185, 0.845, "estimated"),
    }


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026", 2026.5),
        ("2026-07", 2026 + 6.5 / 12),
        ("2026-01-16", 2026 + 0.5 / 12),
        ("soon", None),
        (None, None),
    ],
)
def test_a_date_as_a_year(date: str | None, expected: float | None) -> None:
    """Coarse dates are read in the middle of what they say."""
    assert year(date) == pytest.approx(expected)
