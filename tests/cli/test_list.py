"""``modelpick list``."""

from __future__ import annotations

import csv
import io

import pytest

THINGS = (
    *("tasks", "classes", "models", "hardware", "benchmarks"),
    *("quantizations", "runtimes", "licenses", "sources"),
)
CONTRACT_KEYS = [
    *(
        "id",
        "family",
        "provider",
        "class",
        "tasks",
        "license",
        "weights",
        "parameters",
        "released",
        "quality",
    ),
]


@pytest.mark.parametrize("things", THINGS)
def test_every_thing_can_be_listed(document, things):
    """Each list names its schema and has entries with ids."""
    answer = document("list", things)

    assert answer["schema"] == f"modelpick.{things}/1"
    assert all(entry["id"] for entry in answer[things])
    assert answer[things]


def test_models_have_the_keys_of_the_contract(document):
    """``list models --json`` has exactly the keys that programs rely on, in that order."""
    assert {tuple(entry) for entry in document("list", "models")["models"]} == {tuple(CONTRACT_KEYS)}


def test_quality_is_null_without_a_task(document):
    """Quality is of a task, so none is named where no task is."""
    assert {entry["quality"] for entry in document("list", "models")["models"]} == {None}


def test_a_task_gives_its_models_best_first(document):
    """With ``--task``, known qualities fall and unknown ones come last."""
    models = document("list", "models", "--task", "speech-recognition")["models"]
    values = [model["quality"]["value"] if model["quality"] else -1 for model in models]

    assert values == sorted(values, reverse=True)
    assert values[0] > 0


def test_a_task_may_be_an_alias(document):
    """An alias or pipeline tag lists the same as the id."""
    assert document("list", "models", "--task", "asr") == document(
        "list", "models", "--task", "speech-recognition"
    )


def test_every_evidence_says_what_it_is(document):
    """A quality that was measured names benchmark, value and date."""
    models = document("list", "models", "--task", "speech-recognition")["models"]
    rows = [
        row
        for m in models
        if m["quality"] and m["quality"]["grade"] == "measured"
        for row in m["quality"]["evidence"]
    ]

    assert rows
    assert all(row["benchmark"] and row["value"] is not None for row in rows)


@pytest.mark.parametrize(
    ("filters", "key", "value"),
    [
        (("--provider", "openai"), "provider", "OpenAI"),
        (("--weights", "gated"), "weights", "gated"),
        (("--license", "mit"), "license", "MIT"),
    ],
)
def test_filters_of_models(document, filters, key, value):
    """A filter leaves only what has the value, whatever its case."""
    assert {model[key] for model in document("list", "models", *filters)["models"]} == {value}


def test_filters_add_up(document):
    """Two filters leave what passes both."""
    both = document("list", "models", "--class", "asr", "--license", "permissive")["models"]
    classes = document("list", "models", "--class", "asr")["models"]
    licenses = document("list", "models", "--license", "permissive")["models"]

    assert both == [model for model in classes if model in licenses]
    assert 0 < len(both) < len(classes)


def test_an_umbrella_term_lists_the_class_that_stands_for_it(document):
    """MLLM is another word for VLM, so both list the same models."""
    assert document("list", "models", "--class", "mllm") == document("list", "models", "--class", "vlm")


def test_search_needs_every_word(document):
    """All words must occur, in any order."""
    found = document("list", "tasks", "--search", "caption image")["tasks"]

    assert "image-captioning" in {task["id"] for task in found}
    assert len(found) < 10


def test_tasks_by_modality(document):
    """``--group`` leaves tasks that take or give it."""
    found = document("list", "tasks", "--group", "audio")["tasks"]

    assert all("audio" in task["inputs"] + task["outputs"] for task in found)
    assert {"speech-recognition", "text-to-speech"} <= {task["id"] for task in found}


def test_hardware_by_kind_and_vendor(document):
    """Devices are filtered by kind and vendor."""
    found = document("list", "hardware", "--kind", "gpu", "--vendor", "nvidia")["hardware"]

    assert {(device["kind"], device["vendor"].lower()) for device in found} == {("gpu", "nvidia")}


def test_nothing_found_is_an_answer(modelpick):
    """A search without result says so and succeeds."""
    run = modelpick("list", "models", "--search", "zzzzzz")

    assert run.returncode == 0
    assert "no models like that" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("list", "model"), "models"),
        (("list", "models", "--task", "captionning"), "captioning"),
        (("list", "models", "--provider", "opnai"), "OpenAI"),
        (("list", "models", "--class", "vlmm"), "vlm"),
        (("list", "models", "--weights", "free"), "open, gated, closed"),
        (("list", "hardware", "--kind", "gpuu"), "gpu"),
        (("list", "models", "--format", "jsn"), "json"),
        (("list", "tasks", "--vendor", "nvidia"), "--search"),
    ],
)
def test_bad_values_name_the_closest(modelpick, arguments, near):
    """What nothing has ends with exit code 2 and the closest valid name, on standard error alone."""
    run = modelpick(*arguments)

    assert (run.returncode, run.stdout) == (2, "")
    assert near in run.stderr


def test_csv_has_one_line_a_record(document, modelpick):
    """CSV rows are the records of the list, ids first."""
    rows = list(csv.reader(io.StringIO(modelpick("list", "licenses", "--format", "csv").stdout)))

    assert [row[0] for row in rows[1:]] == [entry["id"] for entry in document("list", "licenses")["licenses"]]


def test_markdown_is_a_table(modelpick):
    """Markdown is a pipe table."""
    lines = modelpick("list", "runtimes", "--format", "markdown").stdout.splitlines()

    assert lines[0].startswith("| Runtime |")
    assert set(lines[1]) <= set("|-: ")


@pytest.mark.parametrize("width", ["60", "80", "120", "200"])
def test_ids_survive_any_width(modelpick, document, width):
    """However narrow the terminal, every line fits and every id is whole."""
    lines = modelpick("list", "models", "--search", "nvidia", COLUMNS=width).stdout.splitlines()
    ids = [model["id"] for model in document("list", "models", "--search", "nvidia")["models"]]

    assert max(map(len, lines)) <= int(width)
    assert [line.split()[0] for line in lines[2:-1] if "/" in line] == ids


def test_the_answer_is_the_same_twice(modelpick):
    """Same input, same output, byte for byte."""
    run = modelpick.__wrapped__

    assert run("list", "tasks", "--json").stdout == modelpick("list", "tasks", "--json").stdout
