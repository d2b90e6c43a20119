"""Speeds that sources state, as the estimates take them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from modelpick.estimate.device import Device, Pool
from modelpick.knowledge.records import ModelRecord, PublishedSpeed
from modelpick.pipeline.published import measured_on, published_on, same_unit
from modelpick.query import Query

T4 = Device("T4", ("tesla-t4",), "gpu", "cuda", (Pool("vram", 16e9, 15e9, 320e9),))


def speed(**fields):
    return PublishedSpeed(
        **{"value": 84.7, "unit": "images/s", "device": "tesla-t4", "source": "src"} | fields
    )


def model(*speeds):
    return ModelRecord(
        id="acme/eye",
        name="Eye",
        family="Eye",
        provider="Acme",
        tier="official",
        classes=("detector",),
        capabilities=("object-detection",),
        inputs=("image",),
        outputs=("boxes",),
        weights="open",
        speeds=speeds,
        refs=("src",),
        checked="2026-11-23",
    )


def test_what_was_measured_on_the_device_counts():
    """Not what was measured elsewhere."""
    found = measured_on(model(speed(), speed(device="rtx-4090", value=200.0)), T4)

    assert [(one.value, one.what) for one in found] == [(84.7, "item")]


def test_tokens_are_decoded_unless_said_otherwise():
    """A source that counts tokens speaks of decoding; prefill is named."""
    tokens = model(speed(unit="tok/s"), speed(unit="tok/s", what="prefill"))

    assert [one.what for one in measured_on(tokens, T4)] == ["decode", "prefill"]


def test_several_alike_are_another_device():
    """One card says nothing of two."""
    assert published_on(model(speed()), replace(T4, count=2)) == ()


def test_the_engine_inside_a_program_counts():
    """Ollama runs llama.cpp; a source that names none speaks for all."""
    found = measured_on(model(speed(unit="tok/s", runtime="ollama"), speed(unit="tok/s")), T4)

    assert [one.engine for one in found] == ["llama.cpp", None]


def test_a_note_is_told_with_the_source():
    """How it was measured."""
    (found,) = measured_on(model(speed(note="batched")), T4)

    assert found.source == "batched; src"


@pytest.mark.parametrize(
    ("one", "other", "same"), [("frames/s", "images/s", True), ("items/s", "images/s", False)]
)
def test_a_frame_is_an_image(one, other, same):
    """Units that count the same thing."""
    assert same_unit(one, other) is same


@pytest.mark.parametrize(
    ("task", "hardware", "name"),
    [
        ("object-detection", "tesla-t4", "ultralytics/yolo26x"),
        ("speech-recognition", "a100 80gb", "nvidia/parakeet-tdt-0.6b-v3"),
        ("chat", "dgx spark", "openai/gpt-oss-20b"),
    ],
)
def test_a_published_speed_wins_in_a_recommendation(adviser, task, hardware, name):
    """In the task's own unit; its basis says that it was measured on that device."""
    advice = adviser.advise(Query(task=task, hardware=hardware, models=(name,)))
    found = next(one for one in advice.alternatives if one.model.id == name)

    assert (found.option.item or found.option.decode).basis.startswith("measured on this device")
