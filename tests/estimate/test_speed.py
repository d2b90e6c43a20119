"""Speeds of placed models."""

import pytest
from msgspec.structs import replace
from tests.estimate.samples import CALIBRATION, LLAMA, MIXTURE, gpu

from modelpick.estimate.device import Pool
from modelpick.estimate.speed import Measurement, Workload, ground_of, pace_of, published, text_speed
from modelpick.estimate.token_cost import token_cost


def load(shape):
    return Workload(token_cost(shape), near=0.0, full=1e9, prompt=512, answer=128, batch=1)


def pace_on(device, shape):
    ground = ground_of(device, "llama.cpp", CALIBRATION, mixture=shape.is_moe)
    return pace_of(load(shape), ground)


def test_the_more_spills_the_slower():
    """From all on the card to none of it."""
    for shape in (LLAMA, MIXTURE):
        pace = pace_on(gpu(), shape)
        shares = (1.0, 0.9, 0.6, 0.3, 0.0)
        speeds = [text_speed(load(shape), pace, 18e9, "Q4_K_M", resident=s).decode.value for s in shares]

        assert speeds == sorted(speeds, reverse=True)


def test_offloading_to_memory_of_unknown_speed_is_less_certain():
    """The host may have slow or fast memory."""
    known, unknown = gpu(), replace(gpu(), pools=(gpu().pools[0], Pool("ram", 64e9, 56e9)))
    widths = []
    for device in (known, unknown):
        pace = pace_on(device, MIXTURE)
        decode = text_speed(load(MIXTURE), pace, 18e9, "Q4_K_M", resident=0.4).decode
        widths.append(decode.high / decode.low)

    assert widths[1] > 2 * widths[0]


def test_the_basis_names_the_backend_and_its_measurements():
    """A reader can tell what a figure rests on."""
    pace = pace_on(gpu(), LLAMA)
    count = CALIBRATION.spreads["decode/cuda"].count

    basis = text_speed(load(LLAMA), pace, 5e9, "Q4_K_M").decode.basis
    assert basis == f"same backend (cuda), {count} measurements"


def test_the_first_published_speed_counts():
    """The caller puts the best first; other kinds do not answer."""
    found = published((Measurement(5.0, what="prefill"), Measurement(7.0), Measurement(9.0)), "decode")

    assert found.value == pytest.approx(7.0)
    assert published((), "decode") is None
