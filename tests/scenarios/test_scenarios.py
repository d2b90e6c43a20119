"""The real command against what an expert would answer."""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

SCENARIOS = yaml.safe_load(Path(__file__).with_name("scenarios.yaml").read_text(encoding="utf-8"))
FEASIBLE = [scenario for scenario in SCENARIOS if scenario["feasible"]]


def ask(scenario):
    """The exit code and the JSON answer of one scenario, from a process of its own."""
    command = [sys.executable, "-m", "modelpick", "recommend", *scenario["arguments"], "--json"]
    run = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, check=False
    )
    return run.returncode, json.loads(run.stdout) if run.stdout else {}, run.stderr


@pytest.fixture(scope="module")
def answers():
    with ThreadPoolExecutor(2) as pool:
        return dict(zip((s["id"] for s in SCENARIOS), pool.map(ask, SCENARIOS), strict=True))


def plain(text):
    return re.sub(r"[^a-z0-9.]+", "", str(text).lower())


def share(outcomes):
    held = [name for name, right in outcomes if not right]
    return 1 - len(held) / len(outcomes), held


def test_nothing_is_refused(answers):
    """Every need can be said on the command line."""
    assert {name: err for name, (code, _, err) in answers.items() if code not in (0, 3)} == {}


def test_the_first_class_is_an_experts(answers):
    """At least 95 of 100 first classes are ones an expert would accept."""
    right, wrong = share(
        [(s["id"], answers[s["id"]][1]["classes"][0]["id"] in s["classes"]) for s in FEASIBLE if s["classes"]]
    )

    assert right >= 0.95, wrong


def test_the_verdict_is_an_experts(answers):
    """At least 9 of 10 needs are called feasible or not as an expert would, the infeasible with a way out."""
    outcomes = [
        (s["id"], code == 0 if s["feasible"] else code == 3 and bool(answer["relaxations"]))
        for s in SCENARIOS
        for code, answer, _ in [answers[s["id"]]]
    ]
    right, wrong = share(outcomes)

    assert right >= 0.9, wrong


def test_an_expected_family_is_among_the_first_five(answers):
    """At least 7 of 10 answers show a family an expert would name."""
    outcomes = []
    for scenario in FEASIBLE:
        shown = [plain(m["id"]) + " " + plain(m["family"]) for m in answers[scenario["id"]][1]["models"][:5]]
        outcomes.append((scenario["id"], any(f in text for f in scenario["families"] for text in shown)))
    right, wrong = share(outcomes)

    assert right >= 0.7, wrong
