"""``modelpick catalog update`` against a real server, with the real catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import _run
from tests.refresh.conftest import server  # noqa: F401 - a fixture
from tests.refresh.making import Reply, Server

MODEL = "openai/gpt-6-sol"


@pytest.fixture
def own(tmp_path: Path, server: Server) -> dict[str, str]:  # noqa: F811 - the fixture above
    """A user's data folder of its own, and a server for every source."""
    sources = [
        {"id": name, "url": f"{server.url}/{name}"} for name in ("models.dev", "litellm", "arena", "open-asr")
    ]
    hub = {"id": "hub", "url": server.url + "/api/{model}", "file_url": server.url + "/{model}/{file}"}
    file = tmp_path / "sources.yaml"
    file.write_text(json.dumps([*sources, hub]), encoding="utf-8")
    return {"MODELPICK_DATA": str(tmp_path / "own"), "MODELPICK_SOURCES": str(file)}


def prices(output: float) -> dict[str, object]:
    """models.dev's answer with a price of the one model."""
    entry = {
        "cost": {"input": 2.5, "output": output},
        "limit": {"context": 400_000},
        "release_date": "2026-09-01",
    }
    return {"openai": {"models": {MODEL.partition("/")[2]: entry}}}


def price(own: dict[str, str]) -> float:
    """The price that ``show`` prints."""
    shown = json.loads(_run("show", MODEL, "--json", **own).stdout)
    return float(shown["model"]["price"]["output"])


def test_an_update_is_seen_by_every_command_and_can_be_taken_back(own, server):  # noqa: F811
    """Dry first, then for good, then back."""
    before = price(own)
    server.json("/models.dev", prices(before + 1))

    dry = _run("catalog", "update", "--from", "models.dev", "--dry-run", "--json", **own)
    assert dry.returncode == 0, dry.stderr
    assert [c["id"] for c in json.loads(dry.stdout)["changes"] if c["field"] == "price"] == [MODEL]
    assert price(own) == before

    done = _run("catalog", "update", "--from", "models.dev", **own)
    assert done.returncode == 0, done.stderr
    assert MODEL in done.stdout
    assert price(own) == before + 1

    back = _run("catalog", "update", "--rollback", **own)
    assert (back.returncode, back.stderr) == (0, "back to the packaged facts\n")
    assert price(own) == before


def test_a_source_that_fails_changes_nothing(own, server):  # noqa: F811
    """Exit 4; the document names the source and why."""
    server.on("/models.dev", Reply(b"<html>sign in</html>"))

    run = _run("catalog", "update", "--from", "models.dev", "--json", **own)

    assert run.returncode == 4
    (source,) = json.loads(run.stdout)["sources"]
    assert (source["status"], "a web page" in source["failure"]) == ("failed", True)


def test_without_a_network_the_way_out_is_said(own, tmp_path):
    """Where no address answers; what each said stands in the document."""
    file = tmp_path / "nowhere.yaml"
    file.write_text("- {id: models.dev, url: 'http://127.0.0.1:9/nothing'}\n", encoding="utf-8")

    run = _run("catalog", "update", "--from", "models.dev", **{**own, "MODELPICK_SOURCES": str(file)})

    assert run.returncode == 4
    assert "nothing changed" in run.stdout
    assert run.stderr.startswith("hint: no network here?")


def test_a_bad_answer_is_no_lack_of_a_network(own, server):  # noqa: F811
    """An address that answers needs no proxy."""
    server.on("/models.dev", Reply(b"<html>sign in</html>"))

    assert _run("catalog", "update", "--from", "models.dev", **own).stderr == ""


def test_bad_usage_is_named(own):
    """An unknown source, and a rollback with anything else."""
    unknown = _run("catalog", "update", "--from", "model.dev", **own)
    mixed = _run("catalog", "update", "--rollback", "--dry-run", **own)
    nothing = _run("catalog", "update", "--rollback", **own)

    assert (unknown.returncode, mixed.returncode, nothing.returncode) == (2, 2, 2)
    assert "models.dev" in unknown.stderr


def test_a_repository_becomes_an_entry(own, server):  # noqa: F811
    """From the Hub's answer and the configuration, with the page as its source."""
    answer = {
        "id": "acme/Scribe-3B",
        "pipeline_tag": "text-generation",
        "gated": False,
        "cardData": {"license": "apache-2.0"},
        "safetensors": {"parameters": {"BF16": 3_000_000_000}, "total": 3_000_000_000},
    }
    config = {"model_type": "llama", "hidden_size": 2048, "num_hidden_layers": 16, "num_attention_heads": 32}
    server.json("/api/acme/Scribe-3B", answer)
    server.json("/acme/Scribe-3B/config.json", config)

    run = _run("catalog", "import", "hub:acme/Scribe-3B", "--json", **own)

    assert run.returncode == 0, run.stderr
    (entry,) = json.loads(run.stdout)["models"]
    assert (entry["parameters"], entry["license"]) == (3_000_000_000, "Apache-2.0")
    assert entry["refs"] == ["https://huggingface.co/acme/Scribe-3B"]
    assert entry["architecture"]["layers"] == 16


def test_a_repository_that_is_not_there_is_said(own):
    """Exit 4, and nothing is written."""
    run = _run("catalog", "import", "hub:acme/nothing", **own)

    assert run.returncode == 4
    assert "status 404" in run.stderr


@pytest.mark.parametrize("name", ["update", "import"])
def test_documents_match_their_schema(own, server, tmp_path, name):  # noqa: F811
    """As those of every other command."""
    from pydantic import TypeAdapter

    from modelpick.schemas.registry import shapes

    server.json("/models.dev", prices(11))
    listed = tmp_path / "m.csv"
    listed.write_text("id,pipeline_tag\nacme/a,text-generation\n")
    arguments = {"update": ("--from", "models.dev", "--dry-run"), "import": (str(listed),)}[name]

    printed = _run("catalog", name, *arguments, "--json", **own).stdout

    TypeAdapter(shapes()[name]).validate_json(printed, strict=True)
