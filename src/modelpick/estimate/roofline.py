"""Decode and prefill speed of a language model on one memory pool.

A token is produced by reading every active weight and the cache once: bytes over the bandwidth reached, plus a
cost for each layer. A prompt is read at a share of the dense FP16 throughput. Constants: `Calibration`.
"""

from __future__ import annotations

from dataclasses import dataclass

from modelpick.estimate.calibration import DecodeLaw, PrefillLaw
from modelpick.estimate.device import Device, Pool
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.tensors import tensors_of

__all__ = ["TokenCost", "active_bytes", "decode_seconds", "family", "prefill_seconds", "token_cost"]


@dataclass(frozen=True, slots=True)
class TokenCost:
    """What one token of a model asks for, whatever the quantisation.

    Attributes:
        share: part of the file's bytes that is read for a token.
        always: part of those bytes read for every token (attention, shared experts, head); 1 for a dense model.
        layers: blocks run one after another.
        moe: whether experts are chosen.
        flops: of one token.
    """

    share: float
    always: float
    layers: int
    moe: bool
    flops: float


def token_cost(shape: ModelShape) -> TokenCost:
    """The cost of one token of ``shape``; the parameter count must be known.

    An input embedding is looked up, not read, so it does not count unless it also serves as the head.
    """
    total = shape.parameters or 0
    arch = shape.architecture
    layers = arch.layers if arch else _usual_layers(total)
    parts = tensors_of(arch, total) if arch else None
    idle = parts.embedding if parts and parts.head else 0
    experts = min(_expert_parameters(shape), total)
    active = _active(shape, experts)
    read = max(active - idle, 1)
    used = max(active - (total - experts), 0)
    return TokenCost(read / total, 1.0 - min(used / read, 1.0), layers, shape.is_moe, 2.0 * read)


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
    arch, total, active = shape.architecture, shape.parameters or 0, shape.active_parameters
    if not shape.is_moe:
        return 0
    if arch is not None and arch.experts and arch.expert_hidden:
        experts = 3 * arch.layers * arch.experts * arch.hidden * arch.expert_hidden
        if experts < total:
            return experts
    if active is None:
        parts = tensors_of(arch, total) if arch is not None else None
        return parts.up + parts.down if parts else int(0.97 * total)
    used = (arch.experts_used or 1) / arch.experts if arch is not None and arch.experts else 0.03
    return int((total - active) / (1 - used))


def _usual_layers(parameters: int) -> int:
    """Layers of a dense model of that many parameters: 32 at 8 billion, growing with the cube root."""
    return max(8, round(32 * (parameters / 8e9) ** (1 / 3)))


def family(device: Device, pool: Pool) -> str:
    """The family of measurements that speaks for ``pool``: backend, and the kind of memory where it matters."""
    if pool.kind == "ram":
        return "npu" if device.backend == "npu" else "cpu"
    backend = device.backend or ("metal" if pool.kind == "unified" else "cuda")
    if backend not in ("cuda", "rocm", "vulkan"):
        return backend
    if pool.kind == "unified":
        return f"{backend}-unified"
    return f"{backend}-hbm" if _is_hbm(pool) else backend


def _is_hbm(pool: Pool) -> bool:
    if pool.memory_type is not None:
        return pool.memory_type.upper().startswith("HBM")
    return (pool.bandwidth or 0.0) > 1.9e12


def active_bytes(cost: TokenCost, weights: float) -> float:
    """Bytes of ``weights`` read for one token."""
    return weights * cost.share


def decode_seconds(
    cost: TokenCost, weights: float, kv: float, bandwidth: float, law: DecodeLaw, batch: int = 1
) -> float:
    """Seconds of one decoding step of ``batch`` sequences that hold ``kv`` bytes of cache together.

    Args:
        weights: bytes of the whole file.
        bandwidth: bytes per second of one device.
    """
    read = active_bytes(cost, weights) * (_experts_hit(cost, batch) if batch > 1 else 1.0)
    launch = cost.layers * (law.layer + (law.moe_layer if cost.moe else 0.0))
    return (read + law.kv_weight * kv) / (law.efficiency * bandwidth) + launch


def _experts_hit(cost: TokenCost, batch: int) -> float:
    """How many times the bytes of one token a batch reads: other sequences choose other experts."""
    if not cost.moe or cost.share >= 1:
        return 1.0
    routed = cost.share * (1 - cost.always)
    idle = max(1.0 - cost.share, 0.0)
    missed = (1 - routed / (routed + idle)) ** batch if routed + idle else 1.0
    return (cost.share * cost.always + (routed + idle) * (1 - missed)) / cost.share


def prefill_seconds(cost: TokenCost, tokens: int, flops: float, law: PrefillLaw) -> float:
    """Seconds to read a prompt of ``tokens`` at ``flops`` dense FP16 operations a second."""
    return tokens * cost.flops / (flops * (law.moe_share if cost.moe else law.share))

