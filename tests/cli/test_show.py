"""``modelpick show``."""

from __future__ import annotations

import pytest

MODEL = "Qwen/Qwen3.8-27B"


def test_a_model_is_shown_by_id(document):
    """The id, in any case, names one model."""
    assert document("show", MODEL.lower())["model"]["id"] == MODEL


def test_a_model_is_shown_by_words_of_its_name(document):
    """Words that only one model has are enough, written apart or together."""
    assert document("show", "qwen3.8", "27b")["model"]["id"] == MODEL


def test_every_fact_is_there_or_null(document):
    """Unknown facts are null, not left out."""
    model = document("show", MODEL)["model"]

    assert {"parameters", "context", "license", "languages", "price", "lifecycle", "regions"} <= set(model)


def test_scores_have_date_and_link(document):
    """Every score names its benchmark, date and where it was read."""
    scores = document("show", MODEL)["scores"]

    assert scores
    assert all(score["date"] and score["source"] and score["url"].startswith("https://") for score in scores)


def test_tasks_carry_their_quality(document):
    """Every task the model can be asked to do is named, with what is known of its quality there."""
    tasks = {entry["task"]: entry["quality"] for entry in document("show", MODEL)["tasks"]}

    assert tasks["chat"]["grade"] == "measured"
    assert tasks["chat"]["evidence"]


def test_every_reference_is_in_the_bibliography(document):
    """What a model refers to is listed among its sources."""
    answer = document("show", MODEL)

    assert set(answer["model"]["refs"]) <= {source["id"] for source in answer["sources"]}


def test_the_licence_is_explained(modelpick):
    """The reader is told what the licence allows."""
    text = modelpick("show", MODEL).stdout

    assert "Licence: Apache License 2.0" in text
    assert "commercial use allowed" in text


@pytest.mark.parametrize("name", ["qwen", "qwen3.9-27b", "[bold]nothing[/bold]", "\x1b[31mred"])
def test_unknown_or_ambiguous_names_are_refused(modelpick, name):
    """Several or no models of that name: exit 2, and no control code reaches the terminal."""
    run = modelpick("show", name)

    assert (run.returncode, run.stdout) == (2, "")
    assert "\x1b" not in run.stderr
    assert "hint:" in run.stderr


def test_an_ambiguous_name_lists_models_that_have_it(modelpick):
    """The hint of an ambiguous name names models with those words."""
    assert "Qwen" in modelpick("show", "qwen").stderr


def test_csv_is_the_evidence(modelpick, document):
    """CSV has one line a score."""
    lines = modelpick("show", MODEL, "--format", "csv").stdout.splitlines()

    assert len(lines) == 1 + len(document("show", MODEL)["scores"])
