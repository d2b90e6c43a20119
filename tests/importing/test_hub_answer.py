"""Reading the Hub's word on a repository."""

from __future__ import annotations

import json

import pytest

from modelpick.importing.facts import Unreadable
from modelpick.importing.hub_answer import facts_of


def answer(**values):
    """The answer about org/Tiny-3B."""
    plain = {
        "id": "org/Tiny-3B",
        "pipeline_tag": "text-generation",
        "downloads": 12,
        "gated": "manual",
        "cardData": {
            "license": "mit",
            "language": ["en", "de", "code: yes"],
            "base_model": ["org/Tiny-3B-Base"],
        },
        "safetensors": {"parameters": {"BF16": 3_000}, "total": 3_000},
        "gguf": {"architecture": "llama", "context_length": 8192, "total": 3_001},
    }
    return json.dumps({**plain, **values}).encode()


def test_what_the_hub_says_is_taken():
    """Kind, size, licence, languages, base and gates."""
    found = facts_of(answer(), "org/Tiny-3B")

    assert found.kinds == ("text-generation", "llama")
    assert (found.parameters, found.context, found.license) == (3_000, 8192, "mit")
    assert (found.languages, found.base, found.weights) == (("de", "en"), "org/Tiny-3B-Base", "gated")


def test_a_licence_of_its_own_name_is_called_by_it():
    """The Hub says ``other`` and the name beside it."""
    card = {"license": "other", "license_name": "tiny-licence"}

    assert facts_of(answer(cardData=card), "org/Tiny-3B").license == "tiny-licence"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": "evil/x"}', b'{"error": "Repository not found"}'])
def test_other_answers_are_refused(body):
    """Of another repository, or of none."""
    with pytest.raises(Unreadable):
        facts_of(body, "org/Tiny-3B")


@pytest.mark.parametrize("odd", [None, 3, "x", [], {}, [{}], {"total": "many"}])
def test_odd_values_are_unknown(odd):
    """Nothing else is made of them."""
    body = answer(cardData=odd, safetensors=odd, gguf=odd, gated=odd, downloads=odd, pipeline_tag=odd)

    assert facts_of(body, "org/Tiny-3B").parameters is None
