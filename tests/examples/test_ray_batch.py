"""The example of Ray Data: real Ray on this machine, where it is installed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from modelpick.batch import answers

EXAMPLE = Path(__file__).parents[2] / "examples" / "ray_batch.py"
LINES = ['{"task": "chat"}', "no json", "", '{"task": "chat", "memory": "16GB"}', '{"task": "cat"}'] * 12
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install 'modelpick[ray]'"
)


@pytest.fixture(scope="module")
def expected(small_file):
    """What one process answers."""
    return [one.text for one in answers(LINES, {}, str(small_file))]


@pytest.fixture
def run(small_file, tmp_path):
    """Run the example on the lines; what is written to its output before, and then what it has."""
    source, target = tmp_path / "queries.jsonl", tmp_path / "answers.jsonl"
    source.write_text("\n".join(LINES), encoding="utf-8")

    def finish(before=""):
        target.write_text(before, encoding="utf-8")
        line = [sys.executable, str(EXAMPLE), str(source), str(target), "--catalog", str(small_file)]
        environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0"}
        done = subprocess.run(line, capture_output=True, text=True, env=environment, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return target.read_text(encoding="utf-8").splitlines()

    return finish


def test_it_answers_as_a_batch_does(run, expected):
    """The same lines in the same order, on two processes."""
    assert run() == expected


def test_it_goes_on_where_it_stopped(run, expected):
    """Behind the last whole answer: what was there stays, what was cut is written anew."""
    before = "".join(f"answered before {place}\n" for place in range(20)) + expected[20][:50]

    assert run(before) == [*before.splitlines()[:20], *expected[20:]]
