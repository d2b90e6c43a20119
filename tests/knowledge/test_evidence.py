"""Quality of models in tasks, as the compiled catalogue has it."""

from __future__ import annotations

import pytest

from modelpick.knowledge.evidence import qualities, rulers_of, subjects_of
from modelpick.knowledge.load import load_folder


@pytest.fixture(scope="module")
def found(adviser):
    """Every quality of the packaged catalogue."""
    catalog = adviser.catalog
    return [s.quality for task in catalog.ids("tasks") for s in catalog.servants(task) if s.quality]


def test_what_was_measured_is_ordered_as_measured(small):
    """A better score on the only benchmark is a better quality."""
    by_score = ["acme/tiny-1b", "acme/tiny-8b", "cyan/see-30b", "acme/large-70b", "borg/hosted"]
    values = [small.catalog.quality("chat", key).value for key in by_score]

    assert values == sorted(values)


def test_a_benchmark_speaks_for_its_tasks_only(small):
    """Nothing was measured of captioning, and nothing is called so."""
    found = small.catalog.quality("captioning", "cyan/see-30b")

    assert found is None or (found.grade, found.rows) == ("estimated", ())


def test_a_model_without_a_measurement_is_never_graded_as_measured(found):
    """On the whole catalogue: rows of its own, or a lesser grade."""
    assert {q.grade for q in found if not q.rows} <= {"inherited", "estimated"}


def test_every_quality_lies_in_its_interval(found):
    """And interval and value on the scale from 0 to 1."""
    assert all(0 <= q.low <= q.value <= q.high <= 1 for q in found)


def test_a_newcomer_without_scores_leaves_the_others_alone(small_folder):
    """Qualities of the rest are the same with and without it."""
    whole = load_folder(small_folder)
    with_all = qualities(whole, "2026-11-23")
    del whole.by_kind["models"]["borg/old"]
    without = qualities(whole, "2026-11-23")

    assert without == {key: value for key, value in with_all.items() if key[1] != "borg/old"}


def test_models_and_benchmarks_are_taken_as_they_are_written(small_folder):
    """Rows, direction and speaking weights; size, date and family of each model."""
    knowledge = load_folder(small_folder)
    (ruler,) = rulers_of(knowledge)
    subject = subjects_of(knowledge)["acme/tiny-1b"]

    assert len(ruler.rows) == 5
    assert subject.traits.log_parameters == 9
    assert not subject.traits.closed
    assert subject.traits.family == "Acme/Tiny"
