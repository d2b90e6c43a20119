"""Models that work on items."""

import pytest
from msgspec.structs import replace
from tests.estimate.samples import CALIBRATION, gpu, mac

from modelpick.estimate.calibration import ItemLaw
from modelpick.estimate.device import Pool
from modelpick.estimate.items import item_key, item_reached, item_seconds, item_speed, item_unit
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.throughput import Throughput

WHISPER = ModelShape("whisper-large-v3", "asr", 1_550_000_000)


def test_whisper_one_stream_at_a_time():
    """Fifteen times real time was measured on a GPU of half the throughput, with a good program."""
    speed = item_speed(WHISPER, replace(gpu(), fp16_flops=54e12), 3.1e9, CALIBRATION)

    assert speed.unit == "x realtime"
    assert speed.low < 15 < speed.high


def test_speech_at_once_is_faster_than_token_by_token():
    """A transducer of Whisper's size."""
    at_once = replace(WHISPER, one_pass=True)
    slow, fast = (item_speed(shape, gpu(), 3.1e9, CALIBRATION).value for shape in (WHISPER, at_once))

    assert item_key(at_once) == "asr-one-pass"
    assert fast > 10 * slow


def test_a_detector_on_a_t4():
    """YOLO11m takes 4.7 ms there."""
    t4 = replace(gpu(), fp16_flops=65.1e12, pools=(Pool("vram", 16e9, 15e9, 320e9),))
    speed = item_speed(ModelShape("yolo11m", "detector", 20_100_000), t4, 4e7, CALIBRATION)

    assert speed.low < 213 < speed.high
    assert speed.basis.startswith("same kind of model")


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("google/siglip2-so400m-patch14-384", 729 / 256),
        ("timm/vit_so400m_patch14_siglip_378.webli_ft_in1k", 729 / 256),
        ("microsoft/swin-tiny-patch4-window7-224", 500 / 256),
    ],
)
def test_a_picture_of_more_patches_takes_longer(name, times):
    """Where the name tells how large it is; windows do not count as patches."""
    small = ModelShape("vit-base-patch14-224", "encoder", 10**9, vision=True)
    law = replace(CALIBRATION.items["image-encoder"], launch=0.0)
    plain, large = (item_seconds(shape, 2e9, 1e14, law) for shape in (small, replace(small, id=name)))

    assert large / plain == pytest.approx(times)


def test_stated_operations_win_over_the_parameters():
    """RF-DETR looks at smaller pictures than other detectors of its size."""
    usual = ModelShape("rf-detr-nano", "detector", 30_500_000)
    law = replace(CALIBRATION.items["detector"], launch=0.0)
    slow, fast = (
        item_seconds(shape, 6e7, 1e13, law) for shape in (usual, replace(usual, operations=31_900_000_000))
    )

    assert fast == pytest.approx(31.9e9 / 1e13)
    assert slow > 2 * fast


def test_large_gpus_reach_a_smaller_share():
    """Ten times the throughput gives less than ten times the speed."""
    law = ItemLaw(work=1, share=0.5, passes=0, launch=0.0, fade=0.3)
    small, large = (item_reached(Throughput(f, f, inferred=False), law) for f in (1e14, 1e15))

    assert small == pytest.approx(0.5e14)
    assert large == pytest.approx(10**0.7 * small)


def test_a_frame_is_an_image():
    """Units that count the same thing; an utterance is no second of sound."""
    yolo = ModelShape("yolo", "detector", 10**7)

    assert item_unit(yolo, "frames/s") == "images/s"
    assert item_unit(WHISPER, "items/s") is None
    assert item_unit(WHISPER) == "x realtime"


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
    """Nothing was measured that speaks for all other models."""
    assert item_speed(ModelShape("e", "other", 10**8), gpu(), 2e8, CALIBRATION).basis == "physics only"


def test_without_bandwidth_or_throughput_nothing_is_said():
    """Unknown stays unknown."""
    bare = replace(gpu(), fp16_flops=None, pools=(Pool("vram", 24e9, 22e9),))

    assert item_speed(WHISPER, bare, 3.1e9, CALIBRATION) is None
