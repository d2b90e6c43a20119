"""The frozen answer."""

from __future__ import annotations

import pytest

from modelpick.query import Query


def test_an_answer_with_a_model_is_feasible(small):
    """And one without is not; nothing else decides it."""
    assert small.advise(Query(task="chat")).feasible
    assert not small.advise(Query(task="chat", memory=1e6, privacy="local")).feasible


def test_an_answer_cannot_be_changed(small):
    """Renderers and exit codes read the same one."""
    with pytest.raises(AttributeError):
        small.advise(Query(task="chat")).alternatives = ()


def test_every_model_of_the_task_is_answered_for(small):
    """Ranked or excluded, each once."""
    advice = small.advise(Query(task="chat", memory=4e9))
    ranked = [found.model.id for found in advice.alternatives]
    excluded = [entry.model.id for entry in advice.excluded]

    assert sorted(ranked + excluded) == [servant.model.id for servant in small.catalog.servants("chat")]


def test_what_was_excluded_is_counted_by_constraint(small):
    """A model that breaks two constraints counts for both."""
    advice = small.advise(Query(task="chat", memory=4e9, license=("MIT",)))

    for name, count in advice.by_constraint.items():
        broken = [e for e in advice.excluded if name in {r.constraint for r in e.rejections}]
        assert len(broken) == count
