"""Whole dialogues without a terminal."""

from __future__ import annotations

import pytest

from modelpick.pipeline.command import command_line
from modelpick.wizard.conversation import Conversation
from modelpick.wizard.menu import Abandoned, InputEnded

NARROW = {"on-device": True, "hardware": "phone", "model": ["SmolLM2-135M-Instruct"]}
IMPOSSIBLE = {"memory": "1GB", "min-speed": 100000, "on-device": True}
HEADING, TASK = "Understand or find things in images", "Image captioning"


def hold(engine, asker, **kept):
    conversation = Conversation(engine, asker, kept)
    return conversation, conversation.hold()


def test_the_answer_is_that_of_the_command_line(engine, scripted):
    """The same question by either way has the same answer."""
    _, advice = hold(engine, scripted(HEADING, TASK, "A phone, nothing leaving it", "<finish"))

    assert command_line(advice.query) == "modelpick recommend image-captioning --on-device --hardware phone"
    assert advice == engine.advise({"task": "image-captioning", "on-device": True, "hardware": "phone"})


def test_a_task_may_be_typed(engine, scripted):
    """By alias, at the first question."""
    _, advice = hold(engine, scripted("=captioning"))

    assert advice.task.id == "image-captioning"


def test_an_unknown_task_is_said_and_asked_again(engine, scripted):
    """A kind of model is no task, and the way to it is named."""
    asker = scripted("=vlm", "=captioning")
    hold(engine, asker)

    assert "modelpick explain vlm" in asker.problems[1]


def test_going_back_forgets_the_answer(engine, scripted):
    """And asks the question anew."""
    asker = scripted("=captioning", "<back", "=translation")
    _, advice = hold(engine, asker)

    assert advice.task.id == "translation"
    assert asker.titles[0] == asker.titles[2]


def test_going_back_from_a_heading_returns_to_the_headings(engine, scripted):
    """One step at a time."""
    asker = scripted(HEADING, "<back", HEADING, TASK)
    hold(engine, asker)

    assert asker.titles[0] == asker.titles[2]
    assert asker.titles[1] == asker.titles[3]


def test_without_a_task_inputs_and_outputs_are_asked(engine, scripted):
    """They alone choose."""
    query = hold(engine, scripted("Something else", {"Text", "Images"}, {"Text"}))[1].query

    assert (query.task, query.inputs, query.outputs) == (None, ("text", "image"), ("text",))


def test_an_ambiguous_device_is_asked_for(engine, scripted):
    """3060 is sold with 8 and with 12 GB."""
    asker = scripted("=captioning", "=RTX 3060")
    _, advice = hold(engine, asker)
    with_choice = scripted("=captioning", "=RTX 3060", asker.menus[2].items[0].label)
    _, advice = hold(engine, with_choice)

    assert asker.titles[2] == "Which RTX 3060?"
    assert "3060" in advice.device.name


def test_an_unknown_device_is_said_and_asked_again(engine, scripted):
    """With the closest names."""
    asker = scripted("=captioning", "=gargleblaster", "<finish")
    hold(engine, asker)

    assert "gargleblaster" in asker.problems[2]


def test_privacy_settles_the_region(engine, scripted):
    """What no longer makes sense is not asked."""
    asker = scripted("=captioning", "Not decided, or hosted", "No, only machines I control")
    _, advice = hold(engine, asker)

    assert not any("region" in title for title in asker.titles)
    assert advice.query.privacy == "local"


def test_what_is_kept_is_not_asked(engine, scripted):
    """A default the user keeps holds from the start."""
    asker = scripted("=captioning", "Not decided, or hosted", "<finish")
    conversation, advice = hold(engine, asker, privacy="local")

    assert "May your data leave your machines?" not in asker.titles
    assert conversation.asked[0] == ("Kept", "--privacy local")
    assert advice.query.privacy == "local"


def test_what_does_not_matter_is_named(engine, scripted):
    """Where one model is all there is, no preference changes it; what makes no sense is not named."""
    conversation, advice = hold(engine, scripted("=chat", then="<default"), **NARROW)

    assert advice.feasible
    assert "price" not in conversation.settled
    assert "prefer" in conversation.settled


def impossible(scripted, *more):
    return scripted("=chat", "<finish", *more)


def test_an_answer_of_nothing_offers_changes(engine, scripted):
    """Each by number; the one taken leads to an answer."""
    first = impossible(scripted, "Leave it, and show why")
    hold(engine, first, **IMPOSSIBLE)
    change = first.menus[-1].items[0].label
    _, advice = hold(engine, impossible(scripted, change), **IMPOSSIBLE)

    assert "would admit" in change
    assert advice.feasible


def test_an_answer_of_nothing_may_be_left(engine, scripted):
    """Then it is shown as it is."""
    asker = impossible(scripted, "Leave it, and show why")
    _, advice = hold(engine, asker, **IMPOSSIBLE)

    assert not advice.feasible


def test_going_back_from_an_answer_of_nothing_resumes_the_questions(engine, scripted):
    """The last answer may be the one to change."""
    asker = impossible(scripted, "<back", "<quit")

    with pytest.raises(Abandoned):
        hold(engine, asker, **IMPOSSIBLE)
    assert asker.titles[-1] == asker.titles[0]


def test_a_pipe_that_ends_at_the_changes_leaves_the_answer(engine, scripted):
    """What was asked was answered."""

    class Ending(type(scripted())):
        def ask(self, menu, asked, problem=""):
            if "Nothing satisfies" in menu.title:
                raise InputEnded(menu)
            return super().ask(menu, asked, problem)

    _, advice = hold(engine, Ending("=chat", "<finish"), **IMPOSSIBLE)

    assert not advice.feasible


def test_leaving_early_answers_nothing(engine, scripted):
    """Nobody is told what they did not ask."""
    with pytest.raises(Abandoned):
        hold(engine, scripted("=captioning", "<quit"))
