"""Memory beside weights and KV cache: compute buffers, activations, and what a runtime keeps for itself."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.estimate.tensors import feed_forward_used

__all__ = [
    "ComputeLaw",
    "activation_bytes",
    "compute_law",
    "projector_bytes",
    "resident_bytes",
    "runtime_overhead",
]

_MIB = 1024**2
_GIB = 1024**3
_F32 = 4
_UBATCH = 512


class ComputeLaw(Struct, frozen=True):
    """Compute buffer of llama.cpp as a function of the context: ``max(head, layer + slope·n)`` bytes."""

    head: float
    layer: float
    slope: float

    def at(self, tokens: float) -> float:
        """Bytes at a context of ``tokens``."""
        return max(self.head, self.layer + self.slope * tokens)


@lru_cache(maxsize=4096)
def compute_law(
    arch: ArchitectureShape, parameters: int, *, flash_attention: bool = True, ubatch: int = _UBATCH
) -> ComputeLaw:
    """The compute buffer for batches of ``ubatch`` tokens.

    The larger of the output head (logits and two activations) and one layer (its feed-forward and attention
    activations; without flash attention also the scores of every head over the context).
    """
    hidden = arch.hidden
    query = (arch.heads or 0) * (arch.head_dim or 0) or hidden
    head = ubatch * _F32 * ((arch.vocab or 32_000) + 2 * hidden)
    if not flash_attention:
        heads = arch.heads or max(1, hidden // 128)
        return ComputeLaw(head, ubatch * _F32 * (4 * hidden + 1.5 * query), ubatch * _F32 * (heads + 1.0))
    wide = feed_forward_used(arch, parameters) or 4 * hidden
    return ComputeLaw(head, ubatch * _F32 * (3 * wide + 3 * hidden + query), ubatch * 2.0)


def runtime_overhead(runtime: str, *, devices: int = 1) -> float:
    """Bytes a runtime keeps on top of weights, cache and compute buffers, over ``devices``.

    llama.cpp: 60 MiB resident, measured; transformers: 365 MiB, measured on a CPU; vLLM: activation peak and
    captured CUDA graphs, 1.5 GiB a GPU in its logs (0.1 to 2.7).
    """
    return devices * _OVERHEAD.get(runtime, 0.35 * _GIB)


_OVERHEAD = {
    "llama.cpp": 60.0 * _MIB,
    "ollama": 120.0 * _MIB,
    "lm-studio": 120.0 * _MIB,
    "vllm": 1.5 * _GIB,
    "sglang": 1.5 * _GIB,
    "tensorrt-llm": 1.5 * _GIB,
    "transformers": 365.0 * _MIB,
    "diffusers": 500.0 * _MIB,
    "mlx": 250.0 * _MIB,
    "onnxruntime": 150.0 * _MIB,
    "stable-diffusion.cpp": 200.0 * _MIB,
    "whisper.cpp": 60.0 * _MIB,
    "tflm": 64.0 * 1024,
}


def resident_bytes(weights: float, kv: float, quantization: str) -> float:
    """Resident memory of llama.cpp on a CPU: file, the copy it lays out anew for its kernels, cache, 60 MiB.

    The pages of the file that were copied can be reclaimed, so a model may run with less, but not with less
    than ``weights + kv``.
    """
    return weights * (1 + _REPACKED.get(quantization, 0.0)) + kv + _OVERHEAD["llama.cpp"]


_REPACKED = {"Q4_0": 0.71, "Q4_K_M": 0.56}


def projector_bytes(shape: ModelShape) -> float:
    """Extra bytes of a vision model's image tower over the language weights: at most 0.7 GB, at 16 bit.

    Towers of 300 to 700M parameters serve most models; a small model has a small one (a tenth of it).
    """
    if not shape.vision or shape.kind != "text" or shape.parameters is None:
        return 0.0
    return min(0.7e9, 0.2 * shape.parameters)


def activation_bytes(shape: ModelShape) -> float:
    """Peak activations of a model that is no language model, one item at a time.

    Diffusion: the decoder of the autoencoder, about 2 GB at one megapixel and 0.6 GB at the quarter of
    that which models below 1.5B parameters were made for. Speech and encoders: an eighth of the 16-bit
    weights, at least 64 MB, or four times the weights where those are tiny. Stated as an order of
    magnitude: nothing here was measured.
    """
    size = 2.0 * (shape.parameters or 0)
    if shape.kind == "diffusion":
        return 0.6e9 if size < 3e9 else 2.0e9
    return max(min(64e6, 4.0 * size), 0.125 * size)
