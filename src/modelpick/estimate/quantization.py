"""Weight formats."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from msgspec import Struct

__all__ = ["KV_TYPE_BYTES", "Format", "Quantization", "format_class", "is_measured", "resting_bits"]

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


class Quantization(Struct, frozen=True):
    """A way to store weights.

    Attributes:
        id: as written on files (``Q4_K_M``, ``BF16``, ``FP8``, ``MLX-4bit``).
        format: the file format it is found in; ``any`` for plain types.
        bits_per_weight: over a whole model of more than 6B parameters.
        quality_loss: share of quality lost against 16 bit; None not measured.
        usual: whether it is offered where no file of it is published.
    """

    id: str
    format: Format
    bits_per_weight: float
    quality_loss: float | None = None
    usual: bool = True


def is_measured(form: str, loss: float | None) -> bool:
    """Whether it is known what a format costs, so that it may be chosen unasked: of GGUF files the loss is measured but
    for a maker's own mixtures (``UD-Q4_K_XL``); servers' formats have no common measure."""
    return form != "gguf" or loss is not None


@lru_cache(maxsize=1024)
def format_class(name: str) -> str:
    """The class of a format that decides what unpacking costs: ``16 8 k k23 iq4 iq23 legacy``.

    ``legacy`` is the plain block of 4 or 5 bits with one scale (Q4_0, MXFP4, AWQ, MLX 4 bit).
    """
    bare = name.upper().removeprefix("UD-")
    for prefix, found in _CLASSES:
        if bare.startswith(prefix):
            return found
    return "k" if "_K" in bare else "legacy"


_CLASSES = (
    ("IQ4", "iq4"),
    ("IQ", "iq23"),
    ("BF16", "16"),
    ("F16", "16"),
    ("FP16", "16"),
    ("F32", "16"),
    ("Q8", "8"),
    ("FP8", "8"),
    ("INT8", "8"),
    ("8BIT", "8"),
    ("Q2", "k23"),
    ("Q3", "k23"),
)


def resting_bits(name: str, average: float) -> float:
    """Bits per weight of what every token reads in a mixture of experts: attention, head, shared experts.

    A file saves on its many experts and keeps the rest finer: Unsloth's dynamic files (``UD-``) and MXFP4 at
    8 bit or more, K-quants an eighth above the file's ``average``.
    """
    bare = name.upper()
    if bare.startswith("UD-Q8") or bare == "Q8_K_XL":
        return 10.0
    if bare.startswith(("UD-", "MXFP4")) or bare.endswith("_K_XL"):
        return max(8.5, average)
    return min(1.12 * average, 16.0)
