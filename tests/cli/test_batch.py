"""``modelpick recommend --batch``, the real command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import psutil
import pytest

CHAT = '{"task": "chat"}'
LAPTOP = '{"task": "chat", "memory": "16GB"}'
NOTHING = '{"task": "chat", "memory": "1MB", "privacy": "local"}'


@pytest.fixture
def start(small_file):
    """Start the command on the small catalogue, its standard input from a pipe; the caller closes it."""
    started = []

    def begin(*arguments, **how):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        line = [sys.executable, "-m", "modelpick", "recommend", "--catalog", str(small_file), *arguments]
        started.append(subprocess.Popen(line, **{**pipes, **how}))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def run(start):
    """Run it to its end; the text may be bytes that are none."""

    def finish(*arguments, text="", **how):
        process = start(*arguments, **how)
        out, err = process.communicate(text if isinstance(text, bytes) else text.encode(), timeout=120)
        return process.returncode, out.decode(), err.decode()

    return finish


def documents(out):
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], 0),
        ([CHAT, LAPTOP], 0),
        ([CHAT, NOTHING, LAPTOP], 3),
        ([NOTHING, "no json", CHAT], 4),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_exit_code_tells_the_worst_line(run, lines, code, jobs):
    """4 where one could not be asked, 3 where nothing satisfies one; all of them are answered."""
    found, out, _ = run("--batch", "-", "--jobs", jobs, text="\n".join(lines))

    assert found == code
    assert ["error" in one or one["feasible"] for one in documents(out)] == [
        line != NOTHING for line in lines
    ]


def test_an_answer_is_what_the_command_alone_prints(run):
    """With the same options, which count for every line."""
    asked = ("chat", "--memory", "16GB", "--license", "permissive")
    alone = run(*asked, "--json")
    batch = run(*asked, "--batch", "-", text="{}\n")

    assert documents(batch[1]) == [json.loads(alone[1])]


def test_a_file_is_read_as_standard_input_is(run, tmp_path):
    """With or without the mark of UTF-8, whatever the encoding of the terminal."""
    path = tmp_path / "queries.jsonl"
    path.write_text(f"{CHAT}\r\n{LAPTOP}\n", encoding="utf-8-sig")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}

    piped = run("--batch", "-", text=path.read_bytes(), env=environment)
    assert run("--batch", str(path)) == piped
    assert piped[0] == 0


def test_bytes_that_are_no_text_are_an_error_of_their_line(run):
    """The next one is answered."""
    code, out, _ = run("--batch", "-", text=b'{"task": "\xff"}\n' + CHAT.encode())

    assert code == 4
    assert ["error" in one for one in documents(out)] == [True, False]


def test_a_line_without_end_is_passed_over(run):
    """It is not held in memory, and it is one error."""
    code, out, _ = run("--batch", "-", text="x" * 5_000_000 + "\n" + CHAT)

    assert code == 4
    assert ["error" in one for one in documents(out)] == [True, False]


def test_an_answer_comes_before_the_next_question(start):
    """So that another program can hold a conversation."""
    process = start("--batch", "-")
    for line in (CHAT, LAPTOP):
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["feasible"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_who_reads_no_further_ends_it(start, tmp_path, jobs):
    """Quietly, as ``head`` does."""
    path = tmp_path / "many.jsonl"
    path.write_text(f"{CHAT}\n" * 3000, encoding="utf-8")
    process = start("--batch", str(path), "--jobs", jobs)
    process.stdout.readline()
    process.stdout.close()

    assert (process.wait(60), process.stderr.read()) == (0, b"")


@pytest.mark.parametrize(
    "given",
    [
        ("--memory", "much"),
        ("--hardware", "Abacus 9"),
        ("--explain",),
        ("--plot",),
        ("--relax",),
        ("--pareto",),
        ("--why-not", "llm"),
        ("--format", "csv"),
    ],
)
def test_what_does_not_go_with_a_batch_is_refused(run, given):
    """Before the first line."""
    code, out, err = run("--batch", "-", *given, text=CHAT)

    assert (code, out) == (2, "")
    assert given[-1] in err or given[0] in err


def test_processes_without_a_batch_are_refused(run):
    """They would do nothing."""
    assert run("chat", "--jobs", "2")[0] == 2


@pytest.mark.parametrize("path", ["missing.jsonl", ".", "x" * 5000])
def test_a_file_that_cannot_be_read_is_told(run, path):
    """By name."""
    code, out, err = run("--batch", path)

    assert (code, out) == (4, "")
    assert path in err


def test_progress_is_for_a_terminal(start, tmp_path):
    """It counts there, ends with the total, and says nothing to a pipe."""
    pty = pytest.importorskip("pty")
    path = tmp_path / "many.jsonl"
    path.write_text(f"{CHAT}\n" * 150, encoding="utf-8")
    ours, theirs = pty.openpty()
    on_terminal = start("--batch", str(path), stderr=theirs)
    out, _ = on_terminal.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)

    assert len(out.splitlines()) == 150
    assert shown.split("\r")[1:3] == ["100 answered", "150 answered"]
    assert start("--batch", str(path)).communicate(timeout=60)[1] == b""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_processes_end_with_the_command(start, number, code):
    """However it ends; Ctrl-C, which all of them get, leaves no traceback."""
    process = start("--batch", "-", "--jobs", "2", start_new_session=True)
    process.stdin.write(f"{CHAT}\n".encode() * 400)
    process.stdin.flush()
    process.stdout.readline()
    workers = psutil.Process(process.pid).children(recursive=True)
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)

    assert psutil.wait_procs(workers, timeout=30)[1] == []
    assert process.wait(30) == code
    assert b"Traceback" not in process.stderr.read()
