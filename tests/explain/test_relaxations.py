"""What would change the answer, on the packaged catalogue: sufficient, minimal, and back to where one was."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from modelpick.pipeline.command import options_of

TASKS = st.sampled_from(["chat", "image-captioning", "text-to-speech", "ner", "agentic-coding"])
HARDWARE = ("RTX 3060 12GB", "phone", "pi-zero-2w", "2x RTX 3090", "M4 Pro 24GB", "laptop")
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
    "model": st.sampled_from(["70B", "8B", "gemma", "gpt"]),
    "modalities": st.sampled_from([2, 6]),
}
described = st.fixed_dictionaries({}, optional=OPTIONS)
named = st.fixed_dictionaries(
    {"hardware": st.sampled_from(HARDWARE)},
    optional={name: values for name, values in OPTIONS.items() if name != "memory"}
    | {"on_device": st.just(True)},
)
queries = described | named
slow = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
LISTS = {"input", "output", "license", "language", "class", "family", "provider", "exclude"}
TOGETHER = ({"hardware", "vram", "ram", "memory"}, {"privacy", "on-device"})
"""Options that say one thing, and change as one."""


def admitted(adviser, query):
    return {a.model.id for a in adviser.advise(query).alternatives}


def asked(adviser, task, options):
    """The query of options by their names, each as it is written in ``set``."""
    typed = {name: value.split() if name in LISTS else value for name, value in options.items()}
    typed = {name: value == "yes" if name == "on-device" else value for name, value in typed.items()}
    return adviser.query(task=task, **{name.replace("-", "_"): value for name, value in typed.items()})


def changed_query(adviser, query, found, kept=frozenset()):
    """The query a relaxation describes, built from its own ``set`` and ``drop``; ``kept`` stay as they were."""
    old = options_of(query)
    options = {name: value for name, value in old.items() if name not in found.drop} | found.set
    options = {name: value for name, value in options.items() if name not in kept}
    return asked(adviser, query.task, options | {name: old[name] for name in kept if name in old})


def changes(found):
    """The options of a relaxation, those that say one thing together."""
    names = {*found.set, *found.drop}
    groups = [group & names for group in TOGETHER if group & names]
    return groups + [{name} for name in names if not any(name in group for group in groups)]


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
        groups = changes(found)
        for group in groups if len(groups) > 1 else ():
            kept = {*group, *next((whole for whole in TOGETHER if group <= whole), ())}
            assert admitted(adviser, changed_query(adviser, query, found, kept)) <= before


NEARER = {
    "context": lambda text: str(int(int(text) * 1.01)),
    "min-speed": lambda text: str(float(text) * 1.02),
    "modalities": lambda text: str(int(text) + 1),
}


@slow
@given(task=TASKS, options=described)
def test_no_number_moves_farther_than_it_has_to(adviser, task, options):
    """A single number a little nearer to what was asked admits nothing new: what is given up is the least."""
    query = adviser.query(task=task, **options)
    advice = adviser.advise(query, relax=True)
    before = {a.model.id for a in advice.alternatives}

    for found in advice.relaxations:
        name = next(iter(found.set), "")
        if len(found.set) + len(found.drop) == 1 and name in NEARER:
            nearer = {**options_of(query), name: NEARER[name](found.set[name])}
            assert admitted(adviser, asked(adviser, task, nearer)) <= before


def test_a_gigabyte_less_is_too_little(adviser):
    """The memory of a relaxation is the smallest whole number of GB that suffices."""
    query = adviser.query(task="chat", memory="16GB", model="70B")
    found = next(r for r in adviser.advise(query).relaxations if "memory" in r.set)
    size = int(found.set["memory"].removesuffix("GB"))

    assert not admitted(adviser, replace(query, memory=(size - 1) * 1e9))
    assert admitted(adviser, replace(query, memory=size * 1e9))


TIGHTER = {
    "context": "50000k",
    "modalities": 9,
    "min_speed": 1_000_000,
    "max_latency": "1ms",
    "memory": "1MB",
    "region": "aq",
}


@slow
@given(task=TASKS, options=queries, extra=st.sampled_from(sorted(TIGHTER)))
def test_tightening_then_relaxing_is_where_one_was(adviser, task, options, extra):
    """A constraint added, its ways out asked for, and the constraint taken off again: the very answer of before, so
    that nothing that was worked out for the changed queries leaks into it."""
    loose = adviser.query(task=task, **options)
    before = adviser.advise(loose)
    tight = adviser.query(task=task, **{**options, extra: TIGHTER[extra]})
    tightened = adviser.advise(tight, relax=True)
    again = adviser.advise(replace(tight, **{extra: getattr(loose, extra)}))

    assert admitted(adviser, tight) <= {a.model.id for a in before.alternatives}
    assert tightened.query == tight
    assert [(a.model.id, a.score) for a in again.alternatives] == [
        (a.model.id, a.score) for a in before.alternatives
    ]


@pytest.mark.parametrize("extra", ["context", "modalities", "memory"])
def test_one_way_out_of_a_constraint_is_to_drop_it(adviser, extra):
    """Of a query that one constraint made infeasible, a relaxation speaks of that constraint alone."""
    options = {"task": "chat", "privacy": "local", extra: TIGHTER[extra]}
    found = adviser.advise(adviser.query(**options)).relaxations

    assert {extra} in [{*one.set, *one.drop} for one in found]


@pytest.mark.parametrize(
    "options",
    [
        {"memory": "4GB", "context": "300k", "min_speed": 60, "quality": "best", "privacy": "local"},
        {"context": "2000k", "license": "permissive", "quality": "best", "modalities": 5},
    ],
)
def test_smallest_sets_come_first(ask, options):
    """Fewer changes before more, among answers that run where the query said."""
    found = [r for r in ask("chat", **options).relaxations if "privacy" not in r.drop]
    sizes = [len(r.set) + len(r.drop) for r in found]

    assert sizes
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    ("task", "options", "first"),
    [
        ("chat", {"memory": "16GB", "model": "70B"}, {"model"}),
        ("chat", {"vram": "24GB", "model": "llama-3.3-70b"}, {"vram"}),
        ("chat", {"vram": "24GB", "model": "gpt-oss-120b"}, {"ram"}),
        ("chat", {"memory": "16GB", "context": "1000k", "privacy": "local"}, {"context"}),
        ("agentic-coding", {"vram": "24GB", "quality": "best", "privacy": "local"}, {"quality"}),
        ("agentic-coding", {"model": "claude-opus", "privacy": "local"}, {"model"}),
        ("chat", {"hardware": "pi-zero-2w", "on_device": True}, {"hardware"}),
        ("tts", {"memory": "512MB", "latency": "realtime", "language": ["sw"]}, {"memory"}),
    ],
)
def test_what_is_given_up_most_easily_comes_first(ask, task, options, first):
    """A smaller size before three times the memory, system memory where a mixture stays fast with it, a floor of
    quality before privacy, the hardware before the model where it has to move but little."""
    found = ask(task, **options).relaxations[0]

    assert {*found.set, *found.drop} == first


@pytest.mark.parametrize(
    ("hardware", "kind"),
    [
        ("pi-zero-2w", "Raspberry Pi"),
        ("phone", "phone"),
        ("M4 Pro 24GB", "M4 Pro"),
        ("RTX 4090", "2x RTX 4090"),
    ],
)
def test_another_device_is_one_that_is_sold(ask, hardware, kind):
    """Not two phones: the next of the same maker, or a second card in the same machine."""
    found = ask(
        "chat", hardware=hardware, model="8B" if hardware in ("phone", "pi-zero-2w") else "70B"
    ).relaxations
    named = [r.set["hardware"] for r in found if "hardware" in r.set]

    assert named
    assert kind in named[0]


def test_memory_that_nobody_buys_is_not_offered(ask):
    """From 8 GB to 1.3 TB of graphics memory is no way out while there is another."""
    found = ask("agentic-coding", vram="8GB", quality="best", privacy="local").relaxations

    assert found
    assert not any("vram" in r.set for r in found)


def test_what_would_run_elsewhere_comes_last(ask):
    """Where hardware was named, an answer that never touches it is the last resort, and says so."""
    options = {"input": ["audio"], "output": ["audio"], "hardware": "pi-zero-2w", "model": "8B"}
    found = ask("chat", **options).relaxations

    assert "hardware" in found[0].set
    assert any("not on the hardware named" in cost for cost in found[-1].costs)


def test_a_word_that_goes_is_named(ask):
    """Of a list only what has to go."""
    found = ask("chat", exclude=["llm", "slm", "vlm"]).relaxations

    assert found[0].text.startswith("without --exclude")
    assert len(found[0].set["exclude"].split()) == 2


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
