"""What CONTRIBUTING.md tells people to do, done."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from pathlib import Path

import pytest
from tests.cli.conftest import _run

from modelpick.knowledge.locate import open_catalog

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data with the model of the document in it."""
    folder = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("contributing") / "data"))
    section = DOCUMENT.split("## Add a model in five minutes")[1].split("\n## ")[0]
    example = textwrap.dedent(re.search(r"```yaml\n(.*?)```", section, re.DOTALL)[1])  # type: ignore[index]
    file = folder / "models" / "example" / "example-4b.yaml"
    file.parent.mkdir()
    file.write_text(example, encoding="utf-8")
    return folder


def test_the_example_has_no_problem(data):
    """``catalog check`` finds nothing wrong with it."""
    run = _run("catalog", "check", str(data))

    assert (run.returncode, run.stdout.split(" in ")[0]) == (0, "no problem"), run.stdout


def test_the_example_is_recommended(data, tmp_path):
    """By the very line of the document."""
    line = re.search(r"`modelpick (recommend [^`]*)`", DOCUMENT)
    assert line is not None
    mine = tmp_path / "mine"
    shutil.copytree(data / "models" / "example", mine / "models" / "example")

    run = _run(*line[1].split(), "--catalog", str(mine), "--json")

    assert run.returncode == 0, run.stderr
    assert [model["id"] for model in json.loads(run.stdout)["models"]] == ["example/example-4b"]


def test_a_mistake_is_named_with_its_line(data):
    """As the document promises of ``catalog check``."""
    file = data / "models" / "example" / "example-4b.yaml"
    right = file.read_text(encoding="utf-8")
    file.write_text(right.replace("license: Apache-2.0", "licence: Apache-2.0"), encoding="utf-8")
    try:
        run = _run("catalog", "check", str(data))
    finally:
        file.write_text(right, encoding="utf-8")

    assert run.returncode == 4
    assert "example-4b.yaml:" in run.stdout


def test_the_catalogue_that_tests_see_is_the_packaged_one():
    """No data of whoever runs them lies on it."""
    assert "+" not in open_catalog().version
