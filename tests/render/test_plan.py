"""How a model is served, as a page."""

from __future__ import annotations

import shlex

import pytest

from modelpick.render.document import Grid, Paragraph
from modelpick.render.plan import plan
from modelpick.sizing.ask import read_ask
from modelpick.sizing.planned import planned


def page(adviser, name, **given):
    asked = read_ask(name, {k.replace("_", "-"): v for k, v in given.items()}, adviser.catalog)
    return plan(planned(asked, adviser))


@pytest.fixture(scope="module")
def large(adviser):
    return page(adviser, "llama 3.1 405b", hardware="2x8 H100", quant="BF16")


def lines(document):
    return [section.text for section in document.sections if isinstance(section, Paragraph)]


def test_the_memory_of_each_gpu_is_shown(large):
    """Part by part, against what it has."""
    text = next(line for line in lines(large) if line.startswith("each device"))

    assert "weights 50.7 GB" in text
    assert text.endswith("of 79 GB")


def test_every_split_says_what_it_needs(large):
    """Bytes a token, rates at the speeds reached, and what the link carries."""
    text = "\n".join(lines(large))

    assert "tensor parallel over 8: 115 kB a token and layer" in text
    assert "NVLink 4 carries 450 GB/s each way" in text
    assert "pipeline parallel over 2: 32.8 kB a token" in text


def test_a_broken_command_is_still_the_command(large):
    """Lines joined where a shell joins them are the very command of the JSON."""
    engines = large.data["plans"][0]["engines"]
    wanted = [shlex.split(c["command"]) for steps in engines for c in steps["commands"]]
    joined = "\n".join(
        p.text for p in large.sections if isinstance(p, Paragraph) and p.style == "note" and p.indent
    )
    whole = [shlex.split(line) for line in joined.replace("\\\n", " ").splitlines()]

    assert whole == wanted


def test_csv_names_what_is_as_large(adviser):
    """The others of the same memory are a column of the CSV, not of the page."""
    found = page(adviser, "8B")
    shown = next(section for section in found.sections if isinstance(section, Grid))

    assert found.grid.columns[-1].title == "Also"
    assert shown.columns[-1].title != "Also"


def test_offloading_is_told(adviser):
    """Part in RAM: both memories count together."""
    found = page(adviser, "llama 3.3 70b", hardware="RTX 4090", ram="64GB", quant="Q4_K_M")

    assert any(line.startswith("GPU and RAM together") for line in lines(found))


def test_a_plain_size_is_said_once(adviser):
    """``7B``, not ``7B (7B)``; what 8x7B comes to is said."""
    assert page(adviser, "7B").sections[0].text.startswith("7B:")
    assert page(adviser, "8x7B").sections[0].text.startswith("8x7B (4")


def test_a_hosted_model_is_not_said_to_be_served(adviser):
    """Its page names it and why it cannot be: no context, and no talk of what serves it."""
    hosted = next(model for model in adviser.catalog.models() if model.weights == "closed")
    first = lines(page(adviser, hosted.id))[0]

    assert hosted.name in first
    assert "tokens" not in first
