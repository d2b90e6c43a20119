"""The header of a safetensors file: a length and a JSON mapping of tensor names to types and shapes.

The format: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable
from typing import Any

from modelpick.importing.facts import Unreadable, measure

__all__ = ["HEADER_BYTES", "parameters_of", "read_header"]

HEADER_BYTES = 100_000_000
"""The longest header the format allows."""

_PACKED = frozenset({"U8", "U16", "U32", "I32", "F4", "F6_E2M3", "F6_E3M2"})
"""Types whose elements hold more than one parameter, as quantisation tools write them."""

_COUNTED = frozenset({"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E8M0", "I8"})
_MOST_DIMENSIONS = 16


def read_header(data: bytes) -> dict[str, Any]:
    """The mapping at the beginning of a file.

    Args:
        data: the file, or as much of it as the header takes.

    Raises:
        Unreadable: no safetensors file, cut short, or a header beyond what the format allows.
    """
    if len(data) < 8:
        raise Unreadable("no safetensors file")
    size = struct.unpack("<Q", data[:8])[0]
    if not 2 <= size <= HEADER_BYTES:
        raise Unreadable("no safetensors file")
    if len(data) < 8 + size:
        raise Unreadable("cut short")
    try:
        found = json.loads(data[8 : 8 + size].decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("no safetensors file: its header is no JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("no safetensors file: its header is no mapping")
    return found


def parameters_of(headers: Iterable[dict[str, Any]]) -> int | None:
    """Parameters in all files of a model; None where weights are packed, so that elements are not parameters.

    Raises:
        Unreadable: a tensor whose shape is none.
    """
    total = 0
    for header in headers:
        for name, tensor in header.items():
            if name == "__metadata__":
                continue
            kind, elements = _tensor(name, tensor)
            if kind in _PACKED:
                return None
            total += elements if kind in _COUNTED else 0
    return total or None


def _tensor(name: str, tensor: Any) -> tuple[str, int]:
    shape = tensor.get("shape") if isinstance(tensor, dict) else None
    if not isinstance(shape, list) or len(shape) > _MOST_DIMENSIONS:
        raise Unreadable(f"tensor {name[:80]!r} has no shape")
    if any(size != 0 and measure(size) is None for size in shape):
        raise Unreadable(f"tensor {name[:80]!r} has a shape that is none")
    return str(tensor.get("dtype")), math.prod(shape)
