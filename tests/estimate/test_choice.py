"""Which quantisation to use."""

from msgspec.structs import replace
from tests.estimate.samples import ALL, CALIBRATION, LARGE, LLAMA, MIXTURE, board, gpu, mac

from modelpick.estimate.choice import choose
from modelpick.estimate.fit import fit_options
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request


def chosen(shape, device, among=ALL, **wanted):
    found = choose(fit_options(shape, device, Request(8192), among, CALIBRATION), **wanted)
    return found.quantization if found else None


def test_eight_bit_where_there_is_room():
    """Nothing is lost at 8 bit, and 16 bit gains nothing."""
    assert chosen(LLAMA, gpu()) == "Q8_0"


def test_less_where_there_is_less_room():
    """The highest precision that leaves headroom."""
    assert chosen(LLAMA, gpu(9.5)) == "Q6_K"


def test_four_bit_spills_a_little_where_it_stays_quick():
    """Half a gigabyte of an 8B model in system memory costs less than a bit of precision."""
    assert chosen(LLAMA, gpu(6.2)) == "Q4_K_M"


def test_three_bit_before_a_slow_four():
    """A 70B model that fits at 3 bit is not torn apart for 4."""
    assert chosen(LARGE, gpu(42.0)) == "Q3_K_M"


def test_never_two_bit_where_four_bit_runs():
    """A 70B model on a 32 GB card goes partly to system memory at 4 bit."""
    assert chosen(LARGE, gpu(32.0)) == "Q4_K_M"


def test_nothing_where_nothing_fits():
    """A 70B model in 8 GB of unified memory."""
    assert chosen(LARGE, mac(8.0)) is None


def test_a_floor_on_speed_is_a_veto():
    """No precision decodes a 70B model at a thousand tokens a second."""
    assert chosen(LARGE, gpu(80.0), min_speed=1000) is None


def test_a_floor_on_speed_lowers_the_precision():
    """What is too slow at 8 bit may do at 6."""
    eight, six = chosen(LLAMA, gpu(bandwidth=400e9)), chosen(LLAMA, gpu(bandwidth=400e9), min_speed=50)

    assert (eight, six) == ("Q8_0", "Q6_K")


def test_serving_prefers_the_formats_of_servers():
    """Several users at once: FP8 on a large card."""
    assert chosen(MIXTURE, gpu(80.0), serving=True) == "FP8"


def test_where_all_are_slow_speed_is_not_bought_dearly():
    """On a single-board computer 4 bits are taken, not fewer for a token in ten seconds more."""
    assert chosen(LLAMA, board()) == "Q4_K_M"


def test_more_bits_that_lose_more_are_not_more_precise():
    """Q4_1 takes 0.16 bits more than Q4_K_M and loses more than twice as much."""
    among = (
        Quantization("Q4_1", "gguf", 5.03, quality_loss=0.0673),
        Quantization("Q4_K_M", "gguf", 4.87, quality_loss=0.0272),
    )

    assert chosen(LLAMA, gpu(), among) == "Q4_K_M"


def test_what_was_made_in_four_bits_gains_nothing_by_more():
    """gpt-oss is published in MXFP4; other files of it keep no more."""
    made = replace(MIXTURE, files={"MXFP4": 17_000_000_000})

    assert chosen(made, gpu(80.0), among=(*ALL, Quantization("MXFP4", "any", 4.25))) == "MXFP4"
