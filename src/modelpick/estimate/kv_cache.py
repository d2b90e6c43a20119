"""Memory of the context: KV caches, and the states of layers that keep no cache.

The law of llama.cpp's ``llama-kv-cache*.cpp``; it agrees with that program's own allocation to a median of
0.00 % (`benchmarks/accuracy.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil, inf

from msgspec import Struct

from modelpick.estimate.buffers import ComputeLaw
from modelpick.estimate.quantization import KV_TYPE_BYTES
from modelpick.estimate.shape import ArchitectureShape

__all__ = ["CacheLaw", "approximate_law", "cache_law", "kv_bytes", "longest_context", "recurrent_state"]

_PAD = 256
_STATE_HEAD = 128 * 128  # a linear-attention head keeps a 128 x 128 matrix


class CacheLaw(Struct, frozen=True):
    """Cache of one sequence as a function of the context: ``fixed + full·n + windowed·min(n, span)``.

    Attributes:
        full: bytes per token over the full-attention layers.
        windowed: bytes per token over the sliding-window layers.
        span: tokens a sliding-window layer holds at most.
        fixed: bytes of recurrent states.
    """

    full: float
    windowed: float
    span: int
    fixed: float

    def at(self, tokens: float) -> float:
        """Bytes of one sequence of ``tokens``."""
        return self.fixed + self.full * tokens + self.windowed * min(tokens, self.span)


def kv_bytes(law: CacheLaw, context: int, concurrency: int = 1) -> float:
    """Bytes of ``concurrency`` sequences of ``context`` tokens, each padded to 256 as llama.cpp does."""
    padded = ceil(context / _PAD) * _PAD
    return concurrency * law.at(padded)


@lru_cache(maxsize=4096)
def cache_law(arch: ArchitectureShape, kv_type: str = "f16", ubatch: int = 512) -> CacheLaw | None:
    """The cache of ``arch`` with numbers of ``kv_type``; None where its layers keep a state we do not know.

    Raises:
        KeyError: an unknown ``kv_type``.
    """
    size = KV_TYPE_BYTES[kv_type]
    state = recurrent_state(arch)
    token = _bytes_per_token(arch, size)
    if state is None or token is None:
        return None
    span = ceil(((arch.window or 0) + ubatch) / _PAD) * _PAD
    return CacheLaw(full=token[0], windowed=token[1], span=span, fixed=state)


def approximate_law(parameters: int, kv_type: str = "f16") -> CacheLaw:
    """A cache for a model of which only the size is known: 128 KiB a token at 8B, growing with the root.

    Grouped-query models of 1 to 400 billion parameters lie within a factor of two of it.
    """
    token = 131072 * (parameters / 8e9) ** 0.5 * KV_TYPE_BYTES[kv_type] / 2
    return CacheLaw(full=token, windowed=0.0, span=0, fixed=0.0)


def longest_context(law: CacheLaw, compute: ComputeLaw, budget: float, concurrency: int = 1) -> float:
    """The longest context, a multiple of 256, whose cache and compute buffer stay within ``budget`` bytes.

    Both are piecewise linear in the context, so the answer is the least of the two branches of the compute
    buffer; infinite where nothing grows, 0 where nothing fits.
    """
    room = budget - concurrency * law.fixed
    beside_head = _solve(law, room - compute.head, 0.0, concurrency)
    beside_layer = _solve(law, room - compute.layer, compute.slope * concurrency, concurrency)
    longest = min(beside_head, beside_layer)
    return longest if longest == inf else longest // _PAD * _PAD


def _solve(law: CacheLaw, room: float, slope: float, concurrency: int) -> float:
    """Tokens at which the cache of ``concurrency`` sequences plus ``slope`` bytes a token fill ``room``."""
    if room <= 0:
        return 0.0
    steep = concurrency * (law.full + law.windowed) + slope
    tokens = room / steep if steep else inf
    if tokens <= law.span or not law.windowed:
        return tokens
    flat = concurrency * law.full + slope
    return (room - concurrency * law.windowed * law.span) / flat if flat else inf


def _bytes_per_token(arch: ArchitectureShape, size: float) -> tuple[float, float] | None:
    """Bytes per token of the full and of the windowed layers."""
    if arch.mla_rank:
        return arch.full_layers * (arch.mla_rank + (arch.mla_rope or 0)) * size, 0.0
    if arch.kv_heads is None or arch.head_dim is None:
        if arch.window_layers or (arch.full_layers and arch.kv_bytes_per_token is None):
            return None
        return (arch.kv_bytes_per_token or 0) * size / 2, 0.0
    layer = 2 * arch.kv_heads * arch.head_dim * size
    stated = arch.kv_bytes_per_token
    full = arch.full_layers * layer if stated is None else stated * size / 2
    return full, arch.window_layers * layer


def recurrent_state(arch: ArchitectureShape) -> float | None:
    """Bytes of the states of one sequence; None for an architecture whose state is not known.

    Gated delta nets keep two value heads for each attention head (Qwen3-Next, Qwen3.5, Qwen3.8-Flash-Next:
    48 for 24), Kimi delta attention one (Kimi, GLM-5.3-Flash, Solar Open 2: 64 for 64), by their configuration
    files; Mamba-2 keeps 128 numbers and Mamba 16 for each of twice ``hidden`` channels; short convolutions
    keep three tokens.
    """
    kind = arch.kind.lower().replace("-", "_")
    if kind.startswith("falcon_h1"):
        return arch.layers * arch.hidden * 2 * 256 * 4.0
    if arch.recurrent_layers == 0:
        return None if kind.startswith(_ALWAYS_RECURRENT) else 0.0
    for prefixes, numbers in _STATES:
        if kind.startswith(prefixes):
            per_layer = numbers(arch)
            return None if per_layer is None else 4.0 * arch.recurrent_layers * per_layer
    return None


def _per_head(count: int) -> Callable[[ArchitectureShape], int | None]:
    return lambda arch: None if arch.heads is None else count * arch.heads * _STATE_HEAD


def _per_channel(count: int) -> Callable[[ArchitectureShape], int | None]:
    return lambda arch: count * arch.hidden


_ALWAYS_RECURRENT = ("mamba", "falcon_mamba", "jamba", "rwkv", "xlstm")
_STATES: tuple[tuple[tuple[str, ...], Callable[[ArchitectureShape], int | None]], ...] = (
    (("qwen3_5", "qwen35", "qwen3_next", "qwen3next", "qwen3_6", "qwen3_8", "qwen4_exp"), _per_head(2)),
    (("kimi", "minimax", "bailing", "ring", "ling", "glm5_next", "solar_open2"), _per_head(1)),
    (("granite", "nemotron_h", "bamba", "zamba2", "mamba2", "plamo"), _per_channel(2 * 128)),
    (("jamba", "falcon_mamba", "mamba"), _per_channel(2 * 16)),
    (("lfm2",), _per_channel(3)),
)
"""Numbers (f32) in the state of one layer, by the beginning of the architecture's name."""
