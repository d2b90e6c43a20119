"""Which question comes next."""

from __future__ import annotations

import pytest

from modelpick.knowledge.records import Question, QuestionChoice
from modelpick.wizard.dialogue import Answer, Outcome, merged, several, survey, typed_settings


def question(name, *values, **fields):
    sets = {value: {name: value} if value != "any" else {} for value in values}
    choices = tuple(QuestionChoice(id=v, label=v.title(), sets=sets[v]) for v in values)
    texts = {"option": name, "order": 1, "asks": f"{name}?", "short": name.title(), "help": "Because."}
    return Question(id=name, **{**texts, "choices": choices, **fields})


SIZE = question("size", "any", "big")
COLOUR = question("colour", "any", "red", "blue")


def nothing(settings):
    return {"size": settings.get("size", "unstated")}


def by(name):
    """A judge whose answer depends on one option alone."""
    return lambda settings: Outcome(first=(str(settings.get(name)),), models=1)


def test_a_question_that_changes_nothing_is_passed_over():
    """Every choice of size leads to the same first models, so colour is asked."""
    found = survey((SIZE, COLOUR), (), {}, nothing, by("colour"))

    assert (found.step.question, found.settled) == (COLOUR, (SIZE,))


def test_nothing_is_asked_when_nothing_would_change():
    """The dialogue ends as soon as the answer is settled."""
    found = survey((SIZE, COLOUR), (), {}, nothing, by("taste"))

    assert (found.step, found.settled) == (None, (SIZE, COLOUR))


def test_an_answered_question_is_not_asked_again():
    """Answers stand."""
    answers = (Answer(SIZE, {}, "Any"),)

    assert survey((SIZE,), answers, {}, nothing, by("size")).step is None


def test_what_is_kept_is_not_asked():
    """A default the user keeps answers the question."""
    assert survey((SIZE,), (), {"size": "big"}, nothing, by("size")).step is None


def test_a_choice_that_sets_a_foreign_option_does_not_settle_its_question():
    """A kept value of another question's option leaves this question open."""
    both = question(
        "place",
        "any",
        "here",
        choices=(
            QuestionChoice(id="any", label="Any"),
            QuestionChoice(id="here", label="Here", sets={"place": "here", "size": "big"}),
        ),
    )

    assert survey((both, SIZE), (), {"size": "big"}, nothing, by("place")).step.question is both


def test_a_question_that_makes_no_sense_is_not_asked():
    """The facts of a question hold before it is asked."""
    shy = question("colour", "any", "red", when={"size": "big"})

    assert survey((shy,), (), {}, nothing, by("colour")).step is None
    assert survey((shy,), (), {"size": "big"}, nothing, by("colour")).step.question is shy


def test_an_essential_question_is_asked_without_judging():
    """Without a task there is nothing to judge."""
    first = question("task", "any", "chat", always=True)

    def refuse(settings):
        raise AssertionError

    assert survey((first,), (), {}, nothing, refuse).step.outcomes == (None, None)


def test_no_more_is_worked_out_than_the_question_needs():
    """Two choices that differ are enough to ask."""
    judged = []

    def judge(settings):
        judged.append(settings.get("colour"))
        return Outcome(first=(str(settings.get("colour")),))

    step = survey((COLOUR,), (), {}, nothing, judge).step

    assert judged == [None, "red"]
    assert [outcome is None for outcome in step.outcomes] == [False, False, True]


def test_choices_that_cannot_be_used_do_not_count():
    """A refused choice is no different answer."""

    def judge(settings):
        return Outcome(problem="no such size") if settings.get("size") else Outcome(first=("a",))

    assert survey((SIZE,), (), {}, nothing, judge).step is None


def test_one_choice_that_nothing_satisfies_is_a_difference():
    """That a choice leaves nothing is worth knowing."""

    def judge(settings):
        return Outcome() if settings.get("size") else Outcome(first=("a",), models=1)

    assert survey((SIZE,), (), {}, nothing, judge).step.question is SIZE


def test_the_latest_answer_wins():
    """Settings are merged in the order of answering."""
    answers = (Answer(SIZE, {"size": "big"}, "Big"), Answer(COLOUR, {"size": "small"}, "Small"))

    assert merged({"size": "any", "limit": 3}, answers) == {"size": "small", "limit": 3}


@pytest.mark.parametrize(
    ("text", "codes"), [("en", ["en"]), ("en, ja", ["en", "ja"]), ("pt-BR sv", ["pt-BR", "sv"])]
)
def test_languages_are_typed_with_commas_or_spaces(text, codes):
    """Several languages are one answer."""
    assert typed_settings(question("language", "any"), text) == {"language": codes}


def test_other_typed_answers_stay_whole():
    """A device has spaces in its name."""
    assert typed_settings(question("hardware", "any"), " 2x RTX 3090 ") == {"hardware": "2x RTX 3090"}


def test_several_choices_make_a_list():
    """Inputs add up."""
    assert several(COLOUR, COLOUR.choices[1:]) == {"colour": ["red", "blue"]}
