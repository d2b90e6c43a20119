"""What the query names or shuts out."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.constraints import rejections
from modelpick.pipeline.context import means
from modelpick.pipeline.restrictions import RESTRICTIONS, exclusion
from modelpick.units import parse_parameters


def broken(small, key, **options):
    """What a chat model breaks, by constraint."""
    context = small.context(small.query(task="chat", **options))
    candidate = Candidate(small.catalog.model(key), "llm", None, None)
    return {found.constraint: found for found in rejections(context, candidate)}


def test_every_name_is_judged_on_its_own(small):
    """A model of another name, family and provider breaks all three, not the first alone."""
    found = broken(small, "acme/tiny-8b", model=["see"], family=["See"], provider=["Cyan"])

    assert found.keys() == {"model", "family", "provider"}


@pytest.mark.parametrize(
    ("size", "needed", "doublings"), [("16B", "8B", 1.0), ("4B", "8B", 1.0), ("1B", "8B", 3.0)]
)
def test_another_size_is_so_many_doublings_away(small, size, needed, doublings):
    """Up or down, and the size that would mean the model is named."""
    found = broken(small, "acme/tiny-8b", model=[size])["model"]

    assert (found.needed, found.amount) == (needed, doublings)


def test_an_unknown_size_is_the_farthest(small):
    """A hosted model is nearest to no size."""
    found = broken(small, "borg/hosted", model=["8B"])["model"]

    assert (found.needed, found.amount) == (None, inf)


def test_a_name_has_no_distance(small):
    """It is that model or it is not."""
    assert broken(small, "acme/tiny-8b", model=["large-70b"])["model"].needed is None


def test_what_is_shut_out_is_named(small):
    """By the word that did it."""
    context = small.context(small.query(task="chat", exclude=["Cyan", "Acme"]))
    candidate = Candidate(small.catalog.model("acme/tiny-8b"), "llm", None, None)

    assert exclusion(context, candidate).because == "excluded by --exclude Acme"


def test_each_reads_one_field():
    """So that its answer can be kept for queries that agree on it."""
    assert set(RESTRICTIONS) == {"models", "families", "providers", "classes"}


@given(st.integers(1, 2_000_000))
def test_a_size_that_is_named_means_the_model(thousands):
    """The rounded size is within the tenth by which ``--model`` takes a size."""
    from modelpick.pipeline.restrictions import _size_word

    size = thousands * 1_000_000
    named = parse_parameters(_size_word(size))

    assert abs(size / named - 1) <= 0.1


def test_an_id_means_one_model_alone(adviser):
    """Not those whose names go on from it, also where it is itself shut out."""
    context = adviser.context(adviser.query(task="chat", model=["google/gemini-3.5-flash"]))
    meant = [
        model.id for model in adviser.catalog.models() if means(context, model, "google/gemini-3.5-flash")
    ]

    assert meant == ["google/gemini-3.5-flash"]
    assert {alternative.model.id for alternative in adviser.advise(context.query).alternatives} <= {*meant}
