"""An answer as a document: the JSON of the contract, and the same said to a person."""

from __future__ import annotations

import json

import pytest

from modelpick.query import Query
from modelpick.render.document import Grid, Paragraph
from modelpick.render.plain import to_csv, to_json, to_markdown
from modelpick.render.recommendation import recommendation

KEYS = {"schema", "catalog", "query", "feasible", "classes", "models", "excluded", "relaxations", "warnings"}
QUESTIONS = (
    {"task": "image-captioning"},
    {"task": "chat", "memory": 24e9, "context": 16_000},
    {"task": "voice-agent", "vram": 12e9},
    {"task": "object-detection", "privacy": "local", "limit": 3},
    {"inputs": ("image",), "outputs": ("masks",)},
    {"task": "chat", "memory": 1e7, "privacy": "local"},
)


@pytest.fixture(scope="module", params=QUESTIONS, ids=lambda fields: fields.get("task", "modalities"))
def answer(request, adviser):
    """The advice on a question, and its JSON as read back."""
    advice = adviser.advise(Query(**request.param))
    return advice, json.loads(to_json(recommendation(advice)))


def test_the_document_has_every_part_of_the_contract(answer):
    """Feasible or not."""
    _, data = answer

    assert data.keys() >= KEYS
    assert data["schema"] == "modelpick.recommendation/1"
    assert data["catalog"].keys() >= {"version", "built", "models"}


def test_it_says_what_was_asked(answer):
    """With the task's own modalities where none were given."""
    advice, data = answer

    assert data["query"]["task"] == (advice.task.id if advice.task else None)
    assert data["query"]["inputs"]
    assert data["query"]["outputs"]


def test_classes_and_models_are_ranked_from_one(answer):
    """In the order of the advice, the models up to the limit."""
    advice, data = answer

    for part in ("classes", "models"):
        assert [entry["rank"] for entry in data[part]] == list(range(1, len(data[part]) + 1))
    assert [entry["id"] for entry in data["models"]] == [
        found.model.id for found in advice.alternatives[: advice.query.limit]
    ]


def test_the_verdict_is_the_advice_s(answer):
    """Feasible with models, infeasible with relaxations."""
    advice, data = answer

    assert data["feasible"] is advice.feasible
    assert bool(data["models"]) is advice.feasible
    assert data["feasible"] or data["relaxations"]


def test_contributions_add_up_to_the_score_that_is_printed(answer):
    """Within rounding."""
    for entry in answer[1]["models"]:
        parts = entry["criteria"].values()
        assert sum(part["contribution"] for part in parts) == pytest.approx(entry["score"], abs=1e-4)
        assert sum(part["weight"] for part in parts) == pytest.approx(1, abs=1e-4)


def test_a_fit_adds_up_and_is_within_what_there_is(answer):
    """Weights, cache, compute and overhead; or it is hosted."""
    for entry in answer[1]["models"]:
        fit = entry["fit"]
        if fit and "total_gb" in fit:
            parts = sum(fit[name] for name in ("weights_gb", "kv_cache_gb", "compute_gb", "overhead_gb"))
            assert parts == pytest.approx(fit["total_gb"], rel=0.01, abs=0.01)
            assert fit["total_gb"] <= fit["available_gb"] * 1.001


def test_quality_is_graded(answer):
    """And what is unknown says so."""
    for entry in answer[1]["models"]:
        quality = entry["criteria"].get("quality")
        assert quality is None or quality["grade"] in (
            *("measured", "self-reported", "inherited", "estimated", "none"),
        )


@pytest.mark.parametrize("fields", QUESTIONS)
def test_every_format_names_the_same_models(adviser, fields):
    """CSV and Markdown say what JSON says."""
    document = recommendation(adviser.advise(Query(**fields)))
    ids = [entry["id"] for entry in document.data["models"]]
    csv, markdown = to_csv(document), to_markdown(document).replace("\\", "")

    assert all(key in csv and key in markdown for key in ids)


def test_an_explanation_shows_every_rule_and_contribution(adviser):
    """With its source."""
    advice = adviser.advise(Query(task="image-captioning", limit=2))
    text = to_markdown(recommendation(advice, explain=True)).replace("\\", "")

    for reason in advice.classes[0].reasons:
        assert reason.rule in text
        assert reason.source in text
    for part in advice.alternatives[0].score.contributions:
        assert f"| {part.criterion} |" in text


def test_an_infeasible_answer_shows_the_ways_out(adviser):
    """The whole changed command line of each."""
    advice = adviser.advise(Query(task="chat", memory=1e7, privacy="local"))
    text = to_markdown(recommendation(advice)).replace("\\", "")

    assert all(found.command in text for found in advice.relaxations)


def test_an_unknown_is_printed_as_unknown(small):
    """A model without evidence, size or licence."""
    document = recommendation(small.advise(Query(task="captioning")))
    rows = [row for section in document.sections if isinstance(section, Grid) for row in section.rows]
    said = [section.text for section in document.sections if isinstance(section, Paragraph)]

    assert any("unknown" in cell or "estimated" in cell for row in rows for cell in row)
    assert not any("None" in cell for row in rows for cell in row)
    assert not any("None" in text for text in said)


@pytest.mark.parametrize(
    ("limits", "said"), [({"classes": ("kws",)}, "models of"), ({"models": ("xvector",)}, "1 model of")]
)
def test_the_headline_counts_in_grammar(adviser, limits, said):
    """One model satisfies, several satisfy."""
    advice = adviser.advise(Query(task="keyword-spotting", **limits))
    headline = recommendation(advice).sections[0].text

    assert said in headline
    assert headline.endswith(" satisfies the query" if said == "1 model of" else " satisfy the query")


def test_no_table_of_classes_where_there_are_none(adviser):
    """Masks do not come out of any class that talks: the answer has no empty table."""
    advice = adviser.advise(Query(task="chat", outputs=("masks",)))
    grids = [section for section in recommendation(advice).sections if isinstance(section, Grid)]

    assert not advice.classes
    assert not [grid for grid in grids if grid.title == "Classes"]


def test_speeds_are_written_in_full(adviser):
    """``172 (110-230)``, never ``1.1e+02``."""
    advice = adviser.advise(adviser.query(task="embedding", hardware="RTX 4090", limit="100"))

    assert "e+" not in "".join(str(section) for section in recommendation(advice).sections)
