"""Bytes of a model's weights at a quantisation."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from modelpick.estimate.mixture import TYPE_BITS, gguf_bytes
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.estimate.tensors import tensors_of

__all__ = ["counted", "weight_bytes"]

_CORE_BITS = {"FP8": 8.03, "INT8": 8.03, "AWQ-INT4": 4.15, "GPTQ-INT4": 4.15, "NVFP4": 4.5}
"""Bits of the linear layers, scales included, in formats that leave embedding and head at 16 bit."""


def weight_bytes(shape: ModelShape, quantization: Quantization) -> float | None:
    """Bytes of the weights; None where the model's size is unknown.

    A published size wins; then the tensors of the model in the mixture of a GGUF type or the parts of a
    server format; then bits per weight.
    """
    published = shape.files.get(quantization.id)
    if published is not None:
        return float(published)
    if shape.parameters is None:
        return None
    if shape.architecture is not None:
        exact = _by_tensor(shape.architecture, shape.parameters, quantization.id)
        if exact is not None:
            return exact
    return shape.parameters * quantization.bits_per_weight / 8


def _by_tensor(arch: ArchitectureShape, parameters: int, quantization: str) -> float | None:
    if quantization not in _CORE_BITS and quantization != "MXFP4":
        return gguf_bytes(arch, parameters, quantization)
    parts = tensors_of(arch, parameters)
    if parts is None:
        return None
    if quantization == "MXFP4":
        return _experts_only(arch, parameters)
    tables = parts.embedding + parts.head
    return tables * 2.0 + (parameters - tables) * _CORE_BITS[quantization] / 8


def _experts_only(arch: ArchitectureShape, parameters: int) -> float | None:
    """MXFP4 holds the experts; the rest of the model stays at 8 bit (GGUF). None for a dense model."""
    if not arch.experts or not arch.expert_hidden:
        return None
    experts = 3 * arch.layers * arch.experts * arch.hidden * arch.expert_hidden
    if experts > parameters:
        return None
    return experts * TYPE_BITS["MXFP4"] / 8 + (parameters - experts) * TYPE_BITS["Q8_0"] / 8


def counted(shape: ModelShape, quantizations: Iterable[Quantization]) -> ModelShape:
    """The shape with its parameters counted from its most precise published file, where nothing else states them."""
    if shape.parameters is not None:
        return shape
    bits = {q.id: q.bits_per_weight for q in quantizations}
    best = max((name for name in shape.files if name in bits), key=lambda name: bits[name], default=None)
    return shape if best is None else replace(shape, parameters=int(8 * shape.files[best] / bits[best]))
