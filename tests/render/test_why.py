"""One model under a query, as a document."""

import pytest

from modelpick.adviser import Adviser
from modelpick.explain.why_not import answer_why_not
from modelpick.knowledge.locate import open_catalog
from modelpick.render.document import Grid, Paragraph
from modelpick.render.recommendation_data import recommendation_data
from modelpick.render.why import why_document


@pytest.fixture(scope="module")
def adviser():
    return Adviser(open_catalog(None))


def document(adviser, name, task="chat", **options):
    advice = adviser.advise(adviser.query(task=task, **options))
    return advice, why_document(answer_why_not(advice, adviser, (name,)), name)


def test_it_is_what_the_ranking_says(adviser):
    """The model of ``why`` is the very entry of ``recommend``: there is no second path."""
    advice = adviser.advise(adviser.query(task="chat", memory="16GB"))
    third = advice.alternatives[2].model.id
    shown = document(adviser, third, memory="16GB")[1].data["model"]

    assert shown == recommendation_data(advice)["models"][2]


def test_contributions_add_up_to_the_score(adviser):
    """To the last digit, in JSON and in the table."""
    _, found = document(adviser, "openai/gpt-oss-120b")
    model = found.data["model"]
    grid = next(section for section in found.sections if isinstance(section, Grid))
    *parts, total = [row[-1] for row in grid.rows]

    assert round(sum(c["contribution"] for c in model["criteria"].values()), 6) == model["score"]
    assert f"{sum(map(float, parts)):.4f}" == total


def test_an_excluded_model_is_told_what_is_in_its_way(adviser):
    """The document says what it breaks instead of a score."""
    found = document(adviser, "meta-llama/Llama-3.3-70B-Instruct", memory="16GB")[1]
    text = " ".join(section.text for section in found.sections if isinstance(section, Paragraph))

    assert found.data["model"] is None
    assert "memory: needs" in text
