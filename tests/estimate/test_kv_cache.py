"""Caches and states, against figures that anyone can work out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.estimate.samples import DEEPSEEK_V3, GEMMA_27B, LLAMA_8B, LLAMA_405B, QWEN_NEXT

from modelpick.estimate.buffers import ComputeLaw
from modelpick.estimate.kv_cache import approximate_law, cache_law, kv_bytes, longest_context, recurrent_state

KIB, GIB = 2**10, 2**30
SHAPES = [LLAMA_8B, GEMMA_27B, DEEPSEEK_V3, QWEN_NEXT]
contexts = st.integers(1, 1_000_000)


def test_llama_8b_keeps_128_kib_a_token():
    """32 layers x 2 x 8 heads x 128 x 2 bytes."""
    assert cache_law(LLAMA_8B).full == 128 * KIB


def test_llama_405b_keeps_504_kib_a_token():
    """126 layers x 2 x 8 heads x 128 x 2 bytes."""
    assert cache_law(LLAMA_405B).full == 504 * KIB


def test_gemma_27b_takes_ten_gib_at_its_full_context():
    """Ten full layers grow to 10 GiB; the 52 windows add 0.6, where a naive count says 62."""
    assert kv_bytes(cache_law(GEMMA_27B), 131072) / GIB == pytest.approx(10.6, abs=0.1)


def test_latent_attention_keeps_one_vector_a_layer():
    """DeepSeek-V3: 61 layers x (512 + 64) x 2 bytes."""
    assert cache_law(DEEPSEEK_V3).full == 70272


def test_a_linear_attention_state_does_not_grow():
    """Qwen3-Next: 36 layers x 32 value heads x 128 x 128 in f32, at any length."""
    law = cache_law(QWEN_NEXT)

    assert law.fixed == 36 * 32 * 128 * 128 * 4
    assert law.at(2000) - law.at(1000) == 1000 * law.full


def test_an_eight_bit_cache_takes_34_bytes_for_32_numbers():
    """A block of q8_0 carries its scale."""
    assert cache_law(LLAMA_8B, "q8_0").full == 128 * KIB * 17 / 32


@pytest.mark.parametrize("kind", ["hyena", "rwkv7", "titans"])
def test_an_unknown_state_fails_closed(kind):
    """A stateful architecture that is not known has no cache law."""
    assert cache_law(replace(LLAMA_8B, kind=kind, full_layers=16, recurrent_layers=16)) is None


def test_a_state_space_model_without_its_layers_counted_fails_closed():
    """Mamba with no recurrent layers on record says nothing of its state."""
    assert recurrent_state(replace(LLAMA_8B, kind="mamba")) is None


@given(st.sampled_from(SHAPES), contexts, contexts, st.integers(1, 64))
def test_more_context_never_takes_less(arch, one, other, slots):
    """The cache is monotone in the context and in the number of sequences."""
    law, (short, long) = cache_law(arch), sorted((one, other))

    assert kv_bytes(law, short, slots) <= kv_bytes(law, long, slots) <= kv_bytes(law, long, slots + 1)


@given(
    st.sampled_from(SHAPES), st.floats(1e6, 1e12), st.integers(1, 16), st.floats(1e6, 1e9), st.floats(0, 1e5)
)
def test_the_longest_context_is_the_last_that_fits(arch, budget, slots, head, slope):
    """What is found stays within the budget; 256 tokens more do not."""
    law, compute = cache_law(arch), ComputeLaw(head, head / 2, slope)
    found = longest_context(law, compute, budget, slots)

    def needed(tokens):
        return slots * law.at(tokens) + compute.at(tokens * slots)

    assert found == 0 or needed(found) <= budget * (1 + 1e-9)
    assert needed(found + 256) > budget * (1 - 1e-9)


def test_the_approximate_law_is_near_the_exact_one():
    """Where only the size is known, Llama's caches are met within a factor of two."""
    for arch, parameters in ((LLAMA_8B, 8.03e9), (LLAMA_405B, 405.9e9)):
        assert 0.5 < approximate_law(parameters).full / cache_law(arch).full < 2
