"""Words with several senses."""

import pytest

from modelpick.explain.ambiguity import senses_told, settled


@pytest.mark.parametrize("word", ["LVM", "LMM", "MLLM", "LCM", "SAM", "SLM"])
def test_a_class_for_a_task_is_taken_in_its_default_sense(adviser, word):
    """The class is asked for its main task, and both are said."""
    settings, told = settled(adviser, {"task": word})

    assert settings["class"] == [word]
    assert adviser.advise(adviser.query(**settings)).feasible
    assert word in told[0]
    assert "main task" in told[1]


@pytest.mark.parametrize("option", ["class", "exclude"])
def test_the_line_for_the_other_sense_is_given(adviser, option):
    """LMM is a large multimodal model here, a linear mixed model in statistics."""
    given = {"task": "image-captioning", option: ["LMM"]}
    told = senses_told(adviser, adviser.query(**given), given)

    assert "Large Multimodal Model" in told[0]
    assert f"modelpick recommend image-captioning --{option} linear-mixed" in told[0]


def test_a_task_stays_a_task(adviser):
    """Nothing is assumed where the word is a task."""
    assert settled(adviser, {"task": "captioning"}) == ({"task": "captioning"}, ())


def test_an_unknown_word_is_left_to_be_refused(adviser):
    """It is no class either."""
    assert settled(adviser, {"task": "captionning"}) == ({"task": "captionning"}, ())
