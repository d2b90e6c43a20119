"""The hardware that is meant."""

from __future__ import annotations

import pytest

from modelpick.errors import UsageError
from modelpick.query import Query
from modelpick.sizing.target import target_of


def test_nothing_named_is_this_machine(adviser):
    """What was detected is told."""
    found = target_of(Query(), adviser)

    assert found.detected is adviser.detected
    assert found.found == adviser.detected.found


def test_auto_is_this_machine_too(adviser):
    """``-H auto`` is the same as no target."""
    assert target_of(Query(hardware="auto"), adviser).device is adviser.detected.device


def test_sizes_describe_another_machine(adviser):
    """Sizes alone simulate."""
    found = target_of(Query(vram=24e9, ram=64e9), adviser)

    assert [pool.total for pool in found.device.pools] == [24e9, 64e9]
    assert found.detected is None


def test_sizes_override_what_was_detected(adviser):
    """Beside ``auto`` they replace what this machine has, and the answer says so."""
    found = target_of(Query(hardware="auto", vram=24e9, ram=64e9), adviser)

    assert [pool.total for pool in found.device.pools] == [24e9, 64e9]
    assert found.detected is adviser.detected
    assert any("as asked" in note for note in found.device.assumptions)


def test_a_name_is_resolved_with_its_sizes(adviser):
    """A GPU by name, with the memory beside it."""
    found = target_of(Query(hardware="RTX 4090", ram=64e9), adviser)

    assert found.device.ids == ("rtx-4090",)
    assert found.device.pools[1].total == 64e9


def test_an_unknown_name_speaks_of_its_option(adviser):
    """The error can be blamed on a settings file."""
    with pytest.raises(UsageError) as caught:
        target_of(Query(hardware="no such device"), adviser)

    assert caught.value.option == "hardware"
