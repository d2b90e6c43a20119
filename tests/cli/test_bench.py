"""``modelpick bench`` against a real server on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from tests.cli.conftest import _run
from tests.measuring.conftest import server  # noqa: F401 - a fixture
from tests.measuring.making import Model

from modelpick.schemas.measuring import Bench, Runs

QUICK = ("--runs", "2", "--prompts", "24,120", "--answer", "10", "--timeout", "20s")
MODEL = "Qwen/Qwen3-0.6B"


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """A data folder of one's own."""
    return {"MODELPICK_DATA": str(tmp_path / "own")}


def bench(model: Model, *arguments: str, **own: str) -> subprocess.CompletedProcess[str]:
    """The command against that server."""
    return _run("bench", *arguments, "--endpoint", model.url, *QUICK, **own)


def stored(own: dict[str, str]) -> list[Path]:
    """Files of the runs folder."""
    folder = Path(own["MODELPICK_DATA"]) / "runs"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def speed(own: dict[str, str], *arguments: str) -> dict[str, object]:
    """The decode speed that ``fit`` tells of a model on this machine."""
    run = _run("fit", *arguments, "--json", **own)
    return json.loads(run.stdout)["options"][0]["speed"]["decode"]


def likely(model: Model, own: dict[str, str]) -> None:
    """Let the server be about as fast as this machine should be with Qwen3-0.6B."""
    model.models = ("qwen3-0.6b-q8_0.gguf",)
    model.each_written = 1 / min(float(str(speed(own, MODEL, "--quant", "Q8_0")["value"])), 300.0)
    model.each_read = model.each_written / 10


def test_a_run_is_printed_stored_and_used(own, server):  # noqa: F811 - the fixture above
    """The document says what was measured; the model is shown as measured from then on, others as calibrated."""
    likely(server, own)
    before = speed(own, "Qwen3-1.7B", "--quant", "Q8_0")

    run = bench(server, "--json", **own)

    assert run.returncode == 0, run.stderr
    printed = TypeAdapter(Bench).validate_json(run.stdout, strict=True)
    assert (printed.run.model, printed.run.quantization, printed.run.runtime) == (MODEL, "Q8_0", "llama.cpp")
    assert [str(path) for path in stored(own)] == [printed.stored]
    measured = speed(own, MODEL, "--quant", "Q8_0")
    assert measured["value"] == pytest.approx(printed.run.decode.median, rel=0.01)
    assert str(measured["basis"]).startswith("measured on this machine with llama.cpp, ")
    after = speed(own, "Qwen3-1.7B", "--quant", "Q8_0")
    assert printed.calibrates
    assert after["basis"] == "calibrated by 1 run on this machine"
    assert after["high"] / after["low"] < before["high"] / before["low"]


def test_recommend_uses_it_too(own, server):  # noqa: F811
    """``--on-device`` means this machine: what is measured there is said."""
    likely(server, own)
    assert bench(server, **own).returncode == 0

    said = json.loads(_run("recommend", "chat", "--on-device", "--json", **own).stdout)

    assert "calibrated by 1 run on this machine" in {model["speed"]["basis"] for model in said["models"]}


def test_the_table_says_what_was_measured(own, server):  # noqa: F811
    """For people: figures, how they came about, what becomes of them; nothing on standard error in a pipe."""
    run = bench(server, **own)

    assert (run.returncode, run.stderr) == (0, "")
    for words in (
        "time to first token",
        "decode",
        "prefill",
        "median of 2 runs after a warm-up",
        "catalog import",
    ):
        assert words in run.stdout


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_other_formats(own, server, form):  # noqa: F811
    """The figures as rows."""
    run = bench(server, "--format", form, "--no-store", **own)

    assert run.returncode == 0
    assert "decode" in run.stdout


def test_nothing_is_stored_where_it_is_not_wanted(own, server):  # noqa: F811
    """``--no-store`` leaves no trace."""
    printed = json.loads(bench(server, "--no-store", "--json", **own).stdout)

    assert (printed["stored"], printed["calibrates"], stored(own)) == (None, False, [])


def test_runs_are_listed_and_forgotten(own, server):  # noqa: F811
    """One by its name, then all."""
    for _ in range(2):
        assert bench(server, **own).returncode == 0
    listed = TypeAdapter(Runs).validate_json(_run("bench", "--list", "--json", **own).stdout, strict=True)
    assert [run.id for run in listed.runs] == [path.stem for path in stored(own)][::-1]

    one = _run("bench", "--forget", listed.runs[0].id, **own)
    assert (one.returncode, len(stored(own))) == (0, 1)

    every = _run("bench", "--forget", "all", **own)
    assert (every.returncode, stored(own)) == (0, [])
    assert "nothing is measured yet" in every.stdout


def test_forgetting_what_is_not_there_is_refused(own):
    """Exit 2, and what there is."""
    run = _run("bench", "--forget", "nope", **own)

    assert run.returncode == 2
    assert "no stored run is called 'nope'" in run.stderr


def test_a_damaged_run_is_named_and_removed(own):
    """Other commands go on and say so."""
    folder = Path(own["MODELPICK_DATA"]) / "runs"
    folder.mkdir(parents=True)
    (folder / "20261123-000000-dead.json").write_text("{")

    fit = _run("fit", "7B", **own)
    listed = _run("bench", "--list", **own)

    assert fit.returncode == 0
    assert "20261123-000000-dead" in fit.stdout.replace("\n", "")
    assert "is no stored run" in " ".join(listed.stdout.split())
    assert _run("bench", "--forget", "20261123-000000-dead", **own).returncode == 0
    assert stored(own) == []


def test_the_key_is_neither_printed_nor_stored(own, server):  # noqa: F811
    """From the variable or the option; it is sent."""
    run = bench(server, "--json", **own, MODELPICK_API_KEY="sk-very-secret")

    assert server.asked[-1][1]["authorization"] == "Bearer sk-very-secret"
    everything = run.stdout + run.stderr + "".join(path.read_text() for path in stored(own))
    assert "secret" not in everything


def test_another_machine_calibrates_only_where_it_is_named(own, server):  # noqa: F811
    """A server on an RTX 4090, reached over a tunnel."""
    server.models, server.each_written = ("qwen3-0.6b-q8_0.gguf",), 0.004

    assert bench(server, "-H", "RTX 4090", **own).returncode == 0

    there = speed(own, MODEL, "--quant", "Q8_0", "-H", "RTX 4090")
    here = speed(own, MODEL, "--quant", "Q8_0")
    assert str(there["basis"]).startswith("measured on such hardware")
    assert str(here["basis"]).startswith("same backend")


BAD = [
    ((), 2, "--endpoint"),
    (("--endpoint", "ftp://x"), 2, "no http address"),
    (("--endpoint", "http://me:secret@x"), 2, "MODELPICK_API_KEY"),
    (("--endpoint", "http://127.0.0.1:1"), 4, "cannot be reached"),
    (("--endpoint", "http://no-such-host.invalid"), 4, "cannot be reached"),
    (("--endpoint", "localhost:1", "--runs", "0"), 2, "--runs"),
    (("--endpoint", "localhost:1", "--runs", "1000"), 2, "--runs"),
    (("--endpoint", "localhost:1", "--runs", "x"), 2, "--runs"),
    (("--endpoint", "localhost:1", "--prompts", "100"), 2, "--prompts"),
    (("--endpoint", "localhost:1", "--prompts", "100,1"), 2, "--prompts"),
    (("--endpoint", "localhost:1", "--answer", "1"), 2, "--answer"),
    (("--endpoint", "localhost:1", "--timeout", "soon"), 2, "--timeout"),
    (("--endpoint", "localhost:1", "--timeout", "100000min"), 2, "--timeout"),
    (("--endpoint", "localhost:1", "--quant", "Q4_K_Q"), 2, "Q4_K"),
    (("--endpoint", "localhost:1", "--runtime", "olama"), 2, "ollama"),
    (("--endpoint", "localhost:1", "--hardware", "3060"), 2, "12 GB"),
    (("--list", "--endpoint", "localhost:1"), 2, "without a server"),
    (("--list", "--format", "yaml"), 2, "--format"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), BAD, ids=lambda value: str(value)[:60])
def test_bad_usage_is_told(own, arguments, code, said):
    """The code of the contract, one message, a hint, no traceback, nothing stored."""
    run = _run("bench", *arguments, **own)

    assert (run.returncode, run.stdout) == (code, "")
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert "secret" not in run.stderr
    assert stored(own) == []


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ((200, b"<html></html>"), 4, "no list of models"),
        ((500, {"error": {"message": "boom"}}), 4, "status 500: boom"),
        ((401, {}), 4, "--api-key"),
        ((200, {"data": []}), 2, "serves no model"),
        ((200, {"data": [{"id": "a"}, {"id": "b"}]}), 2, "several models: a, b"),
        ((404, {}), 2, "name the model"),
    ],
    ids=["page", "failure", "no key", "none", "several", "no list"],
)
def test_an_odd_list_of_models_is_told(own, server, answer, code, said):  # noqa: F811
    """Whatever the server gives."""
    server.list_answer = answer

    run = bench(server, **own)

    assert (run.returncode, run.stdout) == (code, "")
    assert said in run.stderr
    assert stored(own) == []


def test_control_codes_of_a_server_are_inert(own, server):  # noqa: F811
    """A name from the network cannot act on the terminal."""
    server.models = ("evil\x1b[2J\u202emodel",)

    run = bench(server, "--no-store", **own)

    assert run.returncode == 0
    assert "\x1b" not in run.stdout + run.stderr
    assert "\u202e" not in run.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
def test_an_interruption_leaves_nothing(own, server):  # noqa: F811
    """Exit 130, no traceback, nothing stored."""
    server.latency = 30.0
    command = [sys.executable, "-m", "modelpick", "bench", "--endpoint", server.url]
    process = subprocess.Popen(
        command, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not server.questions:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)

    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in error
    assert stored(own) == []


def test_other_commands_load_nothing_of_it(own):
    """Where nothing was measured, `recommend` for this machine imports neither the package nor an HTTP client."""
    shown = _run("recommend", "chat", "--on-device", "--json", **own, PYTHONPROFILEIMPORTTIME="1")

    assert shown.returncode == 0
    assert "modelpick.estimate.own" in shown.stderr
    assert "modelpick.measuring" not in shown.stderr
    assert "httpx2" not in shown.stderr
