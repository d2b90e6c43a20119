"""The laws of speed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimate.samples import LLAMA, MIXTURE, board, gpu, mac

from modelpick.estimate.calibration import DecodeLaw, PrefillLaw, PrefillTerms, Terms
from modelpick.estimate.device import Pool
from modelpick.estimate.roofline import Engine, Prompt, bytes_read, decode_seconds, family, prefill_seconds
from modelpick.estimate.token_cost import token_cost

PURE = DecodeLaw(efficiency=1.0, kv_weight=1.0, layer=0.0, compute=1e9)
NOTHING = Terms(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
rates = st.floats(1e9, 1e13)
sizes = st.floats(1e8, 1e12)


def engine(bandwidth=1e12, law=PURE, terms=NOTHING, age=0.0):
    return Engine(bandwidth, 1e14, law, terms, age)


def test_a_token_costs_its_bytes_over_the_bandwidth():
    """The roofline itself, with nothing lost."""
    cost = token_cost(LLAMA)
    reads = bytes_read(cost, 16e9, "BF16")

    assert decode_seconds(cost, reads, 1e9, engine()) == pytest.approx((reads.total + 1e9) / 1e12)


def test_a_mixture_reads_a_few_of_its_experts():
    """Qwen3-30B-A3B at 4 bit: 2 of 18.6 GB for a token."""
    reads = bytes_read(token_cost(MIXTURE), 18.55e9, "Q4_K_M")

    assert 1.8e9 < reads.total < 2.4e9


def test_dynamic_files_keep_what_every_token_reads_finer():
    """At one size, an Unsloth file moves more for each token."""
    cost = token_cost(MIXTURE)

    assert bytes_read(cost, 18e9, "UD-Q4_K_XL").total > bytes_read(cost, 18e9, "Q4_K_M").total


@given(rates, rates, sizes)
def test_more_bandwidth_is_never_slower(one, other, weights):
    """Decode is monotone in the bandwidth."""
    cost, (slow, fast) = token_cost(LLAMA), sorted((one, other))
    reads = bytes_read(cost, weights, "Q4_K_M")

    assert decode_seconds(cost, reads, 0, engine(fast)) <= decode_seconds(cost, reads, 0, engine(slow))


@given(sizes, sizes)
def test_speed_falls_with_depth(one, other):
    """A fuller cache takes longer to read."""
    cost, (near, far) = token_cost(MIXTURE), sorted((one, other))
    reads = bytes_read(cost, 18e9, "Q4_K_M")

    assert decode_seconds(cost, reads, near, engine()) <= decode_seconds(cost, reads, far, engine())


@given(st.integers(1, 512))
def test_a_batch_slows_a_step_but_not_each_sequence(batch):
    """Sequences share the reading of weights, experts less so."""
    cost = token_cost(MIXTURE)
    reads = bytes_read(cost, 18e9, "Q4_K_M")
    alone, together = (decode_seconds(cost, reads, 0, engine(), batch=b) for b in (1, batch))

    assert alone <= together * (1 + 1e-9)
    assert together <= batch * alone * (1 + 1e-9)


def test_an_older_build_is_slower():
    """Measurements of the past are not held against today's runtimes."""
    cost, terms = token_cost(LLAMA), Terms(1.0, 0.0, 0.0, 1.0, 0.05, 0.1)
    reads = bytes_read(cost, 5e9, "Q4_K_M")
    now, then = (decode_seconds(cost, reads, 0, engine(terms=terms, age=age)) for age in (0.0, 2.0))

    assert then > now


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_a_longer_prompt_takes_longer(one, other):
    """Reading is monotone in the prompt."""
    laws, (short, long) = (PrefillLaw(0.7, 0.1), PrefillTerms(1.2, 3.0)), sorted((one, other))
    cost = token_cost(LLAMA)

    times = [prefill_seconds(cost, 5e9, Prompt(n), engine(), laws) for n in (short, long)]
    assert times[0] <= times[1] * (1 + 1e-9)


@pytest.mark.parametrize(
    ("device", "runtime", "expected"),
    [
        (gpu(), "llama.cpp", "cuda"),
        (mac(), "llama.cpp", "metal"),
        (mac(), "mlx", "mlx"),
        (board(), "llama.cpp", "cpu-board"),
    ],
)
def test_families(device, runtime, expected):
    """Backend, memory and runtime choose the measurements that speak for a device."""
    assert family(device, device.pools[0], runtime) == expected


def test_stacked_memory_is_its_own_family():
    """HBM reaches another share of its bandwidth, by its name or, unnamed, by its rate."""
    device = gpu()

    assert family(device, Pool("vram", 1, 1, 9e11, memory_type="HBM2")) == "cuda-hbm"
    assert family(device, Pool("vram", 1, 1, 3e12)) == "cuda-hbm"
    assert family(device, Pool("unified", 1, 1, 2.7e11)) == "cuda-unified"
