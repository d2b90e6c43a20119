"""How a model's parameters are spread over the roles that quantisation treats differently."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from modelpick.estimate.shape import ArchitectureShape

__all__ = ["Tensors", "feed_forward_used", "tensors_of"]

_TIES_BELOW = 4_500_000_000
_ALWAYS_TIED = ("gemma", "cohere", "command", "lfm2", "smollm", "phi4mm")


class Tensors(Struct, frozen=True):
    """Parameters by role, over all layers.

    Attributes:
        embedding, head: ``vocab x hidden``; ``head`` is 0 where the embedding serves as output head.
        query, key, value, output: of attention.
        up, down: feed-forward matrices into and out of the wide layer (all experts).
        other: what no role claims (state-space layers, latent attention, vision towers …).
        inner: width of the feed-forward layer, of one expert where there are experts.
    """

    embedding: int
    head: int
    query: int
    key: int
    value: int
    output: int
    up: int
    down: int
    other: int
    inner: int


@lru_cache(maxsize=4096)
def tensors_of(arch: ArchitectureShape, parameters: int) -> Tensors | None:
    """Spread ``parameters`` over the roles of ``arch``; None where its dimensions do not add up.

    Attention and embeddings follow from their dimensions; the feed-forward matrices are what remains, two
    thirds of them going in (gate and up) and one third out (down).
    """
    if arch.vocab is None:
        return None
    embedding = arch.vocab * arch.hidden
    head = 0 if _is_tied(arch, parameters) else embedding
    query, key = _attention(arch)
    rest = parameters - embedding - head - 2 * query - 2 * key
    if rest <= 0:
        return None
    wide = _feed_forward_share(arch, rest)
    down = wide // 3
    blocks = arch.layers * (arch.experts or 1)
    inner = arch.feed_forward or arch.expert_hidden or _rounded(down / (blocks * arch.hidden))
    return Tensors(embedding, head, query, key, key, query, wide - down, down, rest - wide, inner)


def feed_forward_used(arch: ArchitectureShape, parameters: int) -> int | None:
    """Width of the feed-forward layers that work on one token: all of it, or that of the experts used."""
    parts = tensors_of(arch, parameters)
    if parts is None:
        return None
    return parts.inner * (arch.experts_used or 1) if arch.is_moe else parts.inner


def _rounded(width: float) -> int:
    """The multiple of 64 nearest ``width``, which norms and biases have pushed off it."""
    return max(64, round(width / 64) * 64)


def _is_tied(arch: ArchitectureShape, parameters: int) -> bool:
    """Whether the head is the embedding: as stated, else as the family or the size suggests."""
    if arch.tied_embeddings is not None:
        return arch.tied_embeddings
    return arch.kind.lower().startswith(_ALWAYS_TIED) or parameters < _TIES_BELOW


def _attention(arch: ArchitectureShape) -> tuple[int, int]:
    """Parameters of the query (or output) and of the key (or value) projections of all attention layers."""
    if arch.mla_rank or arch.heads is None or arch.kv_heads is None or arch.head_dim is None:
        return 0, 0
    layers = arch.full_layers + arch.window_layers
    width = layers * arch.hidden * arch.head_dim
    return width * arch.heads, width * arch.kv_heads


def _feed_forward_share(arch: ArchitectureShape, rest: int) -> int:
    """Parameters of the feed-forward matrices among ``rest``: all, unless other layers claim some."""
    if arch.is_moe and arch.expert_hidden and arch.experts:
        return min(rest, 3 * arch.layers * arch.experts * arch.hidden * arch.expert_hidden)
    if arch.feed_forward:
        return min(rest, 3 * arch.layers * arch.hidden * arch.feed_forward)
    if arch.recurrent_layers:
        return int(rest * 0.75)
    return rest
