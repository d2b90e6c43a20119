"""Parsing MTEB's packed results."""

from __future__ import annotations

import gzip
import json

import pytest
from tests.refresh.making import source

from modelpick.knowledge.records import RefreshPart
from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.mteb import parse

PART = RefreshPart(benchmark="mteb", tasks=("AskUbuntuDupQuestions", "STS17/en-en"))
SOURCE = source("mteb", parts=(PART,))


def task(name, *rows, split="test"):
    """A task's results with rows of (subset, languages, main score)."""
    listed = [{"hf_subset": s, "languages": languages, "main_score": score} for s, languages, score in rows]
    return {"task_name": name, "mteb_version": "2.1.0", "scores": {split: listed}}


def packed(*models, cut=None):
    """The packed file, in pieces of odd sizes."""
    results = [
        {"model_name": name, "model_revision": "r", "experiment_name": None, "task_results": tasks}
        for name, tasks in models
    ]
    text = json.dumps({"model_results": results}, separators=(",", ":"))
    data = gzip.compress(text.encode())[:cut]
    return [data[at : at + 7] for at in range(0, len(data), 7)]


ASK = task("AskUbuntuDupQuestions", ("default", ["eng-Latn"], 0.6))
STS = task("STS17", ("en-en", ["eng-Latn"], 0.9), ("en-de", ["eng-Latn", "deu-Latn"], 0.1))


def test_the_value_is_the_mean_over_tasks_in_per_cent(view):
    """Of the named subset of a task, and of a task's English subsets."""
    found = parse(packed(("Qwen/Qwen3-8B", [ASK, STS])), SOURCE, view)

    assert [(row["model"], row["value"]) for row in found.benchmarks["mteb"]["scores"]] == [
        ("Qwen/Qwen3-8B", 75.0)
    ]


def test_results_of_several_revisions_are_put_together(view):
    """A model's tasks lie scattered over its revisions."""
    found = parse(
        packed(("Qwen/Qwen3-8B", [ASK]), ("other/x", [STS]), ("Qwen/Qwen3-8B", [STS])), SOURCE, view
    )

    assert found.benchmarks["mteb"]["scores"][0]["value"] == 75.0


def test_a_model_that_lacks_a_task_has_no_mean(view):
    """Half a benchmark is no benchmark."""
    with pytest.raises(BadAnswer, match="only 0 of the 1 rows known"):
        parse(packed(("Qwen/Qwen3-8B", [ASK])), SOURCE, view)


@pytest.mark.parametrize(
    "data",
    [
        [b"no gzip"],
        packed(("a/b", [ASK]), cut=60),
        [gzip.compress(b'{"other":[]}')],
        [gzip.compress(b'{"model_results":[3]}')],
        [gzip.compress(b'{"model_results":[{"a":')],
        [gzip.compress(b'{"model_results":[' + b"[" * 90_000)],
        [gzip.compress(b"\xff\xfe")],
        [],
    ],
)
def test_other_files_are_refused(view, data):
    """Not packed, cut short, of another shape."""
    with pytest.raises(BadAnswer):
        parse(data, SOURCE, view)
