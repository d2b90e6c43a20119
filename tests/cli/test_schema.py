"""``modelpick schema``, and the real output of every command against its schema."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

from modelpick.schemas.registry import described, schema_of, shapes

PRINTED = [
    ("recommend", "image-captioning"),
    ("recommend", "chat", "--memory", "16GB", "--explain"),
    (
        "recommend",
        "chat",
        "--memory",
        "16GB",
        "--pareto",
        "--plot",
        "--relax",
        "--why-not",
        "gpt-6",
        "--why-not",
        "llm",
    ),
    ("recommend", "chat", "--memory", "16GB", "--model", "70B", "--why-not", "no-such-model"),
    ("why", "Qwen3.5-4B", "chat", "--memory", "16GB"),
    ("why", "Qwen3.8-27B", "chat", "--memory", "4GB"),
    ("explain", "LMM"),
    ("explain", "captioning"),
    ("explain", "moe"),
    ("compare", "llm", "slm", "multimodal"),
    ("compare", "Qwen/Qwen3.8-27B", "google/gemma-4-31B-it"),
    ("matrix",),
    ("matrix", "by-task"),
    ("matrix", "--as-sourced"),
    ("matrix", "contradictions"),
    ("matrix", "memory-by-size"),
    ("matrix", "trends"),
    ("show", "Qwen/Qwen3.8-27B"),
    ("show", "openai/whisper-large-v3"),
    ("timeline",),
    ("catalog", "info"),
    ("catalog", "check"),
    ("bench", "--list"),
    ("schema",),
    ("list", "models"),
    ("list", "models", "--task", "chat"),
    *(("list", things) for things in ("tasks", "classes", "hardware", "benchmarks", "quantizations")),
    *(("list", things) for things in ("runtimes", "licenses", "sources")),
]


@pytest.mark.parametrize("arguments", PRINTED, ids=" ".join)
def test_what_is_printed_is_what_the_schema_says(modelpick, arguments):
    """Every key, no other, each of the declared type, under the name the document gives itself."""
    printed = modelpick(*arguments, "--json").stdout
    name = json.loads(printed)["schema"].removeprefix("modelpick.").removesuffix("/1")

    TypeAdapter(shapes()[name]).validate_json(printed, strict=True)


def test_a_schema_is_printed_as_json(document):
    """``schema NAME`` is a JSON Schema of today's dialect."""
    schema = document("schema", "models")

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "class" in schema["$defs"]["ListedModel"]["properties"]


@pytest.mark.parametrize("name", [found.name for found in described()])
def test_every_schema_can_be_made(name):
    """Each name of the list has a schema of an object or a list."""
    assert schema_of(name)["type"] in ("object", "array")


def test_a_document_may_be_named_as_it_names_itself():
    """``modelpick.model/1`` is the same as ``model``."""
    assert schema_of("modelpick.model/1") == schema_of("model")


def test_the_id_of_a_model_file_is_its_path():
    """A model file need not name its id."""
    assert "id" not in schema_of("data/models")["required"]


def test_an_unknown_document_names_the_closest(modelpick):
    """Exit 2, and the nearest name."""
    run = modelpick("schema", "recomendation")

    assert (run.returncode, run.stdout) == (2, "")
    assert "recommendation" in run.stderr
