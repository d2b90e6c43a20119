"""What is read of a machine."""

from __future__ import annotations

from modelpick.hardware.machine import Machine, Notes


def test_a_machine_may_be_wholly_unknown() -> None:
    """Every probe may fail: only the system's name is needed."""
    machine = Machine("Linux")
    assert (machine.processor, machine.memory, machine.gpus) == (None, None, ())


def test_notes_start_empty_and_apart() -> None:
    """Two readings do not share their notes."""
    Notes().found.append("x")
    assert Notes().found == []
