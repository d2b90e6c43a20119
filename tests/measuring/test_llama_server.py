"""``modelpick bench`` against a real llama.cpp server with a model of random weights.

The server is ``llama-server`` where it is on the path, else that of llama-cpp-python (the extra ``test-server``, or
the interpreter that ``LLAMA_CPP_PYTHON`` names).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.cli.conftest import _run
from tests.measuring.tiny_gguf import write_tiny_gguf

_SECONDS = 60.0


def _command(model: Path, port: int) -> list[str] | None:
    """How the server is started; None: there is none."""
    binary = shutil.which("llama-server")
    if binary is not None:
        return [binary, "-m", str(model), "--port", str(port), "-c", "4096"]
    python = os.environ.get("LLAMA_CPP_PYTHON") or (sys.executable if find_spec("llama_cpp") else None)
    if python is None:
        return None
    return [python, "-m", "llama_cpp.server", "--model", str(model), "--port", str(port), "--n_ctx", "4096"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model's file."""
    return write_tiny_gguf(tmp_path_factory.mktemp("llama") / "tiny-random-F32.gguf")


@pytest.fixture(scope="module")
def endpoint(model: Path) -> Iterator[str]:
    """The address of a running server."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    command = _command(model, port)
    if command is None:
        pytest.skip("no llama.cpp server is installed (pip install 'modelpick[test-server]' compiles one)")
    url = f"http://127.0.0.1:{port}/v1"
    with (model.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        _wait(process, url, model.parent / "server.log")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/models", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server does not start: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A data folder of one's own."""
    return {"MODELPICK_DATA": str(tmp_path_factory.mktemp("data") / "own")}


def test_a_real_server_is_measured_and_its_model_shown_as_measured(endpoint, model, own):
    """The file is imported, served and measured; its estimate is the measurement from then on."""
    made = _run(
        "catalog", "import", str(model), "--task", "text-generation", "--as", "test/tiny-random", **own
    )
    assert made.returncode == 0, made.stderr

    run = _run("bench", "--endpoint", endpoint, "--runs", "2", "--json", **own)

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)["run"]
    assert (found["model"], found["quantization"], found["runtime"]) == (
        "test/tiny-random",
        "F32",
        "llama.cpp",
    )
    assert found["decode"]["median"] > 10
    assert found["prefill"] is None or found["prefill"]["median"] > found["decode"]["median"]
    assert len(found["prompt_tokens"]) == 3
    assert found["read"] is True
    shown = json.loads(_run("fit", "test/tiny-random", "--quant", "F32", "--json", **own).stdout)
    decode = shown["options"][0]["speed"]["decode"]
    assert decode["value"] == pytest.approx(found["decode"]["median"], rel=0.01)
    assert decode["basis"].startswith("measured on this machine with llama.cpp, ")


def test_prompts_beyond_its_context_are_shortened(endpoint, own):
    """4 096 tokens; a word takes this vocabulary several."""
    run = _run("bench", "--endpoint", endpoint, "--runs", "1", "--no-store", "--json", **own)

    assert max(json.loads(run.stdout)["run"]["prompt_tokens"]) <= 4096


def test_a_model_it_does_not_have_is_refused(endpoint, own):
    """Naming the one it has."""
    run = _run("bench", "no-such-model", "--endpoint", endpoint, **own)

    assert run.returncode == 2
    assert "tiny-random-F32.gguf" in run.stderr
