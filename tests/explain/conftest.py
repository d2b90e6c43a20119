"""The packaged catalogue, opened once."""

import pytest

from modelpick.adviser import Adviser
from modelpick.knowledge.locate import open_catalog


@pytest.fixture(scope="session")
def adviser():
    return Adviser(open_catalog(None))


@pytest.fixture
def ask(adviser):
    """The advice on a task and options, as typed but with underscores."""

    def asked(task, *, relax=False, **options):
        return adviser.advise(adviser.query(task=task, **options), relax=relax)

    return asked
