"""Defaults a user keeps, and who wins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from modelpick.cli.settings import blamed, config_files, defaults, with_defaults
from modelpick.errors import DataError, UsageError


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty current folder and an empty config folder; returns how to write either file."""
    (tmp_path / "here").mkdir()
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("MODELPICK_CONFIG", str(tmp_path / "config"))

    def write(where, text):
        path = tmp_path / where / "modelpick.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def problem():
    with pytest.raises(DataError) as caught:
        defaults()
    return caught.value.problems[0]


def test_nothing_is_kept_at_first(place):
    """No file, no variable."""
    assert defaults() == {}
    assert with_defaults({"memory": None, "license": [], "on-device": False})["memory"] is None


def test_the_nearer_file_wins(place):
    """The current folder's before the config folder's; both count."""
    place("config", 'privacy = "any"\nregion = "eu"\n')
    place("here", 'privacy = "local"\n')

    assert defaults() == {"privacy": "local", "region": "eu"}


def test_a_variable_wins_over_files(place, monkeypatch):
    """And a flag over a variable."""
    place("here", 'privacy = "local"\n')
    monkeypatch.setenv("MODELPICK_PRIVACY", "air-gapped")

    assert defaults()["privacy"] == "air-gapped"
    assert with_defaults({"privacy": "any"})["privacy"] == "any"
    assert with_defaults({"privacy": None})["privacy"] == "air-gapped"


def test_every_kind_of_value_can_be_kept(place):
    """Texts, numbers, flags, lists and the table of weights."""
    place("here", 'vram = 0\non-device = true\nlicense = ["MIT"]\n\n[weights]\nquality = 0.6\n')

    assert defaults() == {"vram": 0, "on-device": True, "license": ["MIT"], "weights": {"quality": 0.6}}


def test_a_variable_lists_with_commas(place, monkeypatch):
    """For options that may be repeated; others keep theirs."""
    monkeypatch.setenv("MODELPICK_LANGUAGE", "de, en")
    monkeypatch.setenv("MODELPICK_WEIGHTS", "quality=1,speed=2")

    assert defaults() == {"language": ["de", "en"], "weights": "quality=1,speed=2"}


def test_an_empty_variable_says_nothing(place, monkeypatch):
    """As shells leave them."""
    monkeypatch.setenv("MODELPICK_PRIVACY", "")

    assert defaults() == {}


def test_variables_for_other_things_are_none_of_these(place, monkeypatch):
    """Folders and debugging."""
    monkeypatch.setenv("MODELPICK_DEBUG", "1")
    monkeypatch.setenv("MODELPICK_TASK", "chat")

    assert defaults() == {}


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ('\nprivcy = "local"\n', 2, "privcy", "did you mean privacy?"),
        ("# note\n\nmemory = {size = 1}\n", 3, "memory", "not a table"),
        ("limit = 1\n[memory]\nsize = 1\n", 2, "memory", "not a table"),
        ('task = "chat"\n', 1, "task", "no such option"),
        ("limit = \n", 1, "", "cannot be read"),
        ("limit = 1\nlimit = 2\n", 2, "", "cannot be read"),
        ("limit = " + "[" * 50_000, 1, "", "cannot be read"),
        (b"limit = 1\nregion = '\xff'\n", 2, "", "not UTF-8"),
        (b"#" * 2_000_000, None, "", "larger than 1 MB"),
    ],
)
def test_a_mistake_is_told_with_its_place(place, text, line, field, message):
    """File, line and name."""
    path = place("here", text)
    found = problem()

    assert (found.file, found.line, found.field) == (path.name, line, field)
    assert message in found.message


def test_a_value_that_no_option_takes_is_the_file_s_fault(place):
    """With its line; a flag that says the same is the user's."""
    place("here", '\nprivacy = "locl"\n')
    error = UsageError("--privacy: 'locl' is not one of …", hint="did you mean local?")
    error.option = "privacy"
    found = blamed(error, {"privacy": None})

    assert isinstance(found, DataError)
    assert (found.problems[0].line, found.problems[0].field) == (2, "privacy")
    assert found.hint == "did you mean local?"
    assert blamed(error, {"privacy": "locl"}) is error


def test_a_value_in_a_variable_is_told_by_its_name(place, monkeypatch):
    """Bad usage, but where to look is said."""
    monkeypatch.setenv("MODELPICK_MIN_SPEED", "fast")
    error = UsageError("--min-speed: 'fast' is not a number")
    error.option = "min-speed"
    found = blamed(error, {})

    assert isinstance(found, UsageError)
    assert str(found).startswith("MODELPICK_MIN_SPEED: ")


def test_the_config_folder_is_the_system_s(monkeypatch):
    """Unless one is named."""
    monkeypatch.delenv("MODELPICK_CONFIG")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere")

    assert config_files() == [Path("modelpick.toml"), Path("/somewhere/modelpick/modelpick.toml")]


def ask(*arguments, cwd, **variables):
    return subprocess.run(
        [sys.executable, "-m", "modelpick", "recommend", "chat", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_the_real_command_keeps_the_order_of_precedence(place, tmp_path):
    """Flag, variable, nearer file, farther file."""
    here = tmp_path / "here"
    place("config", 'context = 1000\nregion = "eu"\n')
    place("here", "context = 2000\n")
    asked = {
        "2000": ask("--json", cwd=here),
        "3000": ask("--json", cwd=here, MODELPICK_CONTEXT="3000"),
        "4000": ask("--json", "--context", "4000", cwd=here, MODELPICK_CONTEXT="3000"),
    }
    found = {key: json.loads(run.stdout)["query"]["constraints"] for key, run in asked.items()}

    assert {key: constraints["context"] for key, constraints in found.items()} == {key: key for key in asked}
    assert all(constraints["region"] == "eu" for constraints in found.values())


@pytest.mark.parametrize(
    ("text", "variables", "code", "words"),
    [
        ('hardware = "RTX 4999"\n', {}, 4, ["modelpick.toml:1: hardware", "did you mean"]),
        ('\nlicense = "MTI"\n', {}, 4, ["modelpick.toml:2: license"]),
        ("limit = 1979-05-27\n", {}, 4, ["modelpick.toml:1: limit"]),
        ('catalog = "missing.yaml"\n', {}, 4, ["missing.yaml"]),
        ("", {"MODELPICK_QUALITY": "goood"}, 2, ["MODELPICK_QUALITY", "did you mean good?"]),
    ],
)
def test_the_real_command_says_whose_fault_a_value_is(place, tmp_path, text, variables, code, words):
    """Exit 4 for a file, 2 for a variable; nothing on standard output."""
    place("here", text)
    run = ask("--json", cwd=tmp_path / "here", **variables)

    assert (run.returncode, run.stdout) == (code, "")
    assert all(word in run.stderr for word in words), run.stderr
