"""A language model of random weights small enough to make in a moment: a GGUF file that llama.cpp really loads."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

HIDDEN, HEADS, LAYERS, INNER, CONTEXT = 64, 4, 2, 128, 4096
_NORMAL, _UNKNOWN, _CONTROL, _BYTE = 1, 2, 3, 6
_U32, _F32, _STRING, _ARRAY, _I32 = 4, 6, 8, 9, 5
_ALIGNED = 32
WORDS = (
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "for",
    "on",
    "that",
    "with",
    "tree",
    "sun",
    "moon",
    "sea",
    "sky",
)


def write_tiny_gguf(path: Path, seed: int = 7) -> Path:
    """Write a Llama of two layers in F32 with a word-and-byte vocabulary."""
    chance = Random(seed)
    tokens = _tokens()
    tensors = _tensors(len(tokens))
    data = [_weights(name, shape, tokens, chance) for name, shape in tensors]
    head = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(tensors), 0))
    metadata = _metadata(tokens)
    head[16:24] = struct.pack("<Q", len(metadata))
    for key, (kind, value) in metadata.items():
        head += _string(key) + struct.pack("<I", kind) + _value(kind, value)
    offset = 0
    for name, shape in tensors:
        head += _string(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", 0, offset)
        offset += -(-4 * _count(shape) // _ALIGNED) * _ALIGNED
    with path.open("wb") as file:
        file.write(_padded(bytes(head)))
        for values in data:
            file.write(_padded(values.tobytes()))
    return path


def _weights(
    name: str, shape: tuple[int, ...], tokens: Sequence[tuple[str, float, int]], chance: Random
) -> array[float]:
    """Random numbers; the output prefers words, since single bytes are seldom text."""
    values = array("f", (chance.gauss(0.0, 0.08) for _ in range(_count(shape))))
    if name == "output.weight":
        for at, (text, _, _) in enumerate(tokens):
            factor = 4.0 if text[1:] in WORDS else 0.1
            for index in range(at * HIDDEN, (at + 1) * HIDDEN):
                values[index] *= factor
    return values


def _tokens() -> list[tuple[str, float, int]]:
    special = [("<unk>", 0.0, _UNKNOWN), ("<s>", 0.0, _CONTROL), ("</s>", 0.0, _CONTROL)]
    single = [(f"<0x{byte:02X}>", 0.0, _BYTE) for byte in range(256)]
    words = [(f"▁{word}", -float(at), _NORMAL) for at, word in enumerate(WORDS)]
    letters = [(char, -50.0, _NORMAL) for char in "▁abcdefghijklmnopqrstuvwxyz"]
    return [*special, *single, *words, *letters]


def _metadata(tokens: Sequence[tuple[str, float, int]]) -> Mapping[str, tuple[int, Any]]:
    names, scores, kinds = zip(*tokens, strict=True)
    return {
        "general.architecture": (_STRING, "llama"),
        "general.name": (_STRING, "Tiny Random"),
        "general.file_type": (_U32, 0),
        "llama.context_length": (_U32, CONTEXT),
        "llama.embedding_length": (_U32, HIDDEN),
        "llama.block_count": (_U32, LAYERS),
        "llama.feed_forward_length": (_U32, INNER),
        "llama.attention.head_count": (_U32, HEADS),
        "llama.attention.head_count_kv": (_U32, HEADS),
        "llama.attention.layer_norm_rms_epsilon": (_F32, 1e-5),
        "llama.rope.dimension_count": (_U32, HIDDEN // HEADS),
        "llama.vocab_size": (_U32, len(tokens)),
        "tokenizer.ggml.model": (_STRING, "llama"),
        "tokenizer.ggml.tokens": (_ARRAY, (_STRING, names)),
        "tokenizer.ggml.scores": (_ARRAY, (_F32, scores)),
        "tokenizer.ggml.token_type": (_ARRAY, (_I32, kinds)),
        "tokenizer.ggml.bos_token_id": (_U32, 1),
        "tokenizer.ggml.eos_token_id": (_U32, 2),
        "tokenizer.ggml.unknown_token_id": (_U32, 0),
    }


def _tensors(vocabulary: int) -> list[tuple[str, tuple[int, ...]]]:
    found: list[tuple[str, tuple[int, ...]]] = [("token_embd.weight", (HIDDEN, vocabulary))]
    for at in range(LAYERS):
        found += [(f"blk.{at}.{name}.weight", (HIDDEN, HIDDEN)) for name in ("attn_q", "attn_k", "attn_v")]
        found += [
            (f"blk.{at}.attn_output.weight", (HIDDEN, HIDDEN)),
            (f"blk.{at}.attn_norm.weight", (HIDDEN,)),
            (f"blk.{at}.ffn_norm.weight", (HIDDEN,)),
            (f"blk.{at}.ffn_gate.weight", (HIDDEN, INNER)),
            (f"blk.{at}.ffn_up.weight", (HIDDEN, INNER)),
            (f"blk.{at}.ffn_down.weight", (INNER, HIDDEN)),
        ]
    return [*found, ("output_norm.weight", (HIDDEN,)), ("output.weight", (HIDDEN, vocabulary))]


def _count(shape: tuple[int, ...]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _value(kind: int, value: Any) -> bytes:
    if kind == _STRING:
        return _string(value)
    if kind == _ARRAY:
        inner, items = value
        return struct.pack("<IQ", inner, len(items)) + b"".join(_value(inner, item) for item in items)
    return struct.pack({_U32: "<I", _I32: "<i", _F32: "<f"}[kind], value)


def _padded(raw: bytes) -> bytes:
    return raw + b"\0" * (-len(raw) % _ALIGNED)
