"""The plain answer to every task of the packaged catalogue, asked once."""

from __future__ import annotations

import pytest

from modelpick.query import Query


@pytest.fixture(scope="session")
def answers(adviser):
    """Task id to advice."""
    return {key: adviser.advise(Query(task=key)) for key in adviser.catalog.ids("tasks")}
