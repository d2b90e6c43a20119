"""Options of ``fit`` and ``plan`` as typed."""

from __future__ import annotations

import pytest

from modelpick.errors import UsageError
from modelpick.planning.cluster import Cluster
from modelpick.sizing.ask import read_ask


def ask(adviser, **given):
    return read_ask("7B", {name.replace("_", "-"): value for name, value in given.items()}, adviser.catalog)


def test_values_are_read(adviser):
    """Sizes, counts and names in any case."""
    found = ask(
        adviser, vram="24GB", context="32k", concurrency="4", quant="q4_k_m", kv_type="Q8-0", runtime="vLLM"
    )

    assert (found.query.vram, found.query.context, found.query.concurrency) == (24e9, 32_000, 4)
    assert (found.quantization, found.kv_type, found.runtime) == ("Q4_K_M", "q8_0", "vllm")


@pytest.mark.parametrize(("text", "meant"), [("4bit", "Q4_K_M"), ("fp16", "F16"), ("awq", "AWQ-INT4")])
def test_loose_words_say_how_they_were_read(adviser, text, meant):
    """What people say for a quantisation is understood, and told."""
    found = ask(adviser, quant=text)

    assert found.quantization == meant
    assert found.notes == (f"--quant {text} was read as {meant}",)


def test_machines_are_taken_from_the_hardware(adviser):
    """``2x8 H100`` keeps its machines."""
    found = ask(adviser, hardware="2x8 H100")

    assert (found.query.hardware, found.cluster) == ("16x H100", Cluster(2, 8))


def test_nothing_asked_is_the_default(adviser):
    """16-bit cache, one user, no hardware."""
    found = ask(adviser)

    assert (found.kv_type, found.query.concurrency, found.query.hardware, found.notes) == ("f16", 1, None, ())


@pytest.mark.parametrize(
    "given",
    [
        {"quant": "Q99"},
        {"kv_type": "q3"},
        {"runtime": "nothing"},
        {"context": "0"},
        {"context": "-5"},
        {"concurrency": "0"},
        {"concurrency": "1.5"},
        {"min_speed": "-1"},
        {"vram": "-3GB"},
        {"memory": "much"},
    ],
)
def test_nonsense_is_refused(adviser, given):
    """Unknown names and impossible numbers are bad usage, never replaced."""
    with pytest.raises(UsageError):
        ask(adviser, **given)
