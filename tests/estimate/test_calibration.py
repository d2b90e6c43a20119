"""The fitted constants."""

import pytest
from tests.estimate.samples import CALIBRATION, LLAMA, Q4, gpu

from modelpick.estimate.calibration import Calibration, calibrated_by
from modelpick.estimate.fit import fit_options
from modelpick.estimate.request import Request


def test_runs_on_this_machine_shift_its_estimates():
    """The median of measured over estimated, and the basis says so."""
    ours = calibrated_by(CALIBRATION, {"decode": [(100.0, 80.0), (50.0, 40.0), (10.0, 9.0)], "prefill": []})
    before, after = (
        fit_options(LLAMA, gpu(), Request(4096), (Q4,), found)[0].decode for found in (CALIBRATION, ours)
    )

    assert after.value == pytest.approx(0.8 * before.value)
    assert after.basis == "calibrated on this machine, 3 runs"


def test_the_nearest_spread_is_taken():
    """A name of its own first, then the wider one, then physics."""
    assert CALIBRATION.spread("decode/nothing", "decode/cuda") == CALIBRATION.spreads["decode/cuda"]
    assert CALIBRATION.spread("nothing").count == 0


def test_a_missing_part_is_an_error():
    """Half a calibration is none."""
    with pytest.raises(KeyError):
        Calibration.from_mapping({"decode": {}})


@pytest.mark.parametrize("name", CALIBRATION.spreads)
def test_spreads_enclose_the_median(name):
    """An interval lies on both sides of what is estimated."""
    spread = CALIBRATION.spreads[name]

    assert 0 < spread.low < 1 < spread.high


@pytest.mark.parametrize("name", CALIBRATION.decode)
def test_constants_are_physical(name):
    """No family beats its bandwidth by more than rounding, and nothing takes negative time."""
    law = CALIBRATION.decode[name]

    assert 0.1 < law.efficiency <= 1.05
    assert min(law.kv_weight, law.layer, law.compute) > 0
