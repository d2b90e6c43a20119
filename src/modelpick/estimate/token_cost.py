"""What one token asks of a model, whatever the quantisation and the device."""

from __future__ import annotations

from msgspec import Struct

from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.estimate.tensors import tensors_of

__all__ = ["TokenCost", "token_cost"]


class TokenCost(Struct, frozen=True):
    """Parameters and layers at work on one token.

    Attributes:
        parameters: of the whole file.
        always: read for every token: all of a dense model but an embedding that is only looked up.
        experts: of all routed experts; 0 for a dense model. ``used``: of those chosen for one token.
        layers: blocks run one after another, ``recurrent`` of them state-space or linear attention.
        latent: whether the cache is a latent one (MLA).
        full_width, window_width: query width (heads x head size) summed over the layers that attend to
            everything and to a window of ``window`` tokens.
    """

    parameters: int
    always: int
    experts: int
    used: int
    layers: int
    recurrent: int = 0
    latent: bool = False
    full_width: int = 0
    window_width: int = 0
    window: int = 0

    @property
    def flops(self) -> float:
        """FLOPs of the layers for one token."""
        return 2.0 * (self.always + self.used)

    def score_flops(self, tokens: float) -> float:
        """FLOPs of one token's attention over ``tokens`` of context."""
        return 4.0 * (self.full_width * tokens + self.window_width * min(tokens, self.window))


def token_cost(shape: ModelShape) -> TokenCost:
    """The cost of one token of ``shape``; its parameter count must be known."""
    total, arch = shape.parameters or 0, shape.architecture
    parts = tensors_of(arch, total) if arch else None
    idle = parts.embedding if parts and parts.head else 0
    experts = _expert_parameters(shape)
    active = _active(shape, experts)
    used = max(active - (total - experts), 0) if experts else 0
    always = max(active - used - idle, 1)
    if arch is None:
        return TokenCost(total, always, experts, used, _usual_layers(total))
    width = (arch.heads or 0) * (arch.head_dim or (192 if arch.mla_rank else 128))
    return TokenCost(
        parameters=total,
        always=always,
        experts=experts,
        used=used,
        layers=arch.layers,
        recurrent=arch.recurrent_layers,
        latent=bool(arch.mla_rank),
        full_width=arch.full_layers * width,
        window_width=arch.window_layers * width,
        window=arch.window or 0,
    )


def _active(shape: ModelShape, experts: int) -> int:
    """Parameters that work on one token: from the dimensions of a mixture, else as its maker states.

    Makers round and leave out embeddings ("A3B" is 2.9 to 3.5 billion), while a parameter count may include
    an image tower or a draft head that decoding does not read; so the stated figure bounds the computed one.
    """
    total, stated, arch = shape.parameters or 0, shape.active_parameters, shape.architecture
    if arch is None or not arch.experts or not arch.experts_used or not experts:
        return total if stated is None else min(stated, total)
    computed = int(total - experts * (1 - arch.experts_used / arch.experts))
    return computed if stated is None else min(computed, int(1.2 * stated))


def _expert_parameters(shape: ModelShape) -> int:
    """Parameters of all routed experts; 0 for a dense model."""
    arch, total = shape.architecture, shape.parameters or 0
    if not shape.is_moe:
        return 0
    if arch is not None and arch.experts and arch.expert_hidden:
        experts = 3 * arch.layers * arch.experts * arch.hidden * arch.expert_hidden
        if experts < total:
            return experts
    if shape.active_parameters is not None:
        return int((total - min(shape.active_parameters, total)) / (1 - _share_used(arch)))
    parts = tensors_of(arch, total) if arch is not None else None
    return parts.up + parts.down if parts else int(0.97 * total)


def _share_used(arch: ArchitectureShape | None) -> float:
    """Share of the experts that work on one token, a few in a hundred where it is not known."""
    if arch is None or not arch.experts:
        return 0.03
    return min((arch.experts_used or 1) / arch.experts, 0.9)


def _usual_layers(parameters: int) -> int:
    """Layers of a dense model of that many parameters: 32 at 8 billion, growing with the cube root."""
    return max(8, int(32 * pow(parameters / 8e9, 1 / 3) + 0.5))
