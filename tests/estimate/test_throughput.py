"""Arithmetic throughput."""

from msgspec.structs import replace
from tests.estimate.samples import board, gpu, mac

from modelpick.estimate.device import Pool
from modelpick.estimate.throughput import throughput


def test_nvidia_prompts_run_in_int8():
    """A GeForce's matrix rate is a quarter of its INT8 rate; a card without INT8 units has half its FP16."""
    card = gpu()
    volta = gpu(fp16_flops=112e12, int8_ops=56e12)

    assert throughput(card, card.pools[0]).matrix == 165e12
    assert throughput(volta, volta.pools[0]).matrix == 56e12


def test_cores_count_for_a_cpu():
    """More cores, more throughput, less than in proportion."""
    four, eight = board(), replace(board(), cores=8)
    rates = [throughput(device, device.pools[0]).flops for device in (four, eight)]

    assert 1 < rates[1] / rates[0] < 2


def test_an_unstated_rate_is_inferred_and_says_so():
    """From the bandwidth, or not at all."""
    silent = replace(mac(), fp16_flops=None)

    assert throughput(silent, silent.pools[0]).inferred
    assert throughput(silent, Pool("unified", 1e9, 1e9)) is None
