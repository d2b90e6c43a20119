"""``modelpick compare``."""

from __future__ import annotations

import pytest

MODELS = ("Qwen/Qwen3.8-27B", "google/gemma-4-31B-it")


def test_classes_side_by_side(document):
    """Classes are compared aspect by aspect, in the order named."""
    answer = document("compare", "slm", "llm")
    titles = [row["title"] for row in answer["aspects"]]

    assert (answer["kind"], answer["ids"]) == ("classes", ["slm", "llm"])
    assert titles[:4] == ["Definition", "Primary focus", "Inputs", "Outputs"]
    assert all(len(row["values"]) == 2 for row in answer["aspects"])


def test_models_side_by_side(document):
    """Models are compared by facts, by quality in tasks they share, and by benchmarks that measured both."""
    answer = document("compare", *MODELS)
    facts = {row["id"]: row["values"] for row in answer["aspects"]}

    assert answer["ids"] == list(MODELS)
    assert facts["license"][0].startswith("Apache-2.0")
    assert "chat" in {row["task"] for row in answer["quality"]}
    assert all(len(row["values"]) == 2 for row in answer["benchmarks"])


def test_only_benchmarks_that_measured_both(document):
    """A benchmark that lacks one of the models compares nothing."""
    shared = {row["benchmark"] for row in document("compare", *MODELS)["benchmarks"]}
    measured = [{score["benchmark"] for score in document("show", model)["scores"]} for model in MODELS]

    assert shared == measured[0] & measured[1]


def test_an_acronym_compares_as_its_default_sense(document):
    """LMM means the multimodal model unless something else is said."""
    assert document("compare", "LMM", "llm")["ids"] == ["lmm", "llm"]


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (("llm", MODELS[0]), "llm is a class, Qwen/Qwen3.8-27B is a model"),
        (("llm",), "two names at least"),
        (("llm", "LLM"), "named twice"),
        (("llm", "nosuchthing"), "no class or model is called 'nosuchthing'"),
        ((MODELS[0], "qwen"), "no model is called 'qwen'"),
    ],
)
def test_what_cannot_be_compared_is_refused(modelpick, names, says):
    """Exit 2, with what is wrong."""
    run = modelpick("compare", *names)

    assert (run.returncode, run.stdout) == (2, "")
    assert says in run.stderr


@pytest.mark.parametrize("width", ["60", "200"])
def test_nothing_compared_gives_way(modelpick, width):
    """On a narrow terminal the columns are stacked, never dropped."""
    run = modelpick("compare", "llm", "slm", "vlm", COLUMNS=width)

    assert max(map(len, run.stdout.splitlines())) <= int(width)
    assert all(
        name in run.stdout
        for name in ("Large Language Model", "Small Language Model", "Vision-Language Model")
    )
