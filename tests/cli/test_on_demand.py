"""Commands that are built when they are asked for, with words as they were typed."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_an_answer_does_without_pydantic(adviser):
    """Whole, and with options given, once the catalogue is compiled: the library would take as long to import as the
    answer takes."""
    line = ["recommend", "ner", "--vram", "0GB", "--license", "permissive", "--limit", "2", "--json"]
    code = (
        "import sys\nfrom modelpick.cli.app import main\n"
        f"sys.argv = ['modelpick', *{line!r}]\n"
        "try: main()\nfinally: print('pydantic' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert done.stderr.split() == ["False"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("recommend", "chat", "--jobs", "0"), "--jobs"),
        (("recommend", "chat", "--jobs", "two"), "--jobs"),
        (("recommend", "chat", "--license"), "--license"),
        (("recommend", "chat", "--on-device=maybe"), "--on-device"),
        (("show",), "Missing argument"),
        (("chat",), "No such command"),
    ],
)
def test_what_is_typed_wrong_is_still_refused(modelpick, line, said):
    """By Typer, in its words."""
    done = modelpick(*line)

    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    ("line", "option"),
    [
        (("recommend", "chat", "--catalog", ""), "--catalog"),
        (("recommend", "chat", "--why-not", "x", "--why-not", " "), "--why-not"),
        (("recommend", "--batch="), "--batch"),
        (("recommend", "chat", "--license", ""), "--license"),
        (("list", "tasks", "--group", ""), "--group"),
        (("catalog", "check", "--stale", ""), "--stale"),
        (("catalog", "build", "-o", ""), "--output"),
    ],
)
def test_an_option_with_nothing_behind_it_is_refused(modelpick, line, option):
    """Whatever it takes: a variable of a script that was never set is no wish to leave the option out."""
    done = modelpick(*line)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {option}: a value is expected, not an empty text\n"


def test_a_default_that_is_empty_may_be_given(modelpick):
    """No word to search for is all there is."""
    assert modelpick("list", "licenses", "--search", "").stdout == modelpick("list", "licenses").stdout


@pytest.mark.parametrize("command", [(), ("catalog",)])
def test_a_list_of_commands_cuts_no_sentence(modelpick, command):
    """Each says in full what it does."""
    listed = modelpick(*command, "--help").stdout.partition("Commands:")[2]

    assert listed
    assert "..." not in listed


@pytest.mark.parametrize("command", ["recommend", "why", "fit", "list", "matrix", "catalog"])
def test_the_help_shows_no_types_of_the_language(modelpick, command):
    """People type text and numbers."""
    shown = modelpick(command, *(("build",) if command == "catalog" else ()), "--help").stdout

    assert "<" not in shown
    assert "[[" not in shown


def test_words_and_lists_arrive_as_typed(document):
    """Once, several times, and not at all."""
    found = document("recommend", "chat", "--license", "MIT", "--license", "Apache-2.0", "--prefer", "small")

    assert found["query"]["constraints"]["license"] == "MIT Apache-2.0"
    assert found["query"]["prefer"] == "small"
