"""Which formats a question leaves."""

from __future__ import annotations

import pytest

from modelpick.errors import UsageError
from modelpick.sizing.ask import read_ask
from modelpick.sizing.formats import formats_for, is_good
from modelpick.sizing.subject import find_subject
from modelpick.sizing.target import target_of

QWEN = "Qwen/Qwen3-30B-A3B"


def formats(adviser, name=QWEN, **given):
    ask = read_ask(name, {key.replace("_", "-"): value for key, value in given.items()}, adviser.catalog)
    return formats_for(ask, find_subject(name, adviser), target_of(ask.query, adviser).device, adviser)


def ids(found):
    return {quantization.id for quantization in found.quantizations}


def test_a_gpu_reads_gguf_and_servers_formats(adviser):
    """No MLX on an NVIDIA card."""
    found = ids(formats(adviser, hardware="RTX 4090"))

    assert {"Q4_K_M", "FP8", "BF16"} <= found
    assert not any(name.startswith("MLX") for name in found)


def test_a_runtime_narrows_to_what_it_reads(adviser):
    """vLLM reads no GGUF."""
    found = ids(formats(adviser, hardware="RTX 4090", runtime="vllm"))

    assert "FP8" in found
    assert "Q4_K_M" not in found


def test_a_cache_type_leaves_out_what_cannot_store_it(adviser):
    """fp8 caches are a server's, q8_0 are llama.cpp's; what is left out is told."""
    fp8, q8 = (formats(adviser, hardware="RTX 4090", kv_type=kind) for kind in ("fp8", "q8_0"))

    assert "Q4_K_M" not in ids(fp8)
    assert "FP8" not in ids(q8)
    assert "left out" in fp8.notes[0]


def test_one_quantisation_is_one(adviser):
    """With --quant nothing else is considered."""
    assert ids(formats(adviser, hardware="RTX 4090", quant="Q2_K")) == {"Q2_K"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"runtime": "vllm", "quant": "Q4_K_M"}, "does not read"),
        ({"runtime": "mlx"}, "does not run on cuda"),
        ({"runtime": "comfyui"}, "does not run models"),
        ({"quant": "MLX-4bit"}, "Apple"),
        ({"quant": "Q4_K_M", "kv_type": "fp8"}, "stores no fp8"),
    ],
)
def test_what_cannot_be_is_refused(adviser, given, words):
    """A runtime, format, device and cache that do not go together are bad usage."""
    with pytest.raises(UsageError, match=words):
        formats(adviser, hardware="RTX 4090", **given)


def test_an_unusual_format_is_sized_with_a_note(adviser):
    """FP8 on a CPU is not what people do, but the sizes hold."""
    assert "not usual" in formats(adviser, ram="64GB", quant="FP8").notes[0]


@pytest.mark.parametrize(
    ("bits", "loss", "good"), [(4.87, 0.027, True), (4.25, None, True), (3.9, 0.01, False)]
)
def test_good_keeps_four_bits_and_most_of_the_quality(bits, loss, good):
    """Below four bits, or with much lost, a quantisation is a last resort."""
    assert is_good(bits, loss) is good
    assert not is_good(bits, 0.2)


def test_a_mixture_is_listed_where_it_is_published(adviser):
    """Unsloth's dynamic files are sized for the models that have them."""
    assert "UD-Q4_K_XL" in ids(formats(adviser, "Qwen/Qwen3.6-27B", hardware="RTX 4090"))
    assert not any(name.startswith("UD-") for name in ids(formats(adviser, "8B", hardware="RTX 4090")))


def test_a_mixture_without_a_file_is_sized_with_a_note(adviser):
    """Asked for, it takes what such files of other models take."""
    found = formats(adviser, "8B", hardware="RTX 4090", quant="UD-Q4_K_XL")

    assert "no UD-Q4_K_XL file of it is recorded" in found.notes[0]
