"""Whether a model fits, as a document."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

from modelpick.estimate.interval import Interval
from modelpick.render.document import Grid
from modelpick.render.fit import fit, interval_text
from modelpick.render.plain import to_json
from modelpick.schemas.serving import Fit
from modelpick.sizing.ask import read_ask
from modelpick.sizing.fitted import fitted


@pytest.fixture(scope="module")
def found(adviser):
    return fitted(read_ask("Qwen/Qwen3.8-27B", {"hardware": "RTX 4090"}, adviser.catalog), adviser)


def grid(document):
    return next(section for section in document.sections if isinstance(section, Grid))


@pytest.mark.parametrize("name", ["Qwen/Qwen3.8-27B", "8x7B", "openai/whisper-large-v3", "openai/gpt-5"])
def test_the_json_is_what_its_schema_says(adviser, name):
    """No key more, none less, for every kind of model."""
    asked = read_ask(name, {"hardware": "RTX 4090"}, adviser.catalog)

    TypeAdapter(Fit).validate_json(to_json(fit(fitted(asked, adviser))), strict=True)


def test_the_table_leaves_out_what_another_beats(found):
    """Q4_1 is larger and worse than Q4_K_M; JSON and CSV have both."""
    shown = {row[0].split()[0] for row in grid(fit(found)).rows}
    every = {row[0] for row in fit(found).grid.rows}

    assert "Q4_K_M" in shown
    assert "Q4_1" not in shown
    assert {"Q4_K_M", "Q4_1"} <= every


def test_the_table_leaves_out_what_loses_a_fifth(found):
    """One-bit files are no advice where four bits fit."""
    assert not any(row[0].startswith("IQ1") for row in grid(fit(found)).rows)


def test_what_a_quantisation_costs_has_its_source(found):
    """The measure and where it was read."""
    options = {o["quantization"]: o for o in json.loads(to_json(fit(found)))["options"]}

    assert options["Q4_K_M"]["quality_loss"]["value"] == 0.0272
    assert "perplexity" in options["Q4_K_M"]["quality_loss"]["measured_on"]
    assert options["Q4_K_M"]["quality_loss"]["sources"]


def test_an_unmeasured_cost_is_null(found):
    """Unknown is not zero."""
    options = {o["quantization"]: o for o in fit(found).data["options"]}

    assert options["AWQ-INT4"]["quality_loss"]["value"] is None
    assert "unknown" in next(row for row in fit(found).grid.rows if row[0] == "AWQ-INT4")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Interval(40.9, 28.4, 47.8, "tok/s", ""), "40.9 (28-48) tok/s"),
        (Interval(2480.0, 1530.0, 4870.0, "tok/s", ""), "2,480 (1,500-4,900) tok/s"),
        (None, ""),
    ],
)
def test_speeds_are_read_at_a_glance(value, expected):
    """Three digits, the range with two, thousands in full."""
    assert interval_text(value) == expected
