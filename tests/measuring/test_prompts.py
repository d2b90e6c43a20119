"""Questions that no server has seen."""

from random import Random

import pytest

from modelpick.measuring.prompts import ASK, prompt


@pytest.mark.parametrize("words", [24, 100, 2048])
def test_a_question_is_as_long_as_asked(words):
    """Counted in words, with what is asked at its end."""
    text = prompt(words, Random(1))

    assert len(text.split()) == words
    assert text.endswith(ASK)


def test_questions_differ_from_the_first_words_on():
    """So that no cache of what was read before helps."""
    chance = Random(1)
    heads = {tuple(prompt(24, chance).split()[:8]) for _ in range(200)}

    assert len(heads) == 200


def test_even_the_shortest_begins_with_chance():
    """A question of one word is longer than that."""
    assert prompt(1, Random(1)) != prompt(1, Random(2))
