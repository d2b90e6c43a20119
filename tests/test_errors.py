"""What can go wrong, and how it is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.errors import DataError, ModelpickError, Problem, UnknownId, UsageError, closest

names = st.lists(st.text("abcde-", min_size=1, max_size=8), max_size=8)
few = settings(max_examples=40)


@few
@given(st.text("abcdefgh-é ", max_size=10), names)
def test_the_closest_are_known_names(given_name, known):
    """At most three, each once, and only what exists."""
    found = closest(given_name, known)

    assert len(found) <= 3
    assert len(set(found)) == len(found)
    assert set(found) <= set(known)


@few
@given(st.text("abc", min_size=1, max_size=8), names)
def test_the_order_of_what_is_known_does_not_matter(given_name, known):
    """The same suggestions whatever the hash order of a set."""
    assert closest(given_name, known) == closest(given_name, reversed(known))


@few
@given(st.text("abcde", min_size=1, max_size=8), names)
def test_a_name_that_exists_is_the_closest(name, known):
    """Nothing is nearer than the name itself, whatever its case."""
    assert closest(name.upper(), [*known, name])[0].lower() == name


@pytest.mark.parametrize(("typed", "meant"), [("vml", "vlm"), ("captionin", "captioning"), ("lama", "llama")])
def test_a_letter_out_of_place_is_forgiven(typed, meant):
    """Short words too."""
    assert meant in closest(typed, ["vlm", "captioning", "llama", "detector", "ocr"])


TASKS = (
    *("object-detection", "image-segmentation", "segmentation", "footage-review", "forecast"),
    *("text-to-speech", "speech-to-text", "agent", "image-captioning", "chatbot"),
)


@pytest.mark.parametrize("typed", ["foo", "bar", "xyz"])
def test_a_few_letters_inside_a_word_mean_nothing(typed):
    """``foo`` is no footage."""
    assert closest(typed, TASKS) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("detect objects", "object-detection"),
        ("speech text", "speech-to-text"),
        ("seg", "segmentation"),
        ("chat bot", "chatbot"),
        ("image_caption", "image-captioning"),
    ],
)
def test_words_count_in_any_order_and_ending(typed, first):
    """People name the parts of a task, not its id."""
    assert closest(typed, TASKS)[0] == first


def test_two_letters_swapped_are_one_slip():
    """4900 is 4090 mistyped."""
    assert closest("rtx 4900", ["RTX A400", "RTX 4090", "RTX A4500", "RTX 3090"])[0] == "RTX 4090"


def test_an_endless_name_is_answered_at_once():
    """And not repeated in full."""
    error = UnknownId("task", "x" * 1_000_000, [f"task-{n}" for n in range(1000)])

    assert len(str(error)) < 200


@pytest.mark.parametrize(
    ("kind", "plural", "hint"),
    [
        ("task", None, "see: modelpick list tasks"),
        ("class", "classes", "see: modelpick list classes"),
        ("modality", None, "one of audio, text"),
    ],
)
def test_the_hint_says_where_the_names_are(kind, plural, hint):
    """A command that lists them, or the names where there is none."""
    assert UnknownId(kind, "zzz", ["text", "audio"], plural=plural).hint == hint


def test_every_error_has_its_exit_code():
    """Bad usage is 2, data at fault 4."""
    assert [e.exit_code for e in (ModelpickError, UsageError, UnknownId, DataError)] == [2, 2, 2, 4]


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.yaml", 3, "x.y", "wrong"), "a.yaml:3: x.y: wrong"),
        (Problem("a.yaml", None, "", "wrong"), "a.yaml: wrong"),
    ],
)
def test_a_problem_names_its_place(problem, text):
    """As compilers do, so that editors can jump there."""
    assert str(problem) == text


def test_a_thousand_problems_are_not_a_thousand_lines():
    """The first few are shown, the rest counted and kept."""
    error = DataError([Problem("a.yaml", n, "", "wrong") for n in range(1000)])

    assert len(str(error).splitlines()) == 21
    assert str(error).endswith("and 980 more")
    assert len(error.problems) == 1000
