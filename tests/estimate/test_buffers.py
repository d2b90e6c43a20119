"""Compute buffers, overheads and activations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimate.samples import LLAMA, LLAMA_8B

from modelpick.estimate.buffers import (
    activation_bytes,
    compute_law,
    projector_bytes,
    resident_bytes,
    runtime_overhead,
)
from modelpick.estimate.shape import ModelShape

MIB = 2**20
PARAMETERS = 8_030_261_248


def test_a_large_vocabulary_sets_the_buffer():
    """Llama 3 8B: 512 rows of logits and two activations, 266 MiB, as llama.cpp allocates."""
    assert compute_law(LLAMA_8B, PARAMETERS).at(8192) / MIB == pytest.approx(266.5, abs=1)


def test_without_flash_attention_the_scores_count():
    """32 heads x 32768 tokens x 512 rows in f32 dwarf the rest."""
    plain = compute_law(LLAMA_8B, PARAMETERS, flash_attention=False)

    assert plain.at(32768) > 7 * compute_law(LLAMA_8B, PARAMETERS).at(32768)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_buffers_never_shrink_with_the_context(one, other):
    """A longer context takes as much or more."""
    law, (short, long) = compute_law(LLAMA_8B, PARAMETERS), sorted((one, other))

    assert law.at(short) <= law.at(long)


def test_overhead_counts_every_device():
    """Each GPU pays for its own graphs."""
    assert runtime_overhead("vllm", devices=8) == 8 * runtime_overhead("vllm")


def test_repacked_types_are_resident_twice():
    """On a CPU a Q4_0 file is laid out anew; Q8_0 is not."""
    assert resident_bytes(4e9, 1e9, "Q4_0") - resident_bytes(4e9, 1e9, "Q8_0") == pytest.approx(0.71 * 4e9)


def test_only_vision_models_carry_a_tower():
    """Text models have no projector."""
    assert projector_bytes(LLAMA) == 0
    assert projector_bytes(ModelShape("v", "text", 8 * 10**9, vision=True)) > 0


def test_activations_grow_with_the_model():
    """A larger encoder needs more room to work."""
    small, large = (ModelShape("e", "encoder", n) for n in (10**8, 10**10))

    assert activation_bytes(small) < activation_bytes(large)
