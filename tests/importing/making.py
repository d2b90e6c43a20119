"""Files of models as their formats define them, made byte by byte."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

__all__ = ["QWEN3", "gguf", "safetensors"]

_CODES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

QWEN3: dict[str, Any] = {
    "general.architecture": "qwen3",
    "general.type": "model",
    "general.name": "Qwen3 8B",
    "general.basename": "Qwen3",
    "general.size_label": "8B",
    "general.organization": "Qwen",
    "general.license": "apache-2.0",
    "general.languages": ["en", "zh"],
    "general.base_model.0.repo_url": "https://huggingface.co/Qwen/Qwen3-8B-Base",
    "general.file_type": 15,
    "qwen3.block_count": 36,
    "qwen3.context_length": 40960,
    "qwen3.embedding_length": 4096,
    "qwen3.feed_forward_length": 12288,
    "qwen3.attention.head_count": 32,
    "qwen3.attention.head_count_kv": 8,
    "qwen3.attention.key_length": 128,
    "tokenizer.ggml.tokens": [f"t{i}" for i in range(5000)],
}
"""Metadata as llama.cpp's converter writes it for Qwen3-8B, with fewer words."""


def gguf(
    metadata: Mapping[str, Any],
    tensors: Mapping[str, tuple[int, ...]] | None = None,
    *,
    version: int = 3,
    order: str = "<",
) -> bytes:
    """A GGUF file without the weights themselves."""
    shapes = (
        {"token_embd.weight": (4096, 5000), "output.weight": (4096, 5000)} if tensors is None else tensors
    )
    out = b"GGUF" + struct.pack(f"{order}IQQ", version, len(shapes), len(metadata))
    for key, value in metadata.items():
        out += _text(key, order) + _value(value, order)
    for name, shape in shapes.items():
        out += _text(name, order) + struct.pack(f"{order}I{len(shape)}Q", len(shape), *shape)
        out += struct.pack(f"{order}IQ", 0, 0)
    return out


def _text(text: str, order: str) -> bytes:
    data = text.encode()
    return struct.pack(f"{order}Q", len(data)) + data


def _value(value: Any, order: str) -> bytes:
    if isinstance(value, str):
        return struct.pack(f"{order}I", 8) + _text(value, order)
    if isinstance(value, list):
        kind = _kind(value[0])
        items = b"".join(_text(item, order) if kind == 8 else _scalar(item, kind, order) for item in value)
        return struct.pack(f"{order}IIQ", 9, kind, len(value)) + items
    kind = _kind(value)
    return struct.pack(f"{order}I", kind) + _scalar(value, kind, order)


def _kind(value: Any) -> int:
    return {bool: 7, int: 4, float: 6, str: 8}[type(value)]


def _scalar(value: Any, kind: int, order: str) -> bytes:
    return struct.pack(order + _CODES[kind], value)


def safetensors(tensors: Mapping[str, tuple[str, tuple[int, ...]]]) -> bytes:
    """A safetensors file without the weights themselves."""
    header = {
        name: {"dtype": kind, "shape": list(shape), "data_offsets": [0, 0]}
        for name, (kind, shape) in tensors.items()
    }
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    return struct.pack("<Q", len(text)) + text
