"""Programs and formats."""

import pytest
from tests.estimate.samples import BF16, FP8, LLAMA, MIXTURE, MLX, Q4, gpu, mac

from modelpick.estimate.quantization import Quantization
from modelpick.estimate.runtimes import applies, may_offload, usual_runtime
from modelpick.estimate.shape import ModelShape

FLUX = ModelShape("flux", "diffusion", 12_000_000_000)
EMBEDDER = ModelShape("bge", "encoder", 335_000_000)


@pytest.mark.parametrize(
    ("shape", "quantization", "device", "expected"),
    [
        (LLAMA, Q4, gpu(), "llama.cpp"),
        (LLAMA, FP8, gpu(), "vllm"),
        (LLAMA, MLX, mac(), "mlx"),
        (LLAMA, BF16, mac(), "transformers"),
        (FLUX, BF16, gpu(), "diffusers"),
        (EMBEDDER, BF16, gpu(), "transformers"),
    ],
)
def test_the_usual_runtime(shape, quantization, device, expected):
    """Format, kind of model and backend decide."""
    assert usual_runtime(shape, quantization, device) == expected


def test_formats_follow_the_device():
    """MLX needs Apple, FP8 a server's GPU."""
    assert applies(LLAMA, MLX, mac())
    assert not applies(LLAMA, MLX, gpu())
    assert applies(LLAMA, FP8, gpu())
    assert not applies(LLAMA, FP8, mac())


def test_mxfp4_packs_experts():
    """gpt-oss and other mixtures run from GGUF files; a dense model has nothing to pack."""
    packed = Quantization("MXFP4", "any", 4.25)

    assert usual_runtime(MIXTURE, packed, gpu()) == "llama.cpp"
    assert applies(MIXTURE, packed, gpu())
    assert not applies(LLAMA, packed, gpu())


def test_a_published_file_always_counts():
    """What exists can be run."""
    assert not applies(EMBEDDER, Q4, gpu())
    assert applies(ModelShape("bge", "encoder", 335_000_000, files={"Q4_K_M": 2 * 10**8}), Q4, gpu())


def test_only_llama_cpp_and_its_kin_offload():
    """vLLM does not keep part of a model in system memory."""
    assert may_offload("ollama")
    assert not may_offload("vllm")
