"""The Python interface: what ``import modelpick`` offers."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier

import pytest

import modelpick
from modelpick.errors import DataError, UsageError
from modelpick.knowledge import locate
from modelpick.render.recommendation_data import recommendation_data

TASKS = ("chat", "captioning", "ner", "transcription", "embedding", "ocr", "translation", "object-detection")
CONSTRAINTS = ({}, {"memory": "16GB"}, {"hardware": "RTX 4090", "license": "permissive"}, {"quality": "best"})


def test_the_names_it_offers_are_all_there():
    """Each of them can be imported."""
    assert all(getattr(modelpick, name) for name in modelpick.__all__)


def test_a_name_it_does_not_offer_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError, match="'pick'"):
        modelpick.pick  # noqa: B018 - the access is what is tested


def test_importing_it_costs_nothing():
    """No library is loaded until something is asked."""
    heavy = (
        "import sys, modelpick; print([m for m in ('pydantic', 'rich', 'typer', 'yaml') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)

    assert run.stdout == "[]\n"


def test_a_question_is_answered(adviser):
    """As its documentation shows."""
    advice = modelpick.recommend(modelpick.Query(task="image-captioning", memory=16e9), adviser)

    assert isinstance(advice, modelpick.Advice)
    assert advice.classes[0].id == "vlm"
    assert advice.alternatives[0].model.id


def test_what_people_type_is_understood(adviser):
    """Aliases and units, as on the command line."""
    asked = modelpick.Query(task="image-captioning", memory=16e9)

    assert adviser.query(task="captioning", memory="16GB") == asked


def test_threads_share_an_adviser(adviser):
    """Eight that all ask something else, of one that has worked out nothing yet, are answered as each alone."""
    queries = [adviser.query(task=task, **extra) for task, extra in product(TASKS, CONSTRAINTS)]
    shared, together = modelpick.Adviser(adviser.catalog), Barrier(8)

    def ask(thread):
        together.wait()
        order = [(place + 4 * thread) % len(queries) for place in range(len(queries))]
        return {place: recommendation_data(modelpick.recommend(queries[place], shared)) for place in order}

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))

    alone = [recommendation_data(modelpick.recommend(query, adviser)) for query in queries]
    assert found == [dict(enumerate(alone))] * 8


def test_what_an_adviser_keeps_is_bounded(adviser):
    """More targets than it has room for leave it at its bound."""
    fresh = modelpick.Adviser(adviser.catalog)
    for size in range(1, 300):
        fresh.context(modelpick.Query(task="chat", memory=size * 1e9))

    assert len(fresh.memo.targets) == 256


def test_a_catalogue_is_opened_where_none_is_given():
    """One call is enough."""
    assert modelpick.recommend(modelpick.Query(task="chat")).feasible


def test_ones_own_data_lies_on_top(tmp_path, small_file, monkeypatch):
    """A file named when the catalogue is opened."""
    monkeypatch.setattr(locate, "packaged_file", lambda: small_file)
    path = tmp_path / "mine.yaml"
    path.write_text("models:\n- {id: acme/tiny-8b, license: MIT}\n")
    found = modelpick.load(str(path))
    changed = found.catalog.model("acme/tiny-8b").license
    found.catalog.close()

    assert changed == "MIT"


def test_errors_say_whose_fault_it_is(adviser, tmp_path):
    """A question that cannot be, and data that cannot be."""
    with pytest.raises(UsageError):
        adviser.query(task="captionig")
    with pytest.raises(DataError):
        modelpick.load(str(tmp_path / "missing.yaml"))
