"""A task with very many models: the best of those that could be admitted are compared, and the answer says so."""

from __future__ import annotations

import pytest
from tests.small import MODELS, lay_out, model, write_small_data

from modelpick.adviser import Adviser
from modelpick.knowledge.build import build
from modelpick.knowledge.store import Catalog
from modelpick.pipeline.servants import MOST_COMPARED
from modelpick.query import Query

CROWD = MOST_COMPARED + 100


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """The small data and more models of chat than are compared, none of them measured."""
    folder = write_small_data(tmp_path_factory.mktemp("crowd") / "data")
    giants = {
        f"models/mass/m{n:04}.yaml": model(
            f"mass/m{n:04}", parameters=(500 if n % 2 else 1) * 10**9 + n, released="2026-01-01"
        )
        for n in range(CROWD)
    }
    lay_out(folder, giants)
    build(folder, folder.parent / "crowd.sqlite")
    catalog = Catalog(folder.parent / "crowd.sqlite")
    yield Adviser(catalog)
    catalog.close()


def considered(advice):
    return {a.model.id for a in advice.alternatives} | {e.model.id for e in advice.excluded}


def test_only_so_many_are_compared_and_it_is_said(crowded):
    """With how many there are."""
    advice = crowded.advise(Query(task="chat"))

    assert len(considered(advice)) == MOST_COMPARED
    assert any(f"{CROWD + len(MODELS):,} models" in text for text in advice.warnings)


def test_what_was_measured_is_always_among_them(crowded, small):
    """And stands where it stands without the crowd."""
    measured = [
        a.model.id for a in small.advise(Query(task="chat")).alternatives if a.quality and a.quality.rows
    ]
    found = [a.model.id for a in crowded.advise(Query(task="chat")).alternatives]

    assert [key for key in found if key in measured] == measured


def test_what_cannot_fit_takes_nobody_s_place(crowded):
    """On hardware, and where it must run on one's own."""
    on_laptop = crowded.advise(Query(task="chat", memory=16e9))
    own = crowded.advise(Query(task="chat", privacy="local"))

    assert sum(e.model.id.startswith("mass/") for e in on_laptop.excluded) == 0
    assert "borg/hosted" not in considered(own)


def test_a_named_model_is_answered_for_all_the_same(crowded):
    """Whatever its merit."""
    advice = crowded.advise(Query(task="chat", memory=16e9, models=("mass/m0001",)))

    assert "mass/m0001" in {e.model.id for e in advice.excluded}


def test_a_few_are_all_compared(small):
    """And nothing is said of it."""
    advice = small.advise(Query(task="chat"))

    assert len(considered(advice)) == len(small.catalog.servants("chat"))
    assert not any("are compared" in text for text in advice.warnings)


def test_the_packaged_catalogue_has_no_crowd(adviser):
    """Every model of every task is compared."""
    assert max(map(adviser.catalog.serving, adviser.catalog.ids("tasks"))) <= MOST_COMPARED
