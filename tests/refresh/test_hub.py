"""Parsing the Hub's word on one repository."""

from __future__ import annotations

import json

import pytest
from tests.refresh.making import source

from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.hub import parse

MODEL = "Qwen/Qwen3-8B"
SOURCE = source("hub", page="https://huggingface.co/{model}")


def answer(**values):
    """The answer, as the Hub gives it."""
    plain = {
        "id": MODEL,
        "pipeline_tag": "text-generation",
        "downloads": 9_000_000,
        "gated": False,
        "disabled": False,
        "cardData": {"license": "apache-2.0"},
        "safetensors": {"parameters": {"BF16": 8_190_735_360}, "total": 8_190_735_360},
        "siblings": [{"rfilename": "config.json"}],
    }
    return json.dumps({**plain, **values}).encode()


def test_what_is_missing_is_filled(view):
    """Licence and parameters that we lack, and the downloads of today."""
    found = parse(answer(), SOURCE, view, MODEL).models[MODEL]

    assert found == {"downloads": 9_000_000, "license": "Apache-2.0", "parameters": 8_190_735_360}


@pytest.mark.parametrize("gated", [True, "auto", "manual"])
def test_gates_are_seen(view, gated):
    """Weights behind a form are gated, however it is granted."""
    assert parse(answer(gated=gated), SOURCE, view, MODEL).models[MODEL]["weights"] == "gated"


def test_packed_weights_are_not_counted(view):
    """Eight four-bit weights lie in one I32: their number is not that of the parameters."""
    packed = {"parameters": {"I32": 1_000, "F16": 10}, "total": 1_010}

    assert "parameters" not in parse(answer(safetensors=packed), SOURCE, view, MODEL).models[MODEL]


def test_an_unknown_licence_stays_unknown(view):
    """A name that is not in the catalogue is not taken."""
    card = {"license": "other", "license_name": "special"}

    assert "license" not in parse(answer(cardData=card), SOURCE, view, MODEL).models[MODEL]


def test_an_answer_of_another_repository_is_refused(view):
    """A repository that became another one, or an answer that was swapped."""
    with pytest.raises(BadAnswer, match="not of Qwen/Qwen3-8B"):
        parse(answer(id="evil/other"), SOURCE, view, MODEL)


@pytest.mark.parametrize("downloads", [-1, 1.5, "9", True, None, 10**20])
def test_downloads_that_are_none_are_not_taken(view, downloads):
    """Only whole numbers."""
    assert "downloads" not in parse(answer(downloads=downloads), SOURCE, view, MODEL).models[MODEL]
