"""Floors on estimates and evidence: an explicit number must be shown to hold, a word is broken by what misses it."""

from __future__ import annotations

import pytest

from modelpick.pipeline.judging import proven
from modelpick.query import Query


def broken(adviser, **fields):
    advice = adviser.advise(Query(**fields))
    return {e.model.id: {r.constraint: r.because for r in e.rejections} for e in advice.excluded}


def test_what_does_not_fit_breaks_the_memory(small):
    """70 billion parameters in 8 GB do not, one billion does; what is hosted takes none of it."""
    found = broken(small, task="chat", memory=8e9)

    assert "memory" in found["acme/large-70b"]
    assert "acme/tiny-1b" not in found
    assert "borg/hosted" not in found


def test_less_memory_admits_fewer(small):
    """Never more."""
    sizes = [256e9, 64e9, 16e9, 8e9, 4e9, 1e9, 1e8]
    left = [{a.model.id for a in small.advise(Query(task="chat", memory=s)).alternatives} for s in sizes]

    assert all(more >= fewer for more, fewer in zip(left, left[1:], strict=False))


def test_an_unknown_speed_breaks_a_number_but_not_a_word(small):
    """Of a hosted model nothing is published here."""
    assert "min-speed" in broken(small, task="chat", memory=512e9, min_speed=1.0)["borg/hosted"]
    assert "borg/hosted" not in broken(small, task="chat", memory=512e9, latency="batch")


def test_an_unknown_latency_breaks_a_number(small):
    """It must be shown to hold."""
    assert "max-latency" in broken(small, task="chat", memory=512e9, max_latency=60.0)["borg/hosted"]


def test_what_is_too_large_for_an_assumed_device_is_not_shown_to_be_fast(adviser):
    """Without hardware one large GPU is assumed; what it cannot hold has no speed on it."""
    found = broken(adviser, task="chat", min_speed=100.0)
    large = [m.id for m in adviser.catalog.models() if (m.parameters or 0) > 4e11 and m.weights != "closed"]
    servants = {servant.model.id for servant in adviser.catalog.servants("chat")}
    unpublished = [key for key in large if key in servants and not adviser.catalog.model(key).speeds]

    assert unpublished
    assert all("min-speed" in found[key] for key in unpublished)


def test_on_a_target_too_large_is_said_once(small):
    """By the memory, not again by every speed."""
    found = broken(small, task="chat", memory=8e9, min_speed=1.0, max_latency=600.0)

    assert set(found["acme/large-70b"]) == {"memory"}


@pytest.mark.parametrize("quality", ["good", "best"])
def test_quality_is_a_floor_on_evidence(small, quality):
    """What was not measured in the task never passes."""
    found = broken(small, task="chat", quality=quality)

    assert "quality" in found["borg/old"]
    assert "quality" in found["acme/tiny-1b"]
    assert "borg/hosted" not in found


def test_where_nothing_is_measured_quality_asks_nothing(small):
    """A floor cannot be made from nothing."""
    assert broken(small, task="captioning", quality="best") == {}


def test_a_model_that_answers_in_tokens_must_answer_in_time(adviser):
    """Where frames are asked for, a whole answer is one."""
    query = adviser.query(task="object-detection", hardware="raspberry pi 5 8gb", latency="realtime")
    found = adviser.advise(query).alternatives

    assert found
    assert {one.class_id for one in found} == {"detector"}


def test_pictures_are_no_frames_of_a_video(adviser):
    """Nothing known of how fast a video or a song is made, none is said to be fast."""
    for task in ("video-generation", "music-generation"):
        advice = adviser.advise(adviser.query(task=task, vram="24GB"))
        parts = [one.score.part("speed") for one in advice.alternatives]
        assert parts
        assert all(part is None or part.measurement is None for part in parts)


def test_whole_answers_count_as_speed(adviser):
    """A model that writes the label the task counts in items is timed by its answers."""
    advice = adviser.advise(adviser.query(task="zero-shot-classification", vram="24GB"))
    written = [one for one in advice.alternatives if one.class_id == "slm" and one.option is not None]

    assert written
    assert all(one.score.part("speed").measurement is not None for one in written if one.option.latency)


def test_the_best_of_a_task_can_be_had(adviser):
    """The floor is drawn among models that the task admits: what cannot do it, or is gone, sets none."""
    empty = [
        task
        for task in adviser.catalog.ids("tasks")
        if not adviser.advise(adviser.query(task=task, quality="best")).feasible
    ]

    assert empty == []


def test_a_floor_that_cannot_be_drawn_is_said(adviser):
    """Where nothing is measured, nothing is shut out, and the answer says so; else nothing is said of it."""
    said = {
        task: any(
            "could not be judged" in text
            for text in adviser.advise(adviser.query(task=task, quality="good")).warnings
        )
        for task in ("text-to-3d", "chat")
    }

    assert said == {"text-to-3d": True, "chat": False}


def test_a_model_asked_for_by_name_does_not_move_the_floor(adviser):
    """Whether or not it is one of the task's, and whichever query came first."""
    for extra in ({}, {"model": ["gpt"]}, {"model": ["70B"]}):
        context = adviser.context(adviser.query(task="image-captioning", quality="good", **extra))
        assert proven(context) == proven(
            adviser.context(adviser.query(task="image-captioning", quality="good"))
        )
