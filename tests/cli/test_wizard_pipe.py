"""``modelpick wizard`` on pipes."""

from __future__ import annotations

import os
import subprocess
import sys

PATIENCE_S = 120
TASK = "What should the model do?"


def environment() -> dict[str, str]:
    dropped = ("NO_COLOR", "COLUMNS", "LINES")
    kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("MODELPICK_")}
    kept |= {k: v for k, v in os.environ.items() if k == "MODELPICK_CACHE"}
    return {**kept, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}


def piped(text: str | bytes, *arguments: str, command: str = "wizard") -> subprocess.CompletedProcess[str]:
    """The command with a text on its standard input."""
    data = text.encode() if isinstance(text, str) else text
    run = subprocess.run(
        [sys.executable, "-m", "modelpick", *command.split(), *arguments],
        input=data,
        capture_output=True,
        env=environment(),
        timeout=PATIENCE_S,
        check=False,
    )
    return subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())


def last_line(text: str) -> str:
    return text.rstrip().splitlines()[-1].strip()


def test_a_pipe_is_read_as_lines():
    """Numbers and values answer; the rest is as it was asked."""
    run = piped("captioning\n1\nlocal\nanswer\n")

    assert run.returncode == 0
    assert last_line(run.stdout) == "modelpick recommend image-captioning --privacy local"
    assert TASK in run.stderr
    assert "\x1b" not in run.stdout + run.stderr


def test_a_pipe_never_answers_by_accident():
    """Text that is no choice is refused, never taken for Enter on the default."""
    run = piped("captioning\n1\ncode\nchat\n")

    assert run.returncode == 2
    assert run.stdout == ""
    assert "'code' is not one of the choices" in run.stderr
    assert "--privacy" in run.stderr.splitlines()[-1]


def test_key_codes_on_a_pipe_are_no_keys():
    """Arrow keys in a file are text, and no answer."""
    run = piped(b"captioning\n" + b"\x1b[B\n" + b"\xff\xfe\n")

    assert run.returncode == 2
    assert "control characters" in run.stderr
    assert "\x1b" not in run.stderr


def test_an_empty_pipe_names_the_way_without_a_dialogue():
    """Nobody waits for an answer that cannot come."""
    run = piped("")

    assert (run.returncode, run.stdout) == (2, "")
    assert last_line(run.stderr) == "hint: ask without a dialogue: modelpick recommend TASK"


def test_an_endless_pipe_comes_to_an_end():
    """``yes | modelpick wizard`` does not run for ever."""
    run = piped("y\n" * 5000)

    assert run.returncode == 2


def test_without_arguments_a_pipe_gets_the_help():
    """And exit code 2."""
    run = piped("captioning\n", command="")

    assert run.returncode == 2
    assert "recommend" in run.stdout


def test_a_catalogue_of_the_user_is_named_in_the_line(tmp_path):
    """Without it the line would ask something else."""
    task = """
tasks:
  - id: dowsing
    name: Dowsing
    inputs: [text]
    outputs: [text]
    capabilities: [text-generation]
    speed: {unit: tok/s}
    refs: [https://example.org/dowsing]
    checked: "2026-11-23"
"""
    (tmp_path / "own.yaml").write_text(task)
    path = str(tmp_path / "own.yaml")
    run = piped("dowsing\na\n", "--catalog", path)

    assert last_line(run.stdout) == f"modelpick recommend dowsing --catalog {path}"
