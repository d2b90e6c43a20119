"""What the estimates need to know of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

__all__ = ["ArchitectureShape", "Kind", "ModelShape"]

Kind = Literal["text", "diffusion", "asr", "tts", "encoder", "detector", "segmenter", "other"]


class ArchitectureShape(Struct, frozen=True):
    """Dimensions of a transformer-like model; a mirror of the catalogue's architecture record.

    Attributes:
        kind: llama.cpp's or the maker's name of the architecture (``llama``, ``gemma3``, ``qwen3_5`` …).
        layers: blocks in all; ``full_layers`` attend to the whole context, ``window_layers`` to the last
            ``window`` tokens, ``recurrent_layers`` carry a state that does not grow.
        hidden: width of the residual stream.
        heads, kv_heads, head_dim: of one attention layer; None unknown.
        mla_rank, mla_rope: latent and rotary width of multi-head latent attention.
        vocab: rows of the embedding.
        experts, experts_used, expert_hidden: of a mixture of experts; None for a dense model.
        tied_embeddings: whether the output head is the embedding; None unknown.
        kv_bytes_per_token: bytes at f16 over the full-attention layers, where a source states it.
        feed_forward: width of a dense feed-forward block; None: derived from the parameter count.
    """

    kind: str
    layers: int
    full_layers: int
    hidden: int
    window_layers: int = 0
    window: int | None = None
    recurrent_layers: int = 0
    heads: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None
    mla_rank: int | None = None
    mla_rope: int | None = None
    vocab: int | None = None
    experts: int | None = None
    experts_used: int | None = None
    expert_hidden: int | None = None
    tied_embeddings: bool | None = None
    kv_bytes_per_token: int | None = None
    feed_forward: int | None = None

    @property
    def is_moe(self) -> bool:
        """Whether only some experts run for a token."""
        return bool(self.experts)


class ModelShape(Struct, frozen=True):
    """A model as the estimates see it.

    Attributes:
        id: of the catalogue; only carried through.
        kind: which laws apply: ``text`` produces tokens, the others an item at a time.
        parameters: in all; None unknown (no estimate is made).
        active_parameters: used for one token; None: all of them.
        architecture: None unknown: a wide law from the parameter count is used and said.
        files: published size in bytes by quantisation id; wins over any computed size.
        context: tokens the model was made for; None unknown.
        vision: whether it also reads images.
        operations: for one item, where a source states them; None: taken from the parameters.
        steps: denoising steps of a diffusion model; None: the usual number.
        one_pass: whether speech is read or made at once, not token by token (CTC, transducers, VITS and its like).
    """

    id: str
    kind: Kind
    parameters: int | None
    active_parameters: int | None = None
    architecture: ArchitectureShape | None = None
    files: Mapping[str, int] = {}
    context: int | None = None
    vision: bool = False
    operations: int | None = None
    steps: int | None = None
    one_pass: bool = False

    @property
    def is_moe(self) -> bool:
        """Whether fewer parameters work on a token than the model has."""
        if self.architecture is not None:
            return self.architecture.is_moe
        active, total = self.active_parameters, self.parameters
        return active is not None and total is not None and active < 0.9 * total
