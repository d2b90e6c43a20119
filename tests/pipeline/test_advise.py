"""The whole answer: what tightening a question may do, and that nothing but the question decides it."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import lay_out, model

from modelpick.adviser import Adviser
from modelpick.knowledge.build import build
from modelpick.knowledge.store import Catalog
from modelpick.pipeline.advise import evaluate
from modelpick.query import PRIVACIES, QUALITIES, Query

# From loose to tight. A context is compared with stated ones only: a task may assume more than is asked.
STEPS = {
    "memory": (512e9, 64e9, 16e9, 8e9, 2e9, 5e8),
    "privacy": PRIVACIES,
    "context": (8192, 32_000, 200_000, 1_000_000),
    "license": ((), ("open",), ("permissive",)),
    "languages": ((), ("de",), ("de", "ja")),
    "max_price": (None, 30.0, 5.0, 0.5),
    "quality": QUALITIES,
    "latency": ("batch", "interactive", "realtime"),
    "min_speed": (None, 1.0, 20.0, 200.0),
    "max_latency": (None, 30.0, 5.0, 0.2),
    "region": (None, "eu"),
    "concurrency": (1, 4, 64),
    "exclude": ((), ("Qwen",), ("Qwen", "slm")),
    "providers": ((), ("Google",)),
    "families": ((), ("Qwen3",)),
}
TASKS = (
    *("chat", "image-captioning", "ner", "automatic-speech-recognition", "text-to-image"),
    *("object-detection", "ocr", "rerank", "translation", "time-series-forecasting", "agentic-coding"),
)


@st.composite
def tightened(draw):
    """A query, and the same with one constraint drawn tighter."""
    names = draw(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=3, unique=True))
    base = {name: draw(st.sampled_from(STEPS[name]), label=name) for name in names}
    name = names[0]
    loose, tight = sorted(draw(st.tuples(*[st.integers(0, len(STEPS[name]) - 1)] * 2)))
    return [base | {name: STEPS[name][index]} for index in (loose, tight)]


@settings(max_examples=50, deadline=None)
@given(task=st.sampled_from(TASKS), pair=tightened())
def test_tightening_a_constraint_never_adds_a_model(adviser, task, pair):
    """What satisfies more satisfies less; only the stages of a pipeline show the next best in turn."""
    key = adviser.catalog.find("tasks", task, noun="task")
    loose, tight = (
        {a.model.id for a in evaluate(adviser.context(Query(task=key, **fields))).alternatives if not a.stage}
        for fields in pair
    )

    assert tight <= loose


@pytest.fixture(scope="module")
def rebuilt(small_folder, tmp_path_factory):
    """The adviser on a changed copy of the small data."""
    opened = []

    def make(change):
        place = tmp_path_factory.mktemp("rebuilt")
        folder = shutil.copytree(small_folder, place / "data")
        change(folder)
        build(folder, place / "c.sqlite", key="k")
        opened.append(Catalog(place / "c.sqlite"))
        return Adviser(opened[-1])

    yield make
    for catalog in opened:
        catalog.close()


QUESTIONS = (
    {"task": "chat"},
    {"task": "captioning"},
    {"task": "chat", "memory": 16e9},
    {"task": "chat", "prefer": "small", "license": ("permissive",)},
    {"task": "chat", "quality": "good"},
)


@pytest.mark.parametrize(
    "newcomer",
    [
        model("acme/unmeasured-3b", parameters=3_000_000_000),
        model("acme/sings", capabilities=["sing"], outputs=["audio"]),
        model(
            "zeta/hosted", weights="closed", parameters=None, price={"output": 99, "source": "https://x.org"}
        ),
        model("zeta/retired", lifecycle="retired"),
    ],
    ids=lambda entry: entry["id"],
)
def test_a_model_that_is_added_never_reorders_the_others(small, rebuilt, newcomer):
    """Compiled with it, every answer has the others as before."""
    larger = rebuilt(lambda folder: lay_out(folder, {f"models/{newcomer['id']}.yaml": newcomer}))

    for fields in QUESTIONS:
        before = [a.model.id for a in small.advise(Query(**fields)).alternatives]
        after = [a.model.id for a in larger.advise(Query(**fields)).alternatives]
        assert [key for key in after if key != newcomer["id"]] == before


@pytest.mark.parametrize("seed", range(2))
def test_where_a_record_is_written_changes_nothing(small, rebuilt, seed):
    """Records moved between files and shuffled in them give the same answers."""

    def shuffle(folder):
        files = sorted((folder / "tasks").iterdir())
        entries = [entry for file in files for entry in json.loads(file.read_text())]
        random.Random(seed).shuffle(entries)
        for file in files:
            file.unlink()
        lay_out(folder, {"tasks/all.yaml": entries})

    shuffled = rebuilt(shuffle)

    for fields in QUESTIONS:
        assert shuffled.advise(Query(**fields)) == small.advise(Query(**fields))


@pytest.mark.parametrize("form", ["json", "table", "markdown"])
def test_the_same_question_has_the_same_answer_byte_for_byte(form):
    """In every process, whatever the order of its hashes."""
    arguments = [
        "recommend",
        "voice-agent",
        "--memory",
        "24GB",
        "--explain",
        "--why-not",
        "whisper",
        "--format",
        form,
    ]
    runs = [
        subprocess.run(
            [sys.executable, "-m", "modelpick", *arguments],
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        for seed in ("0", "4242")
    ]

    assert len({run.stdout for run in runs}) == 1


def test_a_pipeline_brings_models_of_every_stage(adviser):
    """The best of each first."""
    advice = adviser.advise(Query(task="voice-agent", memory=24e9))
    vote = next(found for found in advice.classes if found.id == "pipeline")
    stages = [a.stage for a in advice.alternatives if a.stage]

    assert stages[: len(vote.pipeline)] == list(vote.pipeline)


def test_with_modalities_alone_a_task_is_assumed_and_said(adviser):
    """The first class's own."""
    advice = adviser.advise(Query(inputs=("image",), outputs=("text",)))

    assert advice.feasible
    assert advice.task is not None


def test_a_model_named_outright_is_always_answered_for(small):
    """Whether or not the task is its own."""
    advice = small.advise(Query(task="captioning", models=("acme/tiny-8b",)))
    (entry,) = [entry for entry in advice.excluded if entry.model.id == "acme/tiny-8b"]

    assert "task" in {rejection.constraint for rejection in entry.rejections}


def test_every_task_is_answered(adviser):
    """With a class and a model."""
    tasks = adviser.catalog.ids("tasks")
    answers = {key: evaluate(adviser.context(Query(task=key))) for key in tasks}

    assert [key for key, advice in answers.items() if not advice.classes or not advice.feasible] == []
