"""The adviser behind the dialogue, and the packaged questions."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from modelpick.adviser import Adviser
from modelpick.errors import DataError, UnknownId
from modelpick.intake import OPTIONS
from modelpick.wizard.engine import Engine

WHAT = {"task": "image-captioning"}


def test_outcomes_agree_with_the_advice(engine):
    """The wizard promises what the answer then says."""
    settings = {**WHAT, "license": "permissive"}
    outcome, advice = engine.outcome(settings), engine.advise(settings)

    assert outcome.models == len(advice.alternatives)
    assert outcome.first == tuple(found.model.id for found in advice.alternatives[:3])


def test_the_answer_says_how_to_start_what_it_chose(engine):
    """The commands name the quantisation that was sized, as those of ``recommend`` do."""
    found = engine.advise({"task": "chat", "memory": "16GB"}).alternatives[0]

    assert any(found.option.quantization in hint.command for hint in found.commands)


def test_a_value_that_cannot_be_used_is_a_problem(engine):
    """Not an exception: the choice is shown as not possible."""
    assert "gargleblaster" in engine.outcome({**WHAT, "hardware": "gargleblaster"}).problem


def test_checking_refuses_what_cannot_be_asked(engine):
    """With the message the command line gives."""
    with pytest.raises(UnknownId, match="gargleblaster"):
        engine.check({**WHAT, "hardware": "gargleblaster"})


def test_questions_come_in_their_order(engine):
    """The task first."""
    orders = [question.order for question in engine.questions]

    assert orders == sorted(set(orders))
    assert engine.questions[0].option == "task"


def test_questions_set_options_of_recommend(engine):
    """Nothing else can be set."""
    options = {question.option for question in engine.questions}
    sets = {name for question in engine.questions for choice in question.choices for name in choice.sets}

    assert options | sets <= set(OPTIONS)


def test_every_default_is_a_choice(engine):
    """And a question without one must be answered."""
    for question in engine.questions:
        ids = [choice.id for choice in question.choices]
        assert len(ids) == len(set(ids))
        assert question.default in [*ids, None]
        assert question.default is not None or question.always


def test_every_choice_can_be_asked(engine):
    """No choice names a value that the command line refuses."""
    problems = {
        (question.id, choice.id): found.problem
        for question in engine.questions
        for choice in question.choices
        if (found := engine.outcome({**WHAT, **choice.sets})).problem and "auto" not in choice.sets.values()
    }

    assert problems == {}


def test_defaults_ask_nothing(engine):
    """Enter on everything is the task alone."""
    assert [c.sets for q in engine.questions for c in q.choices if c.id == q.default and c.sets] == []


class OneQuestion:
    """A catalogue with one question of its own."""

    def __init__(self, catalog, question):
        self._catalog, self._question = catalog, question

    def __getattr__(self, name):
        return getattr(self._catalog, name)

    def all(self, kind, record):
        return (self._question,) if kind == "questions" else self._catalog.all(kind, record)


@pytest.mark.parametrize("fields", [{"option": "colour"}, {"when": {"moon": "full"}}])
def test_a_question_of_nothing_is_refused(engine, catalog, fields):
    """A user's own question that sets no option or tests no fact is a fault of the data."""
    own = replace(engine.questions[-1], id="own", **fields)

    with pytest.raises(DataError, match="does not exist"):
        _ = Engine(Adviser(OneQuestion(catalog, own))).questions
