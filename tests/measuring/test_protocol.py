"""Speeds from arrival times."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.measuring.protocol import Figure, Trace, decode_rate, figures, rise, summary

SPEED = st.floats(0.1, 1e5)
LATENCY = st.floats(0.0, 100.0)
COUNT = st.integers(5, 300)


def trace(first=1.0, each=0.1, count=10, *, prompt=100, answer=None, sent=0.0):
    """An answer whose pieces come evenly."""
    return Trace(sent, tuple(sent + first + at * each for at in range(count)), prompt, answer)


def reading(speed, latency, *, lengths=(100, 400, 1600), sent=0.0):
    """A round of answers of a server that reads so fast."""
    return [trace(latency + length / speed, prompt=length, sent=sent) for length in lengths]


@given(SPEED, COUNT, LATENCY)
def test_an_even_stream_has_its_own_rate(speed, count, first):
    """Whatever came before the first piece."""
    assert isclose(decode_rate(trace(first, 1 / speed, count)), speed, rel_tol=1e-3)


@given(SPEED, st.integers(5, 60), st.integers(2, 5))
def test_pieces_of_several_tokens_are_counted_by_the_server(speed, pieces, each):
    """Where a piece holds several tokens the server's count gives the rate."""
    assert isclose(decode_rate(trace(1.0, each / speed, pieces, answer=each * pieces)), speed, rel_tol=1e-3)


@given(SPEED, st.integers(5, 60), st.integers(2, 5))
def test_pieces_that_come_together_change_nothing(speed, groups, together):
    """A network that joins pieces leaves the rate as it is."""
    times = tuple(1.0 + together * group / speed for group in range(groups) for _ in range(together))

    assert isclose(decode_rate(Trace(0.0, times)), speed, rel_tol=1e-3)


@pytest.mark.parametrize("times", [(1.0,), (1.0, 1.0, 1.0, 1.0, 1.0), (1.0, 1.1, 1.2)])
def test_an_answer_held_back_has_no_rate(times):
    """One piece, all at once, or too few moments."""
    assert decode_rate(Trace(0.0, times)) is None


@given(SPEED, LATENCY)
def test_reading_is_told_from_waiting(speed, latency):
    """Both are found, whatever the other is."""
    found = figures([reading(speed, latency)])

    assert isclose(found.prefill.median, speed, rel_tol=1e-3)
    assert isclose(found.latency.median, latency, rel_tol=1e-3, abs_tol=1e-6 + 1e-3 / speed)


@given(SPEED, st.floats(0.0, 10.0), st.floats(0.0, 1e4))
def test_the_clock_may_start_anywhere(speed, latency, sent):
    """Only differences count."""
    at, later = figures([reading(speed, latency)]), figures([reading(speed, latency, sent=sent)])

    assert isclose(later.prefill.median, at.prefill.median, rel_tol=1e-2)


def test_one_disturbed_run_moves_the_range_and_not_the_median():
    """Of five runs one took three times as long."""
    rounds = [reading(100.0, 0.1) for _ in range(4)] + [reading(33.0, 0.1)]

    found = figures(rounds).prefill

    assert (found.median, found.high, found.runs) == (pytest.approx(100), pytest.approx(100), 5)
    assert found.low == pytest.approx(33)


def test_reading_lost_in_noise_is_unknown():
    """Where long prompts take no longer than short ones in most runs, no speed is told."""
    even = [trace(1.0, prompt=length) for length in (100, 400, 1600)]
    found = figures([even, even, reading(100.0, 0.1)])

    assert (found.prefill, found.latency) == (None, None)
    assert found.decode is not None


def test_prompts_of_one_length_tell_nothing_of_reading():
    """There is no slope between points above one another."""
    assert figures([[trace(prompt=50), trace(prompt=50)]]).prefill is None


def test_slower_reading_of_long_prompts_leaves_the_latency():
    """Attention grows with the square; the wait is told by the short prompts."""
    lengths = (64, 256, 4096)
    traces = [trace(0.5 + n / 1000 + (n / 4000) ** 2, prompt=n) for n in lengths]

    assert figures([traces]).latency.median == pytest.approx(0.5, abs=0.01)


def test_words_stand_for_tokens_where_nothing_is_counted():
    """And pieces for those of the answer."""
    found = Trace(0.0, (1.0, 2.0), words=30)

    assert (found.read, found.said, found.first) == (30, 2, 1.0)


@given(st.lists(SPEED, min_size=1))
def test_a_summary_encloses_its_median(values):
    """Least, median, greatest, and how many."""
    found = summary(values)

    assert found.low <= found.median <= found.high
    assert found.runs == len(values)


def test_a_summary_of_nothing_is_none():
    """Nothing was measured."""
    assert summary([]) is None
    assert summary([2.0, 1.0, 4.0]) == Figure(2.0, 1.0, 4.0, 3)


@given(st.lists(st.tuples(st.integers(0, 1000), st.floats(-1e3, 1e3)), min_size=2, max_size=9), st.randoms())
def test_the_slope_does_not_depend_on_order(points, chance):
    """The pairs are the same."""
    shuffled = [*points]
    chance.shuffle(shuffled)

    first, second = rise(points), rise(shuffled)

    assert first == second or isclose(first, second)
