"""What is sized: a model, or a plain size."""

from __future__ import annotations

import pytest

from modelpick.errors import UsageError
from modelpick.sizing.subject import find_subject, refuse_context


def test_a_model_is_found_by_words(adviser):
    """Words of a name only it has."""
    found = find_subject("llama 3.1 405b", adviser)

    assert found.name == "meta-llama/Llama-3.1-405B-Instruct"
    assert found.shape.architecture.layers == 126


@pytest.mark.parametrize("name", ["7B", "13b", "70B", "405B", "1B"])
def test_a_size_of_the_founding_table_shows_it(adviser, name):
    """The row of that very size, as sourced and corrected."""
    found = find_subject(name, adviser)

    assert [row.id for row in found.said] == [name.lower()]
    assert found.shape.parameters == int(name[:-1]) * 10**9


def test_a_size_between_two_rows_shows_both(adviser):
    """32B lies between 13B and 70B."""
    assert [row.id for row in find_subject("32B", adviser).said] == ["13b", "70b"]


def test_8x7b_is_not_56b(adviser):
    """Experts share attention and embeddings: 46.7 billion parameters, and the reader is told."""
    found = find_subject("8x7B", adviser)

    assert found.shape.parameters == pytest.approx(46.7e9, rel=0.001)
    assert "46.7B parameters, not 56B" in " ".join(found.notes)


def test_an_unheard_of_mixture_follows_the_same_law(adviser):
    """16x8B is derived from the model typical of 8B, and holds far less than 128 billion."""
    found = find_subject("16x8B", adviser)

    assert found.shape.is_moe
    assert 90e9 < found.shape.parameters < 128e9


def test_nothing_published_speaks_for_a_plain_size(adviser):
    """File sizes, hints and the id of the typical model are not taken over."""
    found = find_subject("7B", adviser)

    assert (found.shape.files, found.model.run, found.shape.context) == ({}, (), None)
    assert found.model.id == "PATH_TO_YOUR_MODEL"
    assert found.typical in found.notes[0]


def test_a_tuned_model_may_take_its_bases_architecture(adviser):
    """Where its own is not recorded and the size is the same, with a note."""
    name = next(
        (
            model.id
            for model in adviser.catalog.models()
            if model.architecture is None and model.base and _same_size(model, adviser)
        ),
        None,
    )
    if name is None:
        pytest.skip("every tuned model of the catalogue has its own architecture")
    found = find_subject(name, adviser)

    assert found.shape.architecture is not None
    assert "its base" in found.notes[0]


def _same_size(model, adviser):
    base = adviser.catalog.model(model.base)
    return base.architecture and model.parameters and abs(model.parameters / base.parameters - 1) < 0.01


def test_more_context_than_the_model_has_is_refused(adviser):
    """Never a silent clamp: the limit is named."""
    found = find_subject("Qwen/Qwen3-30B-A3B", adviser)

    with pytest.raises(UsageError, match=f"{found.shape.context:,}"):
        refuse_context(found, found.shape.context + 1)
    refuse_context(found, found.shape.context)


@pytest.mark.parametrize("name", ["no such model", "qwen", "0B", ""])
def test_nothing_or_several_are_refused(adviser, name):
    """An unknown or ambiguous name, or an impossible size."""
    with pytest.raises(UsageError):
        find_subject(name, adviser)
