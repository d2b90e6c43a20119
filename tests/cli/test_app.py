"""The command line as a whole: help, unknown words, failures and interruptions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from modelpick.cli import app as module
from modelpick.errors import DataError, Problem, UsageError


def test_without_arguments_a_pipe_gets_the_help(modelpick):
    """Exit 2: nothing was asked."""
    run = modelpick()

    assert run.returncode == 2
    assert "recommend" in run.stdout


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_an_answer(modelpick, flag):
    """Exit 0, on standard output, with an example."""
    run = modelpick("recommend", flag)

    assert (run.returncode, run.stderr) == (0, "")
    assert "--memory" in run.stdout
    assert "Examples:" in run.stdout


def test_the_version_is_told(modelpick):
    """One line."""
    assert modelpick("--version").stdout.startswith("modelpick ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("recomend", "chat"), "recommend"),
        (("recommend", "chat", "--on-devic"), "--on-device"),
        (("recommend", "chat", "--memory"), "--memory"),
        (("recommend", "chat", "more"), "more"),
        (("recommend", "chat", "--task", "ner"), "two tasks"),
        (("recommend", "chat", "--json", "--format", "csv"), "two formats"),
        (("recommend", "chat", "--format", "jsn"), "did you mean json?"),
    ],
)
def test_words_that_are_no_command_or_option_are_bad_usage(modelpick, arguments, words):
    """Exit 2, with what was probably meant, on standard error alone."""
    run = modelpick(*arguments)

    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr


def left_with(monkeypatch, capsys, failure):
    def fail():
        raise failure

    monkeypatch.setattr(module, "app", fail)
    with pytest.raises(SystemExit) as caught:
        module.main()
    return caught.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("failure", "code", "words"),
    [
        (UsageError("no", hint="yes"), 2, "error: no\nhint: yes\n"),
        (DataError([Problem("a.yaml", 3, "b", "c")]), 4, "error: a.yaml:3: b: c\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_every_failure_has_its_exit_code(monkeypatch, capsys, failure, code, words):
    """And its message on standard error."""
    assert left_with(monkeypatch, capsys, failure) == (code, words)


def test_a_bug_is_one_line_and_a_way_to_see_more(monkeypatch, capsys):
    """No traceback unless asked for."""
    code, said = left_with(monkeypatch, capsys, ZeroDivisionError("by\x1b[31mzero"))

    assert code == 1
    assert "ZeroDivisionError: by\\u001b[31mzero" in said
    assert "MODELPICK_DEBUG=1" in said
    assert len(said.splitlines()) == 2


def test_a_bug_can_be_looked_into(monkeypatch):
    """The traceback is what developers need."""
    monkeypatch.setenv("MODELPICK_DEBUG", "1")
    monkeypatch.setattr(module, "app", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        module.main()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_an_interruption_leaves_quietly(tmp_path):
    """Exit 130 and no traceback: here while it waits for a policy that never comes."""
    pipe = tmp_path / "policy.yaml"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "modelpick", "recommend", "chat", "--policy", str(pipe)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = _opened_by_reader(pipe)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=60)
    os.close(end)

    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in said


def _opened_by_reader(pipe):
    """The writing end, once somebody reads."""
    for _ in range(600):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("nobody reads the pipe")
