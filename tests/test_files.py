"""What docs/files.md shows, done."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import _run

DOCUMENT = (Path(__file__).parents[1] / "docs" / "files.md").read_text(encoding="utf-8")


def example(heading: str, kind: str) -> str:
    """The block of one kind under a heading."""
    section = next(part for part in DOCUMENT.split("\n## ") if part.startswith(heading))
    return re.search(rf"```{kind}\n(.*?)```", section, re.DOTALL)[1]  # type: ignore[index]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the files of the page in it."""
    (tmp_path / "company.yaml").write_text(example("Rules", "yaml"), encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(example("Models", "yaml"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(*arguments: str, **variables: str) -> dict[str, Any]:
    run = _run("recommend", "chat", *arguments, "--json", **variables)
    assert run.returncode == 0, run.stderr
    document: dict[str, Any] = json.loads(run.stdout)
    return document


def test_the_policy_is_kept(folder):
    """Its rules decide, every name in it means something, and nobody loosens what it requires."""
    found = answer("--policy", "company.yaml", "--privacy", "any", "--why-not", "deepseek-r1")

    assert found["query"]["constraints"]["privacy"] == "local"
    assert found["excluded"]["by_constraint"]["policy"] > 0
    assert "denies deepseek" in found["excluded"]["why_not"]["deepseek-r1"]["text"]
    assert not any("nothing in the catalogue is called" in text for text in found["warnings"])


def test_the_catalogue_adds_and_changes(folder):
    """A new model is recommended, a known one has another context."""
    found = answer("--catalog", "mine.yaml", "--model", "acme")
    shown = json.loads(_run("show", "Qwen/Qwen3.5-4B", "--catalog", "mine.yaml", "--json").stdout)

    assert [model["id"] for model in found["models"]] == ["acme/acme-4b"]
    assert shown["model"]["context"] == 65536
    assert _run("catalog", "check", "mine.yaml").returncode == 0


def test_the_defaults_hold(folder):
    """Until a variable or a flag says otherwise."""
    (folder / "modelpick.toml").write_text(example("Defaults", "toml"), encoding="utf-8")
    kept = answer()["query"]
    said = answer("--ram", "16GB", MODELPICK_RAM="32GB", MODELPICK_LICENSE="MIT,Apache-2.0")["query"]

    assert (kept["hardware"]["name"], kept["constraints"]["ram"]) == ("GeForce RTX 4090", "64GB")
    assert kept["constraints"]["policy"] == "company.yaml"
    assert (said["constraints"]["ram"], said["constraints"]["license"]) == ("16GB", "MIT Apache-2.0")
