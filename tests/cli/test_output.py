"""What reaches a terminal, a pipe and a file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

ASK = ("recommend", "image-captioning", "--memory", "24GB")
NOTHING = ("recommend", "chat", "--memory", "20MB", "--privacy", "local")
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7][;m]|\x1b\[3[0-7]m")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def command(*arguments):
    return [sys.executable, "-m", "modelpick", *arguments]


def on_terminal(*arguments, columns=80, **variables):
    """What is written to a terminal of that width, and the exit code."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        command(*arguments),
        stdout=theirs,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **variables},
    )
    os.close(theirs)
    written = b""
    while chunk := _read(ours):
        written += chunk
    process.communicate()
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def _read(descriptor):
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # the other end was closed: on Linux a terminal says so
        return b""


@pytest.fixture(scope="module")
def ids():
    """The models of the answer, from its JSON."""
    run = subprocess.run(command(*ASK, "--json"), capture_output=True, text=True, check=True)
    return [entry["id"] for entry in json.loads(run.stdout)["models"]]


terminal = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")


@terminal
@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_an_answer_fits_the_terminal_and_keeps_every_id_whole(ids, columns):
    """From 60 to 200 columns, with every table there is."""
    lines = ESCAPE.sub("", on_terminal(*ASK, "--explain", columns=columns)).splitlines()

    assert max(map(cell_len, lines)) <= columns
    assert [key for key in ids if not any(key in line for line in lines)] == []


@terminal
def test_an_infeasible_answer_fits_too():
    """With the whole changed commands, wrapped where they must be."""
    lines = ESCAPE.sub("", on_terminal(*NOTHING, columns=60)).splitlines()

    assert max(map(cell_len, lines)) <= 60
    assert any("modelpick recommend" in line for line in lines)


@terminal
@pytest.mark.parametrize("columns", [60, 120])
def test_a_dumb_terminal_gets_plain_ascii_of_its_width(ids, columns):
    """No escape codes, no frames of lines, no dots."""
    text = on_terminal(*ASK, columns=columns, TERM="dumb")

    assert text.isascii()
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= columns
    assert all(key in text for key in ids)


@terminal
def test_no_color_is_obeyed():
    """What has colours where they are wanted has none there."""
    assert COLOUR.search(on_terminal(*ASK))
    assert not COLOUR.search(on_terminal(*ASK, NO_COLOR="1"))


def test_a_pipe_gets_plain_text(modelpick, ids):
    """No escape codes, and ids whole."""
    run = modelpick(*ASK)

    assert run.returncode == 0
    assert "\x1b" not in run.stdout
    assert all(key in run.stdout for key in ids)


@pytest.mark.parametrize("asked", [ASK, ("compare", "llm", "vlm"), ("catalog", "info")], ids=" ".join)
def test_no_line_ends_in_blanks(modelpick, asked):
    """Cells are padded to their neighbours, not to the end of the line."""
    lines = modelpick(*asked).stdout.splitlines()

    assert lines == [line.rstrip() for line in lines]


def test_columns_narrow_a_pipe(modelpick):
    """Who sets the variable means it."""
    run = modelpick(*ASK, COLUMNS="60")

    assert max(map(cell_len, run.stdout.splitlines())) <= 60


@pytest.mark.parametrize("columns", ["0", "many"])
def test_a_width_that_cannot_be_is_no_failure(modelpick, columns):
    """Terminals and scripts set the strangest."""
    assert modelpick(*ASK, COLUMNS=columns).returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_an_encoding_without_the_signs_is_no_failure(encoding):
    """Tables fall back to ASCII."""
    run = subprocess.run(
        command(*ASK), capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}, check=True
    )

    assert run.stdout.isascii()


def test_json_survives_any_encoding():
    """As escapes; nothing is replaced."""
    shown = [
        subprocess.run(
            command(*ASK, "--json"),
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            check=True,
        ).stdout
        for encoding in ("ascii", "utf-8")
    ]

    assert json.loads(shown[0].decode("ascii")) == json.loads(shown[1].decode())


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_a_reader_that_goes_away_is_no_failure(form):
    """``| head -1`` has read enough: no message, exit 0."""
    process = subprocess.Popen(
        command(*ASK, "--explain", "--limit", "50", "--format", form),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()

    assert (process.wait(), said) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no such device here")
@pytest.mark.parametrize("asked", [(*ASK, "--json"), ("list", "tasks"), ("--version",), ("recommend", "-h")])
def test_no_room_for_the_answer_is_no_bug(asked):
    """One line that says what the system says, and nothing to report."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        run = subprocess.run(command(*asked), stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (run.returncode, run.stderr) == (1, "error: cannot write: No space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix")
def test_a_closed_input_is_no_terminal():
    """Without arguments that gets the help."""
    run = subprocess.run(["sh", "-c", f"{' '.join(command())} <&-"], capture_output=True, check=False)

    assert (run.returncode, run.stderr) == (2, b"")
    assert run.stdout.startswith(b"Usage:")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix")
@pytest.mark.parametrize(("line", "code"), [(">&-", 0), ("2>&-", 0)])
def test_a_closed_stream_is_no_failure(line, code):
    """Nobody reads, so nothing is printed."""
    words = " ".join(command(*ASK, "--json"))
    run = subprocess.run(["sh", "-c", f"{words} {line}"], capture_output=True, check=False)

    assert (run.returncode, run.stderr) == (code, b"")
