"""Models that work on items."""

import pytest
from msgspec.structs import replace
from tests.estimate.samples import CALIBRATION, gpu, mac

from modelpick.estimate.device import Pool
from modelpick.estimate.items import item_key, item_speed
from modelpick.estimate.shape import ModelShape

WHISPER = ModelShape("whisper-large-v3", "asr", 1_550_000_000)


def test_whisper_on_an_a100():
    """145 times real time was measured."""
    a100 = replace(gpu(), fp16_flops=312e12, pools=(Pool("vram", 80e9, 76e9, 2e12, memory_type="HBM2e"),))
    speed = item_speed(WHISPER, a100, 3.1e9, CALIBRATION)

    assert speed.unit == "x realtime"
    assert speed.low < 145 < speed.high


def test_fewer_steps_are_faster():
    """Four steps take a seventh of the usual 28."""
    usual = ModelShape("flux", "diffusion", 12_000_000_000)
    turbo = replace(usual, steps=4)
    slow, fast = (item_speed(shape, gpu(), 24e9, CALIBRATION).value for shape in (usual, turbo))

    assert fast == pytest.approx(7 * slow)


def test_encoders_are_told_apart_by_what_they_read():
    """Images are longer than sentences."""
    text, image = (ModelShape("e", "encoder", 10**8, vision=vision) for vision in (False, True))

    assert (item_key(text), item_key(image)) == ("text-encoder", "image-encoder")


def test_an_inferred_throughput_widens_the_interval():
    """A device whose arithmetic is not stated may be faster or slower."""
    known, unknown = mac(), replace(mac(), fp16_flops=None)
    narrow, wide = (item_speed(WHISPER, device, 3.1e9, CALIBRATION) for device in (known, unknown))

    assert wide.high / wide.low > narrow.high / narrow.low


def test_physics_alone_says_so():
    """No measurements of embedders stand behind the figure."""
    assert item_speed(ModelShape("e", "encoder", 10**8), gpu(), 2e8, CALIBRATION).basis == "physics only"


def test_without_bandwidth_or_throughput_nothing_is_said():
    """Unknown stays unknown."""
    bare = replace(gpu(), fp16_flops=None, pools=(Pool("vram", 24e9, 22e9),))

    assert item_speed(WHISPER, bare, 3.1e9, CALIBRATION) is None
