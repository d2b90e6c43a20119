"""What a device may be called."""

from __future__ import annotations

import pytest
from tests.hardware.making import record

from modelpick.hardware.known import Hardware, Variant, size_words, spellings


def test_an_id_means_one_device() -> None:
    """An id wins over another device's alias of the same spelling."""
    one, other = record("card-a"), record("card-b", aliases=("Card A",))
    assert Hardware((other, one)).called("card a") == (one,)


def test_an_alias_may_mean_several() -> None:
    """A shared alias names every device that has it, in the catalogue's order."""
    one, other = record("card-8gb", aliases=("card",)), record("card-12gb", aliases=("card",))
    assert Hardware((one, other)).called("Card") == (one, other)


def test_words_in_any_order_find_a_device() -> None:
    """A name with every word of what was typed is like it."""
    card = record("m4-max-40core", name="M4 Max (40-core GPU)")
    assert Hardware((card,)).like("40 core m4 max") == (card,)


def test_a_short_word_is_like_nothing() -> None:
    """Three letters are too few to guess from."""
    assert Hardware((record("rtx-1"),)).like("rtx") == ()


@pytest.mark.parametrize(
    ("size", "words"), [(48.0, "48GB"), (0.5, "512MB"), (0.0078125, "8MB"), (0.00048828125, "512KB")]
)
def test_sizes_are_written_as_makers_do(size: float, words: str) -> None:
    """Below a GB the unit changes."""
    assert size_words(size) == words


def test_a_label_names_the_size_only_where_there_are_several() -> None:
    """One size needs no mention; several do."""
    one, two = record("a", name="A"), record("b", name="B", memory_gb=(8.0, 16.0))
    assert [Variant(one, 8.0).label, Variant(two, 16.0).label] == ["A", "B 16GB"]


def test_everything_a_device_is_called_is_a_spelling() -> None:
    """Id, name, aliases and assumed names."""
    card = record("a", name="A", aliases=("b",), assumed_for=("c",))
    assert list(spellings(card)) == ["a", "A", "b", "c"]
