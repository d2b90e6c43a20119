"""Classes of weight formats."""

import pytest

from modelpick.estimate.quantization import format_class, is_measured, resting_bits


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Q4_K_M", "k"), ("UD-Q4_K_XL", "k"), ("Q2_K", "k23"), ("IQ4_XS", "iq4"), ("IQ2_XXS", "iq23"),
        ("Q8_0", "8"), ("FP8", "8"), ("BF16", "16"), ("Q4_0", "legacy"), ("MXFP4", "legacy"),
        ("MLX-4bit", "legacy"), ("AWQ-INT4", "legacy"),
    ],
)  # fmt: skip
def test_classes(name, expected):
    """What unpacking costs goes by the kind of block."""
    assert format_class(name) == expected


def test_what_every_token_reads_is_kept_finer():
    """MXFP4 at 8 bit, a K-quant an eighth above its average, never above 16."""
    assert resting_bits("MXFP4", 4.6) == 8.5
    assert resting_bits("Q4_K_M", 5.0) == pytest.approx(5.6)
    assert resting_bits("BF16", 16.0) == 16.0


@pytest.mark.parametrize(
    ("form", "loss", "measured"),
    [("gguf", 0.03, True), ("gguf", None, False), ("safetensors", None, True)],
)
def test_a_maker_s_own_mixture_is_not_measured(form, loss, measured):
    """Of GGUF files the loss is known, but for those."""
    assert is_measured(form, loss) is measured
