"""Names that shut models in or out, against those of the catalogue."""

from __future__ import annotations

import pytest

from modelpick.errors import UnknownId
from modelpick.knowledge.lookup import known_beginnings, known_exclusions


def test_a_family_is_named_by_how_it_begins(small):
    """In whole words, whatever the case."""
    assert known_beginnings("family", "family", ["collective"], small.catalog) == ("collective",)
    with pytest.raises(UnknownId, match="no family is called 'coll'"):
        known_beginnings("family", "family", ["coll"], small.catalog)


def test_a_synonym_of_a_class_excludes_the_class(adviser):
    """A name that no model has stands for the one that models have."""
    assert known_exclusions(["LMM", "Qwen"], adviser.catalog) == ("vlm", "Qwen")


def test_an_exclusion_of_nothing_is_told(small):
    """It would otherwise quietly not be kept."""
    with pytest.raises(UnknownId) as caught:
        known_exclusions(["acme", "acne"], small.catalog)

    assert "Acme" in caught.value.hint
