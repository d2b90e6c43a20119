"""What would change the answer, on the packaged catalogue: sufficient, minimal, and back to where one was."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from modelpick.pipeline.relaxations import options_of

TASKS = st.sampled_from(["chat", "image-captioning", "text-to-speech", "ner", "agentic-coding"])
OPTIONS = {
    "memory": st.sampled_from(["2GB", "6GB", "16GB"]),
    "context": st.sampled_from(["32k", "300k", "2000k"]),
    "license": st.sampled_from(["permissive", "commercial", "open"]),
    "privacy": st.sampled_from(["local", "air-gapped"]),
    "min_speed": st.sampled_from([20, 300]),
    "quality": st.sampled_from(["good", "best"]),
    "max_price": st.sampled_from([0.01, 1]),
    "language": st.sampled_from([["de"], ["sw", "fr"]]),
    "region": st.sampled_from(["eu", "ch"]),
    "model": st.sampled_from(["70B", "gemma", "gpt"]),
    "modalities": st.sampled_from([2, 6]),
}
queries = st.fixed_dictionaries({}, optional=OPTIONS)
slow = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def admitted(adviser, query):
    return {a.model.id for a in adviser.advise(query).alternatives}


def changed_query(adviser, query, found):
    """The query a relaxation describes, built from its own ``set`` and ``drop``."""
    options = {**{k: v for k, v in options_of(query).items() if k not in found.drop}, **found.set}
    typed = {name: value.split() if name in LISTS else value for name, value in options.items()}
    return adviser.query(task=query.task, **{k.replace("-", "_"): v for k, v in typed.items()})


LISTS = {"input", "output", "license", "language", "class", "family", "provider", "exclude"}


@slow
@given(task=TASKS, options=queries)
def test_every_relaxation_is_sufficient(adviser, task, options):
    """Asked as it is written, it admits exactly what it says first, and the query did not."""
    query = adviser.query(task=task, **options)
    advice = adviser.advise(query, relax=True)
    before = {a.model.id for a in advice.alternatives}

    for found in advice.relaxations:
        assert set(found.unlocks) <= admitted(adviser, changed_query(adviser, query, found)) - before


@slow
@given(task=TASKS, options=queries)
def test_every_relaxation_is_minimal(adviser, task, options):
    """With any one of several changes taken back nothing more is admitted than before."""
    query = adviser.query(task=task, **options)
    advice = adviser.advise(query, relax=True)
    before = {a.model.id for a in advice.alternatives}

    for found in advice.relaxations:
        names = [*found.set, *found.drop]
        for name in names if len(names) > 1 and "on-device" not in names and "hardware" not in names else ():
            kept = replace(
                found,
                set={k: v for k, v in found.set.items() if k != name},
                drop=tuple(k for k in found.drop if k != name),
            )
            assert admitted(adviser, changed_query(adviser, query, kept)) <= before


def test_a_gigabyte_less_is_too_little(adviser):
    """The memory of a relaxation is the smallest whole number of GB that suffices."""
    query = adviser.query(task="chat", memory="16GB", model="70B")
    found = next(r for r in adviser.advise(query).relaxations if "memory" in r.set)
    size = int(found.set["memory"].removesuffix("GB"))

    assert not admitted(adviser, replace(query, memory=(size - 1) * 1e9))
    assert admitted(adviser, replace(query, memory=size * 1e9))


@pytest.mark.parametrize(
    "tightened", [{"context": "50000k"}, {"modalities": 9}, {"max_price": 1e-9, "model": "gpt-6"}]
)
def test_tightening_then_relaxing_is_where_one_was(adviser, tightened):
    """Dropping what made a query infeasible gives the answer without it, in the same order."""
    loose = {k: v for k, v in tightened.items() if k == "model"}
    plain = adviser.advise(adviser.query(task="chat", **loose))
    tight = adviser.query(task="chat", **tightened)
    advice = adviser.advise(tight)

    assert not advice.feasible
    assert advice.relaxations
    undone = adviser.advise(replace(tight, context=None, modalities=None, max_price=None))
    assert [a.model.id for a in undone.alternatives] == [a.model.id for a in plain.alternatives]


def test_smallest_sets_come_first(ask):
    """Fewer changes before more."""
    found = ask(
        "chat", memory="4GB", context="300k", license="permissive", min_speed=60, quality="best"
    ).relaxations
    sizes = [len(r.set) + len(r.drop) for r in found]

    assert sizes == sorted(sizes)


def test_each_says_what_it_costs(ask):
    """Every relaxation names what is given up."""
    found = ask("chat", memory="16GB", model="70B").relaxations

    assert found
    assert all(r.costs and r.unlocks and r.command.startswith("modelpick recommend chat") for r in found)


def test_a_feasible_answer_is_only_relaxed_on_request(ask):
    """Without being asked nothing is said of other constraints."""
    assert ask("chat", memory="4GB").relaxations == ()
    assert ask("chat", memory="4GB", relax=True).relaxations


@pytest.mark.parametrize(
    ("task", "options", "constraint"),
    [
        ("image-captioning", {"model": "bert-base"}, "task"),
        ("chat", {"model": "gpt-6-sol", "privacy": "air-gapped"}, "privacy"),
        ("chat", {"model": "405B", "hardware": "phone"}, "memory"),
        ("image-captioning", {"class": "llm"}, "class"),
    ],
)
def test_what_no_hardware_mends_is_named(ask, task, options, constraint):
    """A text model asked to see, a closed one air-gapped, 405B on a phone: with what comes nearest."""
    advice = ask(task, **options)

    assert not advice.feasible
    assert constraint in {name for found in advice.contradictions for name in found.constraints}
    assert all(found.nearest for found in advice.contradictions)


def test_more_memory_is_no_contradiction(ask):
    """Where larger hardware of the kind exists nothing is called impossible."""
    assert ask("chat", memory="16GB", model="70B").contradictions == ()
