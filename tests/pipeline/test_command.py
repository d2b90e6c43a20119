"""A query as the command line that asks it."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.main import get_command

from modelpick.cli.app import app
from modelpick.cli.recommend import one_task
from modelpick.intake import OPTIONS, build_query
from modelpick.pipeline.command import arguments_of, command_line, size_text
from modelpick.query import LATENCIES, PREFERENCES, PRIVACIES, QUALITIES, Query

sizes = st.integers(0, 10**13).map(float)
numbers = st.floats(0.001, 1e9)
some = {"unique": True, "max_size": 3}


def several(*words):
    return st.lists(st.sampled_from(words), **some).map(tuple)


queries = st.builds(
    Query,
    task=st.sampled_from(["chat", "captioning"]),
    inputs=several("text", "image", "robot-state"),
    outputs=several("text", "boxes"),
    modalities=st.none() | st.integers(1, 9),
    on_device=st.booleans(),
    privacy=st.sampled_from(PRIVACIES),
    region=st.sampled_from([None, "eu", "us"]),
    hardware=st.sampled_from([None, "2x RTX 3090", 'it\'s "my" $HOME `box`', "-H"]),
    vram=st.none() | sizes,
    ram=st.none() | sizes,
    memory=st.none() | sizes,
    latency=st.none() | st.sampled_from(LATENCIES),
    min_speed=st.none() | numbers,
    max_latency=st.none() | numbers,
    context=st.none() | st.integers(1, 10**9),
    concurrency=st.integers(1, 1000),
    license=several("open", "MIT", "Apache-2.0"),
    languages=several("de", "pt-br", "zh-hans"),
    max_price=st.none() | numbers,
    quality=st.sampled_from(QUALITIES),
    prefer=st.sampled_from(PREFERENCES),
    weights=st.dictionaries(st.sampled_from(["quality", "speed", "cost"]), st.floats(0, 100), max_size=3),
    classes=several("slm", "vlm"),
    families=several("Tiny", "Collective"),
    providers=several("Acme", "Borg"),
    models=several("8B", "acme/tiny-8b", "tiny"),
    exclude=several("llm", "borg/old", "Cyan"),
    limit=st.integers(1, 100),
    matrix=st.sampled_from(["current", "as-sourced"]),
)


RECOMMEND = get_command(app).commands["recommend"]
NAMES = {"inputs": "input", "outputs": "output", "license_": "license", "class_": "class"}


def parsed(line):
    """What the command line makes of its arguments, by the long names of options."""
    program, command, *arguments = shlex.split(line)
    assert (program, command) == ("modelpick", "recommend")
    values = RECOMMEND.make_context(command, arguments).params
    named = {NAMES.get(name, name).replace("_", "-"): value for name, value in values.items()}
    named["task"] = one_task(named["task"], None)
    return {name: value for name, value in named.items() if name in OPTIONS}


@settings(max_examples=80, deadline=None)
@given(query=queries)
def test_a_line_asks_what_it_was_made_from(small, query):
    """To the last digit, through a shell's quoting and the parser of the command line."""
    assert build_query(parsed(command_line(query)), small.catalog) == query


def test_what_is_not_asked_is_not_said():
    """The shortest line that asks it."""
    assert command_line(Query(task="chat")) == "modelpick recommend chat"
    assert arguments_of(Query()) == []


@pytest.mark.parametrize(
    ("size", "text"),
    [(0.0, "0GB"), (5e8, "500MB"), (16e9, "16GB"), (2.0**34, "17.179869184GB"), (1e13, "10000GB")],
)
def test_sizes_are_written_as_people_do(size, text):
    """And are exact."""
    assert size_text(size) == text


def test_a_policy_goes_along(small, tmp_path):
    """Its file is named, and what it requires is said too."""
    path = tmp_path / "p.yaml"
    path.write_text("require: {privacy: local}\n")
    query = small.query(task="chat", policy=str(path))

    assert command_line(query) == f"modelpick recommend chat --privacy local --policy {path}"
