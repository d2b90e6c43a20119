"""Sizes, durations and counts."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.errors import UsageError
from modelpick.units import format_figure, parse_count, parse_duration, parse_parameters, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("24GB", 24e9), ("0GB", 0), ("512MiB", 512 * 2**20), ("8", 8e9), ("1.5 tb", 1.5e12), ("512MB", 512e6)],
)
def test_sizes(text, size):
    """GB is 10^9 bytes, GiB 2^30, a bare number GB."""
    assert parse_size(text) == size


@pytest.mark.parametrize(("text", "seconds"), [("500ms", 0.5), ("2s", 2), ("1.5", 1.5), ("2min", 120)])
def test_durations(text, seconds):
    """A bare number is seconds."""
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(("text", "tokens"), [("32k", 32_000), ("128000", 128_000), ("1M", 1_000_000)])
def test_counts(text, tokens):
    """k is a thousand."""
    assert parse_count(text) == tokens


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        *(
            ("7B", 7_000_000_000),
            ("8x7B", 56_000_000_000),
            ("135m", 135_000_000),
            ("1.1T", 1_100_000_000_000),
        ),
        *(("Qwen3", None), ("7", None)),
    ],
)
def test_parameters(text, parameters):
    """A plain size is one only with its letter."""
    assert parse_parameters(text) == parameters


@pytest.mark.parametrize("read", [parse_size, parse_duration, parse_count])
@given(text=st.text(max_size=30))
def test_any_text_is_read_or_refused(read, text):
    """Nothing but a usage error comes of a text, and never an absurd value."""
    with suppress(UsageError):
        assert 0 <= read(text) <= 1e18


@pytest.mark.parametrize("text", ["1e400GB", "-3GB", "9" * 40, "nan", "inf"])
def test_absurd_sizes_are_refused(text):
    """No size beyond what exists is taken."""
    with pytest.raises(UsageError):
        parse_size(text)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(2476, 3, "2,480"), (176.3, 2, "180"), (99.6, 2, "100"), (0.0123, 2, "0.012"), (17.64, 3, "17.6")],
)
def test_figures_are_written_in_full(value, digits, text):
    """No powers of ten, and no more digits than are known."""
    assert format_figure(value, digits) == text


@pytest.mark.parametrize("text", ["4.5", "1000.25", "0.0001k"])
def test_parts_of_a_token_are_refused(text):
    """Never rounded silently."""
    with pytest.raises(UsageError):
        parse_count(text)
