"""This machine, whatever it is, and machines made of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelpick.hardware import detect as module
from modelpick.hardware.detect import detect, read_machine
from modelpick.hardware.known import Hardware
from modelpick.hardware.machine import Machine, Notes


def test_this_machine(hardware: Hardware) -> None:
    """Wherever the tests run, there is a device with memory and a word on what was found."""
    found = detect(hardware)
    assert found.device.usable > 0
    assert found.found


def test_detection_is_repeatable(hardware: Hardware) -> None:
    """The same machine read twice is the same device."""
    assert detect(hardware).device == detect(hardware).device


def test_an_empty_root_is_no_failure(tmp_path: Path) -> None:
    """Without ``/proc`` and ``/sys`` nothing is known, which is noted."""
    notes = Notes()
    machine = read_machine(notes, root=tmp_path, system="Linux")
    assert (machine.processor, machine.gpus, machine.memory) == (None, (), None)
    assert any("meminfo" in note for note in notes.missing)


def test_a_failing_probe_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one probe raises is said, and the others still run."""

    def fail(quota: float | None, counts: object) -> None:
        raise OSError("no such luck")

    monkeypatch.setattr(module.systems, "memory", fail)
    notes = Notes()
    machine = read_machine(notes, root=tmp_path, system="Linux")
    assert machine.memory is None
    assert machine.cores is not None
    assert "memory: no such luck" in notes.missing


def test_wsl_is_said(tmp_path: Path) -> None:
    """Under WSL the memory is not all of the machine's."""
    path = tmp_path / "proc/sys/kernel/osrelease"
    path.parent.mkdir(parents=True)
    path.write_text("6.6.87.2-microsoft-standard-WSL2")
    notes = Notes()
    read_machine(notes, root=tmp_path, system="Linux")
    assert any("WSL" in note for note in notes.found)


def test_a_card_without_the_binding_is_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's list names the card; the note says what would read its memory."""
    path = tmp_path / "proc/driver/nvidia/gpus/0000:01:00.0/information"
    path.parent.mkdir(parents=True)
    path.write_text("Model: \t NVIDIA GeForce RTX 3090\n")
    monkeypatch.setattr(module.nvidia, "load_nvml", lambda: None)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    notes = Notes()
    machine = read_machine(notes, root=tmp_path, system="Linux")
    assert [gpu.name for gpu in machine.gpus] == ["NVIDIA GeForce RTX 3090"]
    assert any("modelpick[gpu]" in note for note in notes.missing)


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_other_systems_never_fail(system: str) -> None:
    """Their probes find nothing here, and say so by leaving it unknown."""
    assert read_machine(Notes(), system=system).system == system


def test_a_machine_can_be_given(hardware: Hardware) -> None:
    """What was read elsewhere is matched without reading this machine."""
    assert detect(hardware, Machine("Plan9")).device.assumptions
