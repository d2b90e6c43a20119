"""``modelpick recommend`` as it is typed."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from tests.small import MODELS, model


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("captionin",), "captioning"),
        (("captioning", "--class", "vml"), "vlm"),
        (("captioning", "--model", "Qwen3-8C"), "Qwen3-8B"),
        (("captioning", "--input", "picure"), "picture"),
        (("captioning", "--privacy", "locl"), "local"),
        (("captioning", "--hardware", "RTX 4999"), "RTX 4090"),
        (("captioning", "--memory", "5XB"), "24GB"),
        ((), "modelpick list tasks"),
    ],
)
def test_an_unknown_name_exits_2_with_the_closest(modelpick, arguments, near):
    """On standard error; nothing on standard output, with ``--json`` neither."""
    run = modelpick("recommend", *arguments, "--json")

    assert (run.returncode, run.stdout) == (2, "")
    assert near in run.stderr


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--task", "\udcff\udcfe"),
        ("--task", "a\x1b[31mred"),
        ("--task", "[red]x[/red]"),
        ("--model", "a1" * 50_000),
        ("--hardware", "%s%n{0}\x1b[2J"),
    ],
)
def test_a_strange_name_is_just_unknown(modelpick, option, name):
    """Endless, in no encoding, or meant for a terminal."""
    run = modelpick("recommend", *(("chat",) if option != "--task" else ()), option, name)

    assert (run.returncode, run.stdout) == (2, "")
    assert "is called" in run.stderr
    assert "\x1b" not in run.stderr
    assert len(run.stderr) < 1000


def test_an_answer_is_one_json_document(modelpick):
    """And nothing else on standard output."""
    run = modelpick("recommend", "captioning", "--memory", "16GB", "--json")
    data = json.loads(run.stdout)

    assert run.returncode == 0
    assert data["feasible"] is True
    assert data["query"]["task"] == "image-captioning"
    assert data["query"]["constraints"] == {"memory": "16GB"}


def test_no_answer_exits_3_with_its_document(modelpick):
    """Infeasible, with relaxations that are answered when typed."""
    run = modelpick("recommend", "chat", "--memory", "20MB", "--privacy", "local", "--json")
    data = json.loads(run.stdout)

    assert run.returncode == 3
    assert (data["feasible"], data["models"]) == (False, [])
    assert data["relaxations"]
    assert all(relaxation["command"].startswith("modelpick recommend ") for relaxation in data["relaxations"])


def test_csv_is_a_table_of_models(modelpick):
    """One row each; an id is nothing but the id, and the Pareto front a column of its own."""
    answer = json.loads(modelpick("recommend", "captioning", "--memory", "16GB", "--json").stdout)
    run = modelpick("recommend", "captioning", "--memory", "16GB", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run.stdout)))

    assert [row["Model"] for row in rows] == [entry["id"] for entry in answer["models"]]
    assert [row["Pareto"] == "yes" for row in rows] == [entry["pareto"] for entry in answer["models"]]


HOSTILE = "[red]Evil[/red] \x1b[31m\x9b2J\u202e|<b>`*_"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, small_file):
    """The command on the small data with a model whose name, family and caution are meant to act."""
    place = tmp_path_factory.mktemp("named")
    entry = model("evil/one", name=HOSTILE, family=HOSTILE, provider=HOSTILE)
    entry |= {"parameters": 9_000_000_000, "released": "2026-11-20", "license": "MIT"}
    entry |= {"cautions": [{"text": HOSTILE, "source": "https://example.org"}]}
    entry |= {"run": [{"runtime": "ollama", "command": f"run {HOSTILE}", "source": "https://example.org"}]}
    (place / "mine.yaml").write_text(json.dumps({"models": [entry]}), encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from modelpick.knowledge import locate; "
        f"locate.packaged_file = lambda: Path({str(small_file)!r}); "
        "from modelpick.cli.app import main; sys.argv[0] = 'modelpick'; main()"
    )

    def ask(*arguments, **variables):
        asked = [
            "recommend",
            "chat",
            "--model",
            "evil/one",
            "--catalog",
            str(place / "mine.yaml"),
            *arguments,
        ]
        return subprocess.run(
            [sys.executable, "-c", script, *asked],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **variables},
            check=True,
        ).stdout.decode()

    return ask


@pytest.mark.parametrize("form", ["table", "csv", "markdown", "json"])
@pytest.mark.parametrize("extra", [(), ("--explain", "--why-not", "evil/one")], ids=["plain", "explained"])
def test_a_name_that_would_act_is_shown_inert(hostile, form, extra):
    """Neither markup nor escape codes of a user's catalogue reach the terminal as such."""
    text = hostile("--format", form, *extra, FORCE_COLOR="1" if form != "table" else "")

    assert "evil/one" in text
    assert not [char for char in text if char in "\x1b\x9b\u202e\x07"]


def test_markup_is_shown_as_it_is_written(hostile):
    """A caution with brackets keeps them."""
    assert "[red]Evil[/red]" in hostile()


def test_json_keeps_a_name_as_it_is(hostile):
    """Escaped in the text, the same when read."""
    assert json.loads(hostile("--json"))["models"][0]["name"] == HOSTILE


def test_the_words_of_a_task_may_stand_apart(document):
    """As they are said; what follows them is still an option."""
    for words in (("speech", "recognition"), ("Automatic", "speech", "recognition")):
        assert document("recommend", *words, "--limit", "1")["query"]["task"] == "speech-recognition"
    assert (
        document("why", "whisper-large-v3", "speech", "recognition")["query"]["task"] == "speech-recognition"
    )


def test_a_task_may_be_an_option(modelpick):
    """The same answer as of the argument."""
    asked = [modelpick("recommend", *words, "ner").stdout for words in ((), ("-t",))]

    assert asked[0] == asked[1] != ""


def test_ones_own_model_is_recommended(tmp_path, hostile):
    """The whole way from a file to an answer."""
    data = json.loads(hostile("--json"))

    assert data["feasible"]
    assert data["catalog"]["version"].endswith("+mine.yaml")
    assert data["catalog"]["models"] == 8


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("--hardware", "RTX 4090"), "gpu"),
        (("-H", "2x RTX 3090"), "gpu"),
        (("-H", "M4 Pro 48GB"), "soc"),
        (("-H", "raspberry-pi-5 8GB"), "board"),
        (("-H", "phone"), "phone"),
        (("--vram", "12GB"), "described"),
    ],
)
def test_hardware_is_named_or_described(modelpick, arguments, kind):
    """And stands in the answer, with what was assumed of it."""
    run = modelpick("recommend", "chat", *arguments, "--privacy", "local", "--json")
    data = json.loads(run.stdout)

    assert run.returncode == 0
    assert data["query"]["hardware"]["kind"] == kind
    assert all(entry["fit"]["total_gb"] <= entry["fit"]["available_gb"] * 1.001 for entry in data["models"])


def test_an_ambiguous_device_lists_the_choices(modelpick):
    """One name, two memory sizes: neither is taken silently."""
    run = modelpick("recommend", "chat", "-H", "RTX 3060")

    assert run.returncode == 2
    assert "8 GB" in run.stderr
    assert "12 GB" in run.stderr


def test_a_compiled_catalogue_is_asked_instead_of_the_packaged_one(modelpick, small_file):
    """``--catalog FILE.sqlite``."""
    answer = json.loads(modelpick("recommend", "chat", "--json", "--catalog", str(small_file)).stdout)

    assert answer["catalog"]["models"] == len(MODELS)


def test_a_file_that_is_no_compiled_catalogue_exits_4(modelpick, tmp_path):
    """With its place."""
    (tmp_path / "broken.sqlite").write_text("nothing of the kind", encoding="utf-8")
    done = modelpick("recommend", "chat", "--catalog", str(tmp_path / "broken.sqlite"))

    assert done.returncode == 4
    assert "broken.sqlite" in done.stderr
