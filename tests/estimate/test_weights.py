"""Sizes of weights against published files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimate.samples import BF16, FP8, LARGE, LLAMA, LLAMA_405B, MIXTURE, Q2, Q3, Q4, Q6, Q8

from modelpick.estimate.quantization import Quantization
from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.estimate.weights import weight_bytes


@pytest.mark.parametrize(
    ("shape", "quantization", "gigabytes"),
    [(LLAMA, Q4, 4.912), (LLAMA, Q8, 8.533), (LLAMA, BF16, 16.06), (LARGE, Q4, 42.51), (MIXTURE, Q4, 18.55)],
    ids=lambda value: getattr(value, "id", str(value)),
)
def test_known_files(shape, quantization, gigabytes):
    """The mixture of tensors gives llama.cpp's own sizes to half a percent."""
    assert weight_bytes(shape, quantization) / 1e9 == pytest.approx(gigabytes, rel=0.005)


def test_405b_at_16_bit():
    """Two bytes a parameter: 812 GB, more than one node of eight 80 GB cards."""
    shape = ModelShape("llama-405b", "text", 405_853_388_800, None, LLAMA_405B)

    assert weight_bytes(shape, BF16) / 1e9 == pytest.approx(811.7, abs=0.1)


def test_a_published_file_wins():
    """An exact size is taken as it is."""
    shape = ModelShape("m", "text", 8_000_000_000, files={"Q4_K_M": 5_000_000_001})

    assert weight_bytes(shape, Q4) == 5_000_000_001


def test_fp8_leaves_the_tables_at_16_bit():
    """Embedding and head of Llama 3 8B add a gigabyte to one byte a parameter."""
    assert weight_bytes(LLAMA, FP8) / 1e9 == pytest.approx(9.1, abs=0.1)


def test_mxfp4_packs_experts_alone():
    """gpt-oss-20b: 12.1 GB."""
    arch = ArchitectureShape(
        "gpt-oss", 24, 12, 2880, window_layers=12, window=128, heads=64, kv_heads=8, head_dim=64,
        vocab=201088, experts=32, experts_used=4, expert_hidden=2880, tied_embeddings=False,
    )  # fmt: skip
    shape = ModelShape("gpt-oss-20b", "text", 20_914_757_184, 3_610_000_000, arch)

    assert weight_bytes(shape, Quantization("MXFP4", "any", 4.25)) / 1e9 == pytest.approx(12.1, abs=0.05)


def test_an_unknown_size_is_unknown():
    """Nothing is made up for a model of unknown size."""
    assert weight_bytes(ModelShape("m", "text", None), Q4) is None


@given(st.integers(10**8, 10**12))
def test_fewer_bits_never_take_more(parameters):
    """Without an architecture the bits per weight decide."""
    shape = ModelShape("m", "text", parameters)
    sizes = [weight_bytes(shape, q) for q in (Q2, Q3, Q4, Q6, Q8, BF16)]

    assert sizes == sorted(sizes)
