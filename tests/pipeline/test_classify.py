"""From facts to ranked classes: every rule has a question that makes it fire."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.pipeline.classify import classify
from modelpick.query import Query

SIZES = (8e6, 5e8, 1e9, 2e9, 4e9, 6e9, 8e9, 10e9, 12e9, 16e9, 24e9, 32e9, 64e9, 128e9, 256e9, 400e9, 1e12)
TARGETS = (
    *({"memory": size} for size in SIZES),
    *({"vram": size} for size in SIZES[2:]),
    {"vram": 12e9, "ram": 64e9},
    *({"hardware": name} for name in ("gaudi-2", "2x RTX 4090", "raspberry-pi-5 8GB")),
)
WAYS = {
    "modalities": [{}, *({"modalities": n} for n in (2, 3, 4, 5))],
    "languages": [{"languages": tuple(f"x{letter}" for letter in "abcdefgh"[:n])} for n in (1, 2, 8)],
    "latency": [{"latency": word} for word in ("batch", "interactive", "realtime")],
    "max_latency_s": [{"max_latency": 1.0}, {"max_latency": 2.0}],
    "min_speed": [{"min_speed": 1000.0}],
    "context": [{"context": 1_000_000}, {"context": 64_000}],
    "on_device": [{"on_device": True, "memory": size} for size in (16e9, 4e9, 1e9, 64e9)],
    **dict.fromkeys(("compute", "memory_gb", "offload_gb", "gpu", "platform"), TARGETS),
}


@pytest.fixture(scope="module")
def children(adviser):
    """Every task to itself and those below it."""
    found = {}
    for key in adviser.catalog.ids("tasks"):
        for parent in adviser.context(Query(task=key)).lineage:
            found.setdefault(parent, []).append(key)
    return {key: sorted(below, key=lambda child: child != key) for key, below in found.items()}


def questions(rule, children):
    """Queries that might make a rule fire, the plainest first."""
    choices = []
    targets = False
    for fact, cell in rule.when.items():
        values = cell if isinstance(cell, tuple) else (cell,)
        if fact == "task":
            choices.append([{"task": child} for value in values for child in children.get(value, ())])
        elif fact in ("inputs", "outputs"):
            choices.append([{}, *({fact: (value,)} for value in values)])
        elif fact in ("privacy", "quality", "license"):
            choices.append([{fact: (value,) if fact == "license" else value} for value in values])
        elif WAYS[fact] is not TARGETS or not targets:
            targets = targets or WAYS[fact] is TARGETS
            choices.append(WAYS[fact])
    return ({k: v for part in parts for k, v in part.items()} for parts in islice(product(*choices), 20_000))


DATA = Path(__file__).parents[2] / "data"
TABLES = next(kind for kind in KINDS if kind.name == "tables")
RULES = [
    (located.record.id, rule)
    for path in sorted(DATA.glob(TABLES.pattern))
    for located in load_file(path, TABLES, DATA)
    for rule in located.record.rules
]


@pytest.mark.parametrize(("table", "rule"), RULES, ids=lambda value: getattr(value, "id", value))
def test_every_rule_can_fire(adviser, children, table, rule):
    """Some question, asked as a user would, reaches it."""
    name = f"{table}/{rule.id}"
    asked = (Query(**fields) for fields in questions(rule, children))

    assert any(name in classify(adviser.context(query)).fired for query in asked)


def test_a_synonym_is_no_candidate_of_its_own(adviser):
    """VLM, MLLM, LMM and LVLM are one class; it stands once."""
    for key in adviser.catalog.ids("tasks"):
        found = [vote.class_id for vote in classify(adviser.context(Query(task=key))).votes]
        assert len(found) == len(set(found))
        assert not {"mllm", "lmm", "lvlm"} & set(found)


def test_a_class_that_cannot_give_what_is_asked_is_cut(adviser):
    """With the reason, however well its task suits it."""
    found = classify(adviser.context(Query(task="image-captioning", outputs=("video",))))

    assert "vlm" not in [vote.class_id for vote in found.votes]
    assert "do not give video" in found.cut["vlm"]


@pytest.mark.parametrize(("asked", "left"), [(("vlm",), {"vlm"}), (("mllm",), {"vlm"}), (("moe",), None)])
def test_a_restriction_to_classes_is_kept(adviser, asked, left):
    """A synonym means its class; an attribute restricts models, not classes."""
    free = {v.class_id for v in classify(adviser.context(Query(task="visual-question-answering"))).votes}
    found = classify(adviser.context(Query(task="visual-question-answering", classes=asked)))

    assert {vote.class_id for vote in found.votes} == (free if left is None else left)


def test_every_share_adds_up_to_the_score(adviser):
    """A class score is the sum of what its rules gave."""
    for key in adviser.catalog.ids("tasks"):
        for vote in classify(adviser.context(Query(task=key))).votes:
            assert vote.score == pytest.approx(sum(part.share for part in vote.votes))


def test_a_rule_for_the_task_silences_those_for_its_modalities(adviser):
    """They only speak where no task was named."""
    named = classify(adviser.context(Query(task="image-captioning")))
    unnamed = classify(adviser.context(Query(inputs=("image",), outputs=("text",))))

    assert not any(v.rule.startswith("by-modality/") for vote in named.votes for v in vote.votes)
    assert any(v.rule.startswith("by-modality/") for vote in unnamed.votes for v in vote.votes)


def test_as_sourced_asks_the_sources_alone(adviser):
    """A rule that no source gives is silent."""
    found = classify(adviser.context(Query(task="image-captioning", matrix="as-sourced")))

    assert found.votes
    assert all(rule.as_sourced for rule in found.fired.values())
