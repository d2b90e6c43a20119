"""Bits per weight of a GGUF quantisation for a given model.

A file called Q4_K_M is a mixture: llama.cpp gives some tensors more bits by their role, their layer and the
attention's grouping, and falls back to other types where a row is not a multiple of 256. The rules below are
those of ``llama_tensor_get_type`` in llama.cpp's ``src/llama-quant.cpp``, without an importance matrix.
"""

from __future__ import annotations

from functools import lru_cache

from modelpick.estimate.shape import ArchitectureShape
from modelpick.estimate.tensors import Tensors, tensors_of

__all__ = ["TYPE_BITS", "gguf_bytes"]

TYPE_BITS = {
    "F32": 32.0,
    "F16": 16.0,
    "BF16": 16.0,
    "Q8_0": 8.5,
    "Q6_K": 6.5625,
    "Q5_1": 6.0,
    "Q5_0": 5.5,
    "Q5_K": 5.5,
    "Q4_1": 5.0,
    "Q4_0": 4.5,
    "Q4_K": 4.5,
    "IQ4_NL": 4.5,
    "IQ4_XS": 4.25,
    "MXFP4": 4.25,
    "Q3_K": 3.4375,
    "IQ3_S": 3.4375,
    "IQ3_XXS": 3.0625,
    "Q2_K": 2.625,
    "IQ2_S": 2.5625,
    "IQ2_XS": 2.3125,
    "IQ2_XXS": 2.0625,
    "IQ1_M": 1.75,
    "IQ1_S": 1.5625,
}
"""Bits per weight of ggml's tensor types, scales included."""

_BASE = {
    "Q4_K_M": "Q4_K", "Q4_K_S": "Q4_K", "Q5_K_M": "Q5_K", "Q5_K_S": "Q5_K", "Q6_K": "Q6_K",
    "Q3_K_S": "Q3_K", "Q3_K_M": "Q3_K", "Q3_K_L": "Q3_K", "Q2_K": "Q2_K", "Q2_K_S": "Q2_K",
    "IQ4_XS": "IQ4_XS", "IQ4_NL": "IQ4_NL", "IQ3_M": "IQ3_S", "IQ3_S": "IQ3_S", "IQ3_XS": "IQ3_S",
    "IQ3_XXS": "IQ3_XXS", "IQ2_M": "IQ2_S", "IQ2_S": "IQ2_XS", "IQ2_XS": "IQ2_XS", "IQ2_XXS": "IQ2_XXS",
    "IQ1_M": "IQ1_M", "IQ1_S": "IQ1_S", "Q4_0": "Q4_0", "Q4_1": "Q4_1", "Q5_0": "Q5_0", "Q5_1": "Q5_1",
    "Q8_0": "Q8_0", "F16": "F16", "BF16": "BF16", "F32": "F32",
}  # fmt: skip
_BLOCK_32 = {"Q8_0", "Q5_1", "Q5_0", "Q4_1", "Q4_0", "IQ4_NL", "MXFP4", "F16", "BF16", "F32"}
_FALLBACK = {"Q6_K": "Q8_0", "Q5_K": "Q5_1", "Q4_K": "Q5_0"}

Share = tuple[tuple[str, float], ...]


@lru_cache(maxsize=16384)
def gguf_bytes(arch: ArchitectureShape, parameters: int, quantization: str) -> float | None:
    """Bytes of the tensors of ``quantization``; None for one whose mixture is not written here.

    A name such as ``UD-Q4_K_XL`` is a maker's own mixture and has no law: its bits per weight serve.
    """
    base = _BASE.get(quantization)
    parts = tensors_of(arch, parameters) if base else None
    if base is None or parts is None:
        return None
    bits = sum(count * _bits(share, row) for count, share, row in _rows(arch, parts, quantization, base))
    return bits / 8


def _rows(
    arch: ArchitectureShape, parts: Tensors, name: str, base: str
) -> tuple[tuple[int, Share, int], ...]:
    """Of each role: parameters, the types it takes with their shares, and the length of a row."""
    hidden = arch.hidden
    whole: Share = ((base, 1.0),)
    head = _head_type(name, base)
    embedding = whole if parts.head else ((head, 1.0),)
    side = (("IQ3_XXS" if name == "IQ3_XS" else "IQ2_S" if name == "IQ3_XXS" else base, 1.0),)
    return (
        (parts.embedding, embedding if not parts.head else ((_embedding_type(name, base), 1.0),), hidden),
        (parts.head, ((head, 1.0),), hidden),
        (parts.query, side, hidden),
        (parts.key, (("Q8_0", 1.0),) if arch.experts == 8 and base not in _PLAIN else side, hidden),
        (parts.value, _value_types(arch, name, base), hidden),
        (parts.output, ((_output_type(arch, name, base), 1.0),), (arch.heads or 0) * (arch.head_dim or 0)),
        (parts.up, _up_types(arch.layers, name, base), hidden),
        (parts.down, _down_types(arch.layers, name, base), parts.inner),
        (parts.other, whole, hidden),
    )


_PLAIN = {"Q8_0", "F16", "BF16", "F32"}


def _head_type(name: str, base: str) -> str:
    if base in _PLAIN:
        return base
    return "Q5_K" if name.startswith(("IQ1", "IQ2", "IQ3_XXS")) else "Q6_K"


def _embedding_type(name: str, base: str) -> str:
    """The input embedding gets more bits below 3; elsewhere the base type."""
    if name in ("IQ2_XXS", "IQ2_XS", "IQ1_S", "IQ1_M"):
        return "Q2_K"
    return "IQ3_S" if name in ("IQ2_S", "IQ2_M", "IQ3_XXS") else base


def _value_types(arch: ArchitectureShape, name: str, base: str) -> Share:
    if base in _PLAIN:
        return ((base, 1.0),)
    if arch.experts == 8:
        return (("Q8_0", 1.0),)
    return _value_by_layer(arch.layers, name, base) or ((_value_by_name(arch, name) or base, 1.0),)


def _value_by_layer(layers: int, name: str, base: str) -> Share | None:
    """Value types that change from layer to layer; a model of 80 layers never falls below Q5_K."""
    floor = "Q5_K" if layers == 80 and base in ("Q3_K", "Q4_K") else None
    if name in ("Q4_K_M", "Q5_K_M"):
        return _split(floor or base, "Q6_K", _more_bits(layers))
    if name == "Q4_K_S":
        return _split(floor or base, "Q5_K", min(4, layers) / layers)
    if name == "Q3_K_M":
        return _split(floor or "Q4_K", "Q5_K", min(2, layers) / layers)
    return (("Q5_K", 1.0),) if floor else None


def _value_by_name(arch: ArchitectureShape, name: str) -> str | None:
    """Value type of a whole model; finer where four or more heads share a value."""
    grouped = bool(arch.heads and arch.kv_heads and arch.heads // arch.kv_heads >= 4)
    shared = grouped or (name.startswith(("IQ1", "IQ2")) and (arch.experts or 0) >= 4)
    return _VALUES_SHARED.get(name, _VALUES.get(name)) if shared else _VALUES.get(name)


_VALUES = {
    "Q3_K_L": "Q5_K", "IQ3_M": "Q4_K", "Q2_K": "Q3_K", "IQ3_XXS": "IQ3_S", "IQ2_S": "IQ3_S", "IQ2_M": "IQ3_S",
    "IQ2_XS": "Q2_K", "IQ2_XXS": "Q2_K", "IQ1_M": "Q2_K", "IQ1_S": "Q2_K",
}  # fmt: skip
_VALUES_SHARED = {
    "Q2_K": "Q4_K", "Q2_K_S": "Q4_K", "IQ3_XXS": "Q4_K", "IQ3_XS": "Q4_K", "IQ3_S": "Q4_K", "IQ4_NL": "Q5_K",
    "IQ4_XS": "Q5_K", "IQ2_M": "Q4_K", "IQ2_S": "Q4_K", "IQ2_XS": "Q4_K", "IQ2_XXS": "Q4_K", "IQ1_M": "Q4_K",
    "IQ1_S": "Q4_K",
}  # fmt: skip


def _down_types(layers: int, name: str, base: str) -> Share:
    """Types of the matrices out of the feed-forward layer: some layers get the second type."""
    low, high, part = _DOWN.get(name, (base, base, "eighth"))
    shares = {"eighth": layers // 8 / layers, "sixteenth": layers // 16 / layers, "all": 1.0}
    return _split(low, high, _more_bits(layers) if part == "more" else shares[part])


_DOWN = {
    "Q2_K": ("Q3_K", "Q3_K", "all"),
    "Q2_K_S": ("Q2_K", "Q4_K", "eighth"),
    "Q3_K_M": ("Q4_K", "Q5_K", "sixteenth"),
    "Q3_K_L": ("Q5_K", "Q5_K", "all"),
    "Q4_K_S": ("Q4_K", "Q5_K", "eighth"),
    "Q4_K_M": ("Q4_K", "Q6_K", "more"),
    "Q5_K_M": ("Q5_K", "Q6_K", "more"),
    "IQ4_NL": ("IQ4_NL", "Q5_K", "eighth"),
    "IQ4_XS": ("IQ4_XS", "Q5_K", "eighth"),
    "IQ3_XXS": ("Q3_K", "Q4_K", "eighth"),
    "IQ3_M": ("IQ3_S", "Q4_K", "eighth"),
    "IQ2_M": ("IQ2_S", "IQ3_S", "eighth"),
    "IQ2_S": ("IQ2_XS", "IQ3_S", "eighth"),
    "IQ2_XS": ("IQ2_XS", "Q2_K", "eighth"),
    "IQ2_XXS": ("IQ2_XXS", "Q2_K", "eighth"),
    "IQ1_M": ("IQ1_M", "Q2_K", "eighth"),
    "IQ1_S": ("IQ1_S", "Q2_K", "eighth"),
}


def _up_types(layers: int, name: str, base: str) -> Share:
    """IQ3_XS narrows the middle three quarters of the layers."""
    middle = (7 * layers // 8 - layers // 8) / layers
    return _split(base, "IQ3_XXS", middle) if name == "IQ3_XS" else ((base, 1.0),)


def _output_type(arch: ArchitectureShape, name: str, base: str) -> str:
    if arch.experts == 8 and name in _EIGHT_EXPERTS:
        return "Q5_K"
    if name.startswith(("IQ1", "IQ2")):
        return "IQ3_S" if name in ("IQ2_S", "IQ2_M") else base
    return _OUTPUT.get(name, base)


_OUTPUT = {"Q2_K": "Q3_K", "IQ3_XXS": "IQ3_S", "Q3_K_M": "Q4_K", "Q3_K_L": "Q5_K", "IQ3_M": "Q4_K"}
_EIGHT_EXPERTS = {
    "Q2_K", "IQ3_XS", "IQ3_XXS", "Q3_K_S", "Q3_K_M", "IQ4_NL", "Q4_K_S", "Q4_K_M", "IQ3_S", "IQ3_M", "IQ4_XS",
}  # fmt: skip


def _split(low: str, high: str, share: float) -> Share:
    return ((low, 1.0 - share), (high, share))


@lru_cache(maxsize=1024)
def _more_bits(layers: int) -> float:
    """Share of layers that the ``_M`` mixtures favour: the first and last eighth, then every third."""
    eighth = layers // 8
    chosen = sum(i < eighth or i >= 7 * layers // 8 or (i - eighth) % 3 == 2 for i in range(layers))
    return chosen / layers


@lru_cache(maxsize=4096)
def _bits(share: Share, row: int) -> float:
    return sum(part * TYPE_BITS[_fitting(kind, row)] for kind, part in share)


def _fitting(kind: str, row: int) -> str:
    """``kind``, or the type llama.cpp falls back to where 256 does not divide a row."""
    if kind in _BLOCK_32 or row % 256 == 0:
        return kind
    return _FALLBACK.get(kind, "IQ4_NL")
