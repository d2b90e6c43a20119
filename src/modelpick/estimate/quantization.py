"""Weight formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["KV_TYPE_BYTES", "Format", "Quantization"]

Format = Literal["gguf", "safetensors", "mlx", "onnx", "any"]

KV_TYPE_BYTES = {
    "f32": 4.0,
    "f16": 2.0,
    "bf16": 2.0,
    "fp8": 1.0,
    "q8_0": 34 / 32,
    "q5_1": 24 / 32,
    "q5_0": 22 / 32,
    "q4_1": 20 / 32,
    "q4_0": 18 / 32,
    "iq4_nl": 18 / 32,
}
"""Bytes of one cached number: a block of 32 with its scales, as ggml lays it out."""


@dataclass(frozen=True, slots=True)
class Quantization:
    """A way to store weights.

    Attributes:
        id: as written on files (``Q4_K_M``, ``BF16``, ``FP8``, ``MLX-4bit``).
        format: the file format it is found in; ``any`` for plain types.
        bits_per_weight: over a whole model of more than 6B parameters.
        quality_loss: share of quality lost against 16 bit; None not measured.
    """

    id: str
    format: Format
    bits_per_weight: float
    quality_loss: float | None = None
