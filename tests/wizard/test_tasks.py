"""Finding tasks by words."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("words", "task"),
    [
        ("captioning", "image-captioning"),
        ("alt text", "image-captioning"),
        ("ner", "ner"),
        ("named entities", "ner"),
        ("text to speech", "text-to-speech"),
        ("TTS", "text-to-speech"),
        ("depth", "depth-estimation"),
        ("speech recog", "speech-recognition"),
        ("translation", "translation"),
        ("3d from images", "image-to-3d"),
        ("transcription", "speech-recognition"),
        ("summarisation", "summarization"),
        ("sumarization", "summarization"),
    ],
)
def test_the_likeliest_task_comes_first(engine, words, task):
    """By name, alias, tag or the beginnings of words, and by spelling where nothing else helps."""
    assert engine.tasks.search(words)[0].id == task


def test_words_nobody_uses_find_nothing(engine):
    """Nothing is guessed."""
    assert engine.tasks.search("xyzzy plugh") == ()


def test_only_empty_words_find_nothing(engine):
    """Spaces are no words."""
    assert engine.tasks.search("  ") == ()


def test_an_example_is_searched_last(engine):
    """A name with the word stands above a task whose example has it."""
    found = [task.id for task in engine.tasks.search("photo")]

    assert found


def test_every_task_stands_under_a_heading(engine):
    """Nobody has to know the word for it."""
    headings = next(question for question in engine.questions if question.option == "task").choices
    under = {task.id for heading in headings for task in engine.tasks.under(heading.tasks)}

    assert set(engine.tasks.tasks) - under == set()


def test_every_heading_has_tasks(engine):
    """But the one for everything else."""
    headings = next(question for question in engine.questions if question.option == "task").choices

    assert [heading.id for heading in headings if not engine.tasks.under(heading.tasks)] == ["other"]
