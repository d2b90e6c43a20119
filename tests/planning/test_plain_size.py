"""Plain sizes."""

from __future__ import annotations

import pytest
from tests.planning.making import architecture

from modelpick.errors import UsageError
from modelpick.planning.plain_size import PlainSize, mixture_of, plain_size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7B", PlainSize("7B", 7_000_000_000)),
        (" 1.5 b ", PlainSize("1.5b", 1_500_000_000)),
        ("8x7B", PlainSize("8x7B", 7_000_000_000, 8)),
        ("1x7B", PlainSize("1x7B", 7_000_000_000)),
        ("270m", PlainSize("270m", 270_000_000)),
        ("1T", PlainSize("1T", 1_000_000_000_000)),
    ],
)
def test_sizes_are_read(text, expected):
    """A number with M, B or T is a size."""
    assert plain_size(text) == expected


@pytest.mark.parametrize("text", ["qwen3.8-27b", "7", "7GB", "llama 8b", "-7B", "B", "", "7B instruct"])
def test_other_words_are_names(text):
    """Anything more than a size is a model's name."""
    assert plain_size(text) is None


@pytest.mark.parametrize("text", ["0B", "0x7B", "999999999B", "900x900T", "0.0001M"])
def test_impossible_sizes_are_refused(text):
    """Nothing has no parameters, or a quadrillion."""
    with pytest.raises(UsageError, match="no model has a size"):
        plain_size(text)


def test_a_mixture_shares_all_but_its_experts():
    """Eight experts of Mistral 7B's shape come to Mixtral's 46.7 billion parameters, 12.9 billion at work."""
    mistral = architecture(
        layers=32, full_layers=32, hidden=4096, heads=32, vocab=32000, tied_embeddings=False
    )
    found = mixture_of(mistral, 7_241_732_096, 8)

    assert found.parameters == pytest.approx(46.7e9, rel=0.005)
    assert found.active_parameters == pytest.approx(12.9e9, rel=0.005)
    assert found.is_moe
