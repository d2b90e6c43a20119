"""``modelpick explain``."""

from __future__ import annotations

import json

import pytest

AMBIGUOUS = {
    "LVM": ("Large Vision Model", "Latent Variable Model"),
    "LMM": ("Large Multimodal Model", "Linear Mixed Model"),
    "MLLM": ("Multimodal Large Language Model", "Multilingual"),
    "LCM": ("Latent Consistency Model", "Large Concept Model"),
}


@pytest.mark.parametrize("term", AMBIGUOUS)
def test_every_sense_is_told(modelpick, term):
    """An ambiguous acronym is explained with its default sense first and the other beside it."""
    text = modelpick("explain", term).stdout
    default, other = AMBIGUOUS[term]

    assert text.startswith(f"{term} means {default} unless")
    assert other in text
    assert "meant when the talk is of" in text


def test_a_card_has_what_holds_and_what_was_said(document):
    """A class card joins today's statements with the claims of the sources, each with its verdict."""
    aspects = {aspect["id"]: aspect for aspect in document("explain", "vlm")["card"]["aspects"]}

    assert aspects["definition"]["statements"]
    assert {claim["verdict"] for a in aspects.values() for claim in a["claims"]} >= {"true", "imprecise"}


def test_a_wrong_claim_is_shown_with_what_is_right(document):
    """No claim that is imprecise, outdated or wrong stands without its correction and a source."""
    aspects = document("explain", "llm")["card"]["aspects"]
    judged = [c for a in aspects for c in a["claims"] if c["verdict"] in ("imprecise", "outdated", "wrong")]

    assert judged
    assert all(claim["correction"] and claim["refs"] for claim in judged)


@pytest.mark.parametrize(
    ("word", "class_id"), [("vision-language model", "vlm"), ("VLM", "vlm"), ("moe", "moe")]
)
def test_a_class_answers_to_its_names(document, word, class_id):
    """Id, acronym and full name lead to one card."""
    assert document("explain", word)["card"]["id"] == class_id


def test_an_umbrella_term_says_what_stands_for_it(modelpick):
    """A reader of MLLM learns that rankings speak of VLMs."""
    assert "in a ranking, vlm stands for it" in modelpick("explain", "mllm").stdout


def test_a_task_is_explained_and_leads_on(modelpick):
    """A task's entry ends in the command that answers it."""
    text = modelpick("explain", "captioning").stdout

    assert "task image-captioning" in text
    assert "modelpick recommend image-captioning" in text


def test_words_may_stand_apart(document):
    """Quotes are not needed."""
    assert document("explain", "image", "captioning")["task"]["id"] == "image-captioning"


def test_a_disagreement_is_told(document):
    """Where sources disagree about a term, its resolution is part of the explanation."""
    assert document("explain", "LVM")["contradictions"]


def test_references_resolve(document):
    """Every reference of a card is in its bibliography."""
    answer = document("explain", "slm")
    listed = {source["id"] for source in answer["sources"]}
    used = {
        ref
        for a in answer["card"]["aspects"]
        for one in (*a["statements"], *a["claims"])
        for ref in one["refs"]
    }

    assert used <= listed


def test_an_unknown_term_names_the_closest(modelpick):
    """Exit 2, and the nearest word."""
    run = modelpick("explain", "vlmm")

    assert (run.returncode, run.stdout) == (2, "")
    assert "vlm" in run.stderr


def test_a_model_is_no_term_and_says_where_it_is_shown(modelpick):
    """Exit 2, with the line to type."""
    run = modelpick("explain", "gpt-oss-120b")

    assert (run.returncode, run.stdout) == (2, "")
    assert "modelpick show gpt-oss-120b" in run.stderr


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_every_format_has_the_definition(modelpick, document, form):
    """Each format carries the same definition."""
    run = modelpick("explain", "tsfm", "--format", form, COLUMNS="200")
    definition = document("explain", "tsfm")["card"]["aspects"][0]["statements"][0]["text"]
    text = run.stdout if form != "json" else json.dumps(json.loads(run.stdout), ensure_ascii=False)

    assert definition.split()[0] in text
    assert definition.split()[-1].rstrip(".") in text.replace("\\", "")
