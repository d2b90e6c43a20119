"""``modelpick catalog import``, and the commands that know the model from then on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import _run
from tests.importing.making import QWEN3, gguf, safetensors

TINY = {
    **{key.replace("qwen3.", "llama."): value for key, value in QWEN3.items()},
    "general.architecture": "llama",
    "general.name": "Tiny Scribe 2B",
    "general.organization": "Acme",
}


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """A user's data folder of its own."""
    return {"MODELPICK_DATA": str(tmp_path / "own")}


@pytest.fixture
def gguf_file(tmp_path: Path) -> Path:
    """A model of two billion parameters that nobody knows."""
    file = tmp_path / "tiny.gguf"
    shapes = {"token_embd.weight": (4096, 5000), "rest": (4096, 500_000)}
    file.write_bytes(gguf(TINY, shapes))
    return file


def test_a_file_becomes_an_entry_that_recommend_knows(own, gguf_file):
    """With its size, licence and architecture; the answer says what it needs in memory."""
    made = _run("catalog", "import", str(gguf_file), "--json", **own)
    assert made.returncode == 0, made.stderr
    entry = json.loads(made.stdout)["models"][0]
    assert (entry["id"], entry["license"], entry["parameters"]) == (
        "Acme/Tiny-Scribe-2B",
        "Apache-2.0",
        2_068_480_000,
    )

    run = _run("recommend", "chat", "--memory", "16GB", "--model", "Acme/Tiny-Scribe-2B", "--json", **own)

    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert [model["id"] for model in answer["models"]] == ["Acme/Tiny-Scribe-2B"]
    assert answer["models"][0]["fit"]["weights_gb"] > 0
    assert answer["catalog"]["version"].endswith("+catalog")


def test_a_second_import_replaces_the_first(own, gguf_file):
    """One file a model."""
    for _ in range(2):
        assert _run("catalog", "import", str(gguf_file), **own).returncode == 0

    assert len([*Path(own["MODELPICK_DATA"], "catalog").iterdir()]) == 1


def test_output_is_a_file_for_catalog(own, gguf_file, tmp_path):
    """Nothing else changes then."""
    target = tmp_path / "mine.yaml"
    run = _run("catalog", "import", str(gguf_file), "--as", "me/tiny", "--output", str(target), **own)

    shown = _run("show", "me/tiny", "--catalog", str(target), "--json", **own)

    assert (run.returncode, shown.returncode) == (0, 0), run.stderr + shown.stderr
    assert "use it with --catalog" in run.stdout
    assert not Path(own["MODELPICK_DATA"], "catalog").exists()


def test_a_folder_of_the_hub_is_read(own, tmp_path):
    """config.json, and the weights beside it."""
    folder = tmp_path / "Scribe-1B"
    folder.mkdir()
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": 2048,
        "num_hidden_layers": 16,
        "num_attention_heads": 32,
        "max_position_embeddings": 8192,
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").write_bytes(safetensors({"w": ("BF16", (1000, 1_000_000))}))

    run = _run("catalog", "import", str(folder), "--output", str(tmp_path / "x.yaml"), "--json", **own)

    entry = json.loads(run.stdout)["models"][0]
    assert (entry["id"], entry["parameters"], entry["classes"]) == ("local/Scribe-1B", 10**9, ["slm"])


def test_a_list_becomes_entries(own, tmp_path):
    """A row a model."""
    file = tmp_path / "models.csv"
    file.write_text(
        "id,pipeline_tag,parameters,license\nacme/a,text-generation,7B,MIT\nacme/b,text-ranking,1B,MIT\n"
    )

    run = _run("catalog", "import", str(file), "--json", **own)

    assert run.returncode == 0, run.stderr
    assert [model["id"] for model in json.loads(run.stdout)["models"]] == ["acme/a", "acme/b"]
    assert Path(own["MODELPICK_DATA"], "catalog", "list-models.yaml").is_file()


def test_entries_that_do_not_fit_are_not_written(own, tmp_path):
    """A class that does not exist: exit 4, and nothing is left behind."""
    file = tmp_path / "models.csv"
    file.write_text("id,pipeline_tag,classes\nacme/a,text-generation,oracle\n")

    run = _run("catalog", "import", str(file), **own)

    assert (run.returncode, run.stdout) == (4, "")
    assert "oracle" in run.stderr
    assert not [*Path(own["MODELPICK_DATA"], "catalog").iterdir()]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nothing.txt",), 2, "nothing that can be imported"),
        (("missing.gguf",), 4, "missing.gguf"),
        (("{folder}",), 4, "a folder with neither config.json nor safetensors files"),
        (("hub:no-slash",), 2, "no repository"),
        (("hub:../../etc",), 2, "no repository"),
        (("{gguf}", "--as", "no-slash"), 2, "no id of a model"),
        (("{gguf}", "--task", "text-genration"), 2, "text-generation"),
    ],
)
def test_what_cannot_be_imported_is_said(own, gguf_file, arguments, code, said):
    """With what would be right."""
    run = _run(
        "catalog",
        "import",
        *(part.format(gguf=gguf_file, folder=gguf_file.parent) for part in arguments),
        **own,
    )

    assert (run.returncode, run.stdout) == (code, "")
    assert said in run.stderr


def test_a_hostile_name_in_a_file_is_inert(own, tmp_path):
    """Names from a file reach the terminal as text, and lead to no other place."""
    file = tmp_path / "x.gguf"
    file.write_bytes(gguf({**TINY, "general.name": "\x1b[31mred/../../up", "general.organization": "..\\.."}))

    run = _run("catalog", "import", str(file), **own)

    assert run.returncode == 0, run.stderr
    assert "\x1b[31m" not in run.stdout
    assert [path.parent.name for path in Path(own["MODELPICK_DATA"]).rglob("*.yaml")] == ["catalog"]
