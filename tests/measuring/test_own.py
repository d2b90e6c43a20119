"""Stored runs and the estimates of the packaged catalogue."""

import pytest
from msgspec.structs import replace
from tests.measuring.making import PLACE, run

from modelpick.adviser import Adviser
from modelpick.errors import Problem
from modelpick.hardware.detect import Detected
from modelpick.measuring.own import expected, place_of, use_of, with_runs
from modelpick.measuring.protocol import Figure
from modelpick.measuring.runs import Runs
from modelpick.sizing.ask import read_ask
from modelpick.sizing.fitted import fitted


@pytest.fixture(scope="module")
def card(adviser):
    """An RTX 4090."""
    return adviser.resolve("RTX 4090")


@pytest.fixture
def own(adviser, card):
    """The card with these runs on it."""

    def made(*runs, here=True, broken=()):
        return with_runs(card, Runs(runs, broken), adviser.catalog, adviser.shared, here=here)

    return made


def slow(name="a", factor=0.7, **values):
    """A run that reached a share of what is estimated of Qwen3-8B on the card, 142 and 8 600 tokens a second."""
    decode, prefill = 142 * factor, 8600 * factor
    figures = {"decode": Figure(decode, decode, decode, 3), "prefill": Figure(prefill, prefill, prefill, 3)}
    return run(name, **{**figures, **values})


def test_hardware_is_named_as_the_catalogue_does(card):
    """So that a run of today is known tomorrow."""
    assert place_of(card) == PLACE


def test_runs_of_other_hardware_say_nothing(own, card):
    """Nor do runs of unknown hardware."""
    other = replace(PLACE, ids=("rtx-3060-12gb",))

    assert own(slow(hardware=other), slow("b", hardware=None)) == card


def test_a_run_is_judged_against_what_was_estimated(own):
    """Decode and prefill, each with the engine it was run in."""
    found = own(slow()).own

    assert [(one.what, one.engine) for one in found.judged] == [
        ("decode", "llama.cpp"),
        ("prefill", "llama.cpp"),
    ]
    assert all(one.ratio == pytest.approx(0.7, rel=0.25) for one in found.judged)
    assert found.runs[0].decode.basis == "measured on this machine with llama.cpp, 2026-11-23"


def test_the_newest_run_of_a_model_counts(own):
    """An older one of the same model, quantisation and program is history."""
    found = own(slow("20261101", 0.5), slow("20261102", 0.9)).own

    assert len(found.runs) == 1
    assert [one.ratio for one in found.judged if one.what == "decode"] == [pytest.approx(0.9, rel=0.1)]


def test_elsewhere_it_is_such_hardware(own):
    """A device named on the command line need not be this machine."""
    assert own(slow(), here=False).own.place == "such hardware"


@pytest.mark.parametrize("factor", [0.01, 50.0])
def test_what_cannot_be_is_kept_to_its_model(own, factor):
    """A CPU in place of the GPU, or another model: shown for its own, but moving no other."""
    found = own(slow(factor=factor)).own

    assert (len(found.runs), found.judged) == (1, ())


@pytest.mark.parametrize(
    "unknown", [{"model": None}, {"model": "no/such"}, {"quantization": None}, {"quantization": "Q9"}]
)
def test_a_run_of_something_unknown_says_nothing(own, unknown):
    """It is stored, and no estimate rests on it."""
    found = own(slow(**unknown)).own

    assert (found.runs, found.judged) == ((), ())


def test_words_are_no_tokens(own):
    """Where prompts were not counted, reading is neither shown nor judged."""
    found = own(slow(read=False)).own

    assert found.runs[0].prefill is None
    assert [one.what for one in found.judged] == ["decode"]


def test_a_damaged_file_is_mentioned(own):
    """On this machine, with what removes it; the rest goes on."""
    found = own(slow(), broken=(Problem("x.json", None, "", "is no stored run"),))

    assert any("x.json" in text and "--forget" in text for text in found.assumptions)
    assert found.own is not None


def test_no_run_is_expected_from_itself(adviser, own):
    """What would have been estimated does not depend on the runs there are."""
    bare = expected(slow(), adviser.resolve("RTX 4090"), adviser.catalog, adviser.shared)

    assert expected(slow(), own(slow()), adviser.catalog, adviser.shared) == bare


@pytest.mark.parametrize(
    ("values", "used", "said"),
    [
        ({}, True, "calibrated by it"),
        ({"model": None}, False, "catalog import"),
        ({"quantization": None}, False, "--quant"),
        ({"model": "no/such"}, False, "nothing is estimated"),
        ({"factor": 0.01}, False, "is the GPU used"),
    ],
)
def test_what_becomes_of_a_run_is_said(adviser, card, values, used, said):
    """Whether it calibrates, or why not."""
    found, why = use_of(slow(**values), card, adviser.catalog, adviser.shared)

    assert found is used
    assert said in why


def test_unknown_hardware_is_said(adviser):
    """With the option that names it."""
    assert "--hardware" in use_of(slow(hardware=None), None, adviser.catalog, adviser.shared)[1]


def test_later_estimates_are_calibrated_and_say_so(adviser, own):
    """Another model on the same card is slower than before; the measured one shows what was measured."""
    ask = read_ask("Qwen3-14B", {"quant": "Q4_K_M"}, adviser.catalog)
    same = read_ask("Qwen/Qwen3-8B", {"quant": "Q4_K_M"}, adviser.catalog)
    calibrated = own(slow())

    def speed(question, device):
        here = Adviser(adviser.catalog)
        here.detected = Detected(device, (), ())
        return fitted(question, here).options[0].decode

    before, after = speed(ask, replace(calibrated, own=None)), speed(ask, calibrated)
    assert 0.7 < after.value / before.value < 1.0
    assert after.basis == "calibrated by 1 run on this machine"
    assert speed(same, calibrated).value == pytest.approx(142 * 0.7)
