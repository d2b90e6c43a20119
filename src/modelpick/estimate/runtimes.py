"""Which program runs a format on a backend, and which formats suit a device and a kind of model."""

from __future__ import annotations

from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.shape import ModelShape

__all__ = ["applies", "is_tensor_parallel", "may_offload", "traits_of", "usual_runtime"]

_OFFLOADERS = {"llama.cpp", "ollama", "lm-studio"}
_SERVER_BACKENDS = {"cuda", "rocm"}
_TENSOR_PARALLEL = {"vllm", "sglang", "tensorrt-llm"}
_HALF = 16.0
_FIRMWARE = 64e6
"""Bytes below which nothing but a microcontroller's runtime has room."""
_BLOCKS = {"Q8_0", "Q5_0", "Q4_0"}
"""The GGUF types that programs for images read (stable-diffusion.cpp, ComfyUI)."""


def usual_runtime(shape: ModelShape, quantization: Quantization, device: Device) -> str:
    """The program most people would use for that format on that device."""
    if device.usable < _FIRMWARE:
        return "tflm"
    server = shape.kind == "text" and device.kind == "gpu" and device.backend in _SERVER_BACKENDS
    fallback = "diffusers" if shape.kind == "diffusion" else "vllm" if server else "transformers"
    if quantization.format == "gguf" or quantization.id in _MOSTLY_GGUF:
        return _GGUF_RUNTIMES.get(shape.kind, fallback)
    return fallback if shape.kind == "diffusion" else _FORMAT_RUNTIMES.get(quantization.format, fallback)


_MOSTLY_GGUF = {"MXFP4"}
"""Formats of several kinds of file that most people download as GGUF."""
_GGUF_RUNTIMES = {"text": "llama.cpp", "diffusion": "stable-diffusion.cpp", "asr": "whisper.cpp"}
_FORMAT_RUNTIMES = {"mlx": "mlx", "onnx": "onnxruntime"}


def traits_of(device: Device) -> tuple[object, ...]:
    """All that decides which formats suit a device and what runs them."""
    return device.kind, device.backend, device.usable < _FIRMWARE


def may_offload(runtime: str) -> bool:
    """Whether the program can keep part of a model in the CPU's memory."""
    return runtime in _OFFLOADERS


def is_tensor_parallel(runtime: str) -> bool:
    """Whether the program lets several GPUs work on every layer together rather than one after another."""
    return runtime in _TENSOR_PARALLEL


def applies(shape: ModelShape, quantization: Quantization, device: Device) -> bool:
    """Whether the format can hold that kind of model and something on that device runs it.

    A published file always counts for the kind of model; otherwise GGUF and MLX are for language models, the
    plain block types also for images, and what is no language model is run at 8, 16 or 32 bit.
    """
    if quantization.format == "mlx" and device.backend != "metal":
        return False
    if quantization.id in shape.files:
        return True
    if shape.kind == "text":
        return _suits_language(shape, quantization, device)
    if shape.kind == "diffusion" and quantization.id in _BLOCKS:
        return True
    whole = quantization.format in ("any", "safetensors") and quantization.bits_per_weight >= _HALF
    return whole or quantization.id == "INT8"


def _suits_language(shape: ModelShape, quantization: Quantization, device: Device) -> bool:
    """Whether a language model without such a file would be made into one for that device."""
    if quantization.id == "MXFP4":
        return shape.is_moe  # it packs experts alone
    if quantization.format == "safetensors":
        return device.kind == "gpu" and device.backend in _SERVER_BACKENDS
    return quantization.format != "onnx"
