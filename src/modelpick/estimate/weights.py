"""Bytes of a model's weights at a quantisation."""

from __future__ import annotations

from modelpick.estimate.mixture import gguf_bytes
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.shape import ModelShape

__all__ = ["weight_bytes"]

_WHOLE_16 = 16.0


def weight_bytes(shape: ModelShape, quantization: Quantization) -> float | None:
    """Bytes of the weights; None where the model's size is unknown.

    A published size wins; then the mixture of a GGUF type over the model's tensors; then bits per weight,
    with the embeddings of a model kept at 16 bits where its format leaves them so (AWQ, GPTQ, FP8, MXFP4).
    """
    published = shape.files.get(quantization.id)
    if published is not None:
        return float(published)
    if shape.parameters is None:
        return None
    if shape.architecture is not None and quantization.format in ("gguf", "any"):
        exact = gguf_bytes(shape.architecture, shape.parameters, quantization.id)
        if exact is not None:
            return exact
    return shape.parameters * quantization.bits_per_weight / 8
