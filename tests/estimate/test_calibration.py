"""The fitted constants."""

import pytest
from tests.estimate.samples import CALIBRATION

from modelpick.estimate.calibration import Calibration


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


@pytest.mark.parametrize("name", CALIBRATION.own)
def test_devices_and_models_differ(name):
    """What own measurements say rests on both variances being above zero."""
    assert min(CALIBRATION.own[name].between, CALIBRATION.own[name].within) > 0
