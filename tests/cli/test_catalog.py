"""``modelpick catalog``."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from modelpick.cli.catalog import age_warning

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the data that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def test_info_says_what_the_data_is(document):
    """Version, date, counts, oldest facts and place."""
    info = document("catalog", "info")

    assert info["version"]
    assert info["built"] >= info["oldest"]
    assert info["counts"]["models"] >= 250


def test_old_data_is_mentioned_once():
    """Data older than 120 days is mentioned; younger is not."""
    assert age_warning("2026-11-23", date(2027, 3, 23)) is None
    assert "121 days old" in (age_warning("2026-11-23", date(2027, 3, 24)) or "")


def test_the_data_has_no_problem(modelpick):
    """``catalog check`` finds nothing wrong with what is shipped."""
    run = modelpick("catalog", "check", str(DATA))

    assert (run.returncode, run.stdout.split(" in ")[0]) == (0, "no problem"), run.stdout


def test_a_problem_is_named_with_file_and_line(modelpick, copied):
    """A dangling id: exit 4, with the very line of the value."""
    file = copied / "tasks" / "text.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    spoiled = next(number for number, line in enumerate(lines, 1) if line.strip() == "inputs: [text]")
    lines[spoiled - 1] = lines[spoiled - 1].replace("[text]", "[txt]")
    file.write_text("\n".join(lines), encoding="utf-8")

    run = modelpick("catalog", "check", str(copied), "--json")

    assert run.returncode == 4
    assert ("data/tasks/text.yaml", spoiled, True) in {
        (problem["file"], problem["line"], problem["fatal"]) for problem in json.loads(run.stdout)["problems"]
    }


def test_a_malformed_file_is_named_too(modelpick, copied):
    """What cannot even be read is reported the same way."""
    (copied / "licenses.yaml").write_text("- id: MIT\n  id: MIT\n", encoding="utf-8")

    run = modelpick("catalog", "check", str(copied))

    assert run.returncode == 4
    assert "data/licenses.yaml:2" in run.stdout


def test_stale_records_are_named_on_request(modelpick):
    """``--stale DAYS`` names records not checked for longer, which are no problem in themselves."""
    run = modelpick("catalog", "check", str(DATA), "--stale", "100000", "--json")

    assert (run.returncode, json.loads(run.stdout)["stale"]) == (0, [])


def test_build_writes_a_catalogue(modelpick, tmp_path):
    """The compiled file is one that can be opened."""
    from modelpick.knowledge.store import Catalog

    run = modelpick("catalog", "build", str(DATA), "--output", str(tmp_path / "made.sqlite"))

    assert run.returncode == 0, run.stderr
    assert Catalog(tmp_path / "made.sqlite").counts["tasks"] > 100


def test_build_refuses_what_is_no_data_folder(modelpick, tmp_path):
    """Exit 4, and the place is named."""
    run = modelpick("catalog", "build", str(tmp_path))

    assert run.returncode == 4
    assert str(tmp_path) in run.stderr


def test_check_of_nothing_counts_nothing(modelpick, tmp_path):
    """No colon with nothing behind it."""
    run = modelpick("catalog", "check", str(tmp_path / "none"))

    assert run.returncode == 4
    assert not run.stdout.rstrip().endswith(":")
