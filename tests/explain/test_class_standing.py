"""Where a class stands."""

import shlex

import pytest

from modelpick.explain.class_standing import class_standing


def test_the_first_class_needs_nothing(ask, adviser):
    """It is the answer."""
    text, command = class_standing(ask("image-captioning"), adviser, "vlm")

    assert "first class" in text
    assert command is None


@pytest.mark.parametrize(
    ("task", "options", "class_id"),
    [
        ("chat", {}, "kws"),
        ("image-captioning", {"class": ["llm"]}, "vlm"),
        ("image-captioning", {"memory": "8GB"}, "asr"),
    ],
)
def test_the_line_that_brings_a_class_in_does(ask, adviser, task, options, class_id):
    """Asked again, the class is among the answers: an option less, else its own task."""
    _, command = class_standing(ask(task, **options), adviser, class_id)
    words = shlex.split(command)
    again = adviser.query(task=words[2], **{k: v for k, v in options.items() if f"--{k}" in words})

    assert class_id in {found.id for found in adviser.advise(again).classes}


def test_a_trait_is_no_class_of_its_own(ask, adviser):
    """Models of several classes are mixtures of experts."""
    assert "trait" in class_standing(ask("chat"), adviser, "moe")[0]
