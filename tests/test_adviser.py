"""The engine for callers."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from modelpick.errors import UnknownId, UsageError
from modelpick.query import Query


def test_options_are_typed_as_on_the_command_line(small):
    """With underscores for dashes."""
    query = small.query(task="talk", min_speed="5", max_latency="2s", language=["de"])

    assert query == Query(task="chat", min_speed=5.0, max_latency=2.0, languages=("de",))


def test_a_model_is_known_by_its_id_or_its_words(small):
    """As long as no other has them."""
    assert small.model("ACME/TINY-8B").id == "acme/tiny-8b"
    assert small.model("tiny 8b").id == "acme/tiny-8b"
    assert small.model("hosted").id == "borg/hosted"


def test_a_model_is_known_by_the_whole_of_its_own_name(adviser):
    """However many others have its words too: ``gemma-4-E2B-it`` is no other Gemma 4."""
    ids = adviser.catalog.ids("models")
    names = Counter(model.split("/")[-1].casefold() for model in ids)
    alone = {model.split("/")[-1]: model for model in ids if names[model.split("/")[-1].casefold()] == 1}

    assert {name: adviser.model(name).id for name in alone} == alone


def test_a_name_of_several_models_lists_them(small):
    """None is taken silently."""
    with pytest.raises(UsageError, match=r"acme/large-70b, acme/tiny-1b, acme/tiny-8b"):
        small.model("tiny")


def test_a_name_of_no_model_is_answered_with_the_closest(small):
    """Ids near it."""
    with pytest.raises(UnknownId) as caught:
        small.model("acme/tinny-8b")

    assert "acme/tiny-8b" in caught.value.hint


@pytest.mark.parametrize("query", [Query(task="chat"), Query(task="chat", privacy="local"), Query()])
def test_nothing_is_assumed_of_hardware(small, query):
    """Until something is said of it."""
    assert small.target(query) is None


def test_memory_alone_describes_a_target(small):
    """No device of the catalogue is needed for it."""
    assert small.target(Query(memory=16e9)).usable <= 16e9


def test_an_unknown_device_is_the_fault_of_its_option(adviser):
    """So that a settings file that names it can be told."""
    with pytest.raises(UsageError) as caught:
        adviser.target(Query(hardware="RTX 4999"))

    assert caught.value.option == "hardware"
    assert "did you mean" in caught.value.hint


def test_threads_share_one_adviser(small):
    """Answers given at once are those given one by one."""
    queries = [small.query(task="chat", memory=f"{size}GB") for size in (1, 4, 8, 16, 64)] * 6
    alone = [small.advise(query) for query in queries]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(small.advise, queries)) == alone


def test_commands_are_made_for_the_models_that_are_shown(small):
    """As they are looked at; the others are as they were."""
    advice = small.advise(small.query(task="chat", memory="64GB", limit=2))
    started = small.with_commands(advice)

    assert [a.model.id for a in started.alternatives] == [a.model.id for a in advice.alternatives]
    assert started.alternatives[2:] == advice.alternatives[2:]
    assert started == small.with_commands(advice)


def test_a_lineage_ends(adviser):
    """Parents of tasks lead upwards and stop."""
    for key in adviser.catalog.ids("tasks"):
        lineage = adviser.context(Query(task=key)).lineage
        assert lineage[0] == key
        assert len(set(lineage)) == len(lineage) < 10
