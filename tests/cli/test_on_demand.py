"""Commands that are built when they are asked for, with words as they were typed."""

from __future__ import annotations

import subprocess
import sys

import pytest


def test_an_answer_does_without_pydantic():
    """Whole, and with options given: the library would take as long to import as the answer takes."""
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


def test_words_and_lists_arrive_as_typed(document):
    """Once, several times, and not at all."""
    found = document("recommend", "chat", "--license", "MIT", "--license", "Apache-2.0", "--prefer", "small")

    assert found["query"]["constraints"]["license"] == "MIT Apache-2.0"
    assert found["query"]["prefer"] == "small"
