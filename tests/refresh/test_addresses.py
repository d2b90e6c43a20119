"""Addresses with words in braces."""

from __future__ import annotations

from modelpick.refresh.addresses import filled


def test_words_are_filled_in_and_escaped():
    """A name cannot add to the question."""
    url = filled("https://x/api/{model}?a={b}", model="org/na me", b="1&c=2#")

    assert url == "https://x/api/org/na%20me?a=1%26c%3D2%23"


def test_a_name_cannot_bring_words_of_its_own():
    """Braces in a value are not filled again."""
    assert filled("https://x/{a}/{b}", a="{b}", b="1") == "https://x/%7Bb%7D/1"
