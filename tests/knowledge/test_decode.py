"""Records to JSON values and back."""

from __future__ import annotations

import json

import pytest

from modelpick.knowledge import records
from modelpick.knowledge.decode import decode, encode
from modelpick.knowledge.load import KINDS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_record_survives_the_way_there_and_back(adviser, kind):
    """Every record of the packaged catalogue is the same after being written and read."""
    catalog = adviser.catalog
    found = catalog.models() if kind.name == "models" else catalog.all(kind.name, kind.record)

    assert all(decode(kind.record, json.loads(json.dumps(encode(record)))) == record for record in found)


def test_what_is_at_its_default_is_not_written():
    """The compiled file holds no empty fields."""
    source = records.Source(id="paper", title="A paper")

    assert encode(source) == {"id": "paper", "title": "A paper"}


def test_lists_become_tuples_all_the_way_down():
    """A decoded record can be hashed and shared."""
    written = {"id": "A", "senses": [{"sense": "x", "status": "other", "definition": "y", "examples": ["z"]}]}

    assert decode(records.Term, written).senses[0].examples == ("z",)
    assert hash(decode(records.Term, written))
