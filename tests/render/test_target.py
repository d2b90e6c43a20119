"""The hardware of an answer."""

from __future__ import annotations

from modelpick.query import Query
from modelpick.render.target import memory_text, target_data, target_sections
from modelpick.sizing.target import target_of


def test_both_memories_are_named(adviser):
    """What of each is usable."""
    device = target_of(Query(hardware="RTX 4090", ram=64e9), adviser).device

    assert memory_text(device) == "24.9 of 25.8 GB of VRAM usable and 58.3 of 64 GB of RAM usable"


def test_a_detected_machine_says_what_was_found(adviser):
    """And what could not be read."""
    target = target_of(Query(), adviser)
    text = " ".join(section.text for section in target_sections(target))

    assert "this machine: " in text
    assert all(missing in text for missing in target.missing)
    assert target_data(target)["detected"] is True


def test_a_named_device_was_not_detected(adviser):
    """Its assumptions are still told."""
    target = target_of(Query(hardware="H100"), adviser)

    assert target_data(target)["detected"] is False
    assert any("was taken as" in section.text for section in target_sections(target))
