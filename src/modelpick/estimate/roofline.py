"""Decode and prefill time of a language model on one memory pool.

A token is produced by reading every weight it uses and the cache once, and by unpacking and multiplying them;
the two overlap in part, so their root sum of squares counts. To it comes what each layer costs whatever its
size. A prompt is read at a share of the matrix throughput. Constants: `calibration.Calibration`.
"""

from __future__ import annotations

from math import exp, hypot, log

from msgspec import Struct

from modelpick.estimate.calibration import Cost, DecodeLaw, PrefillLaw, PrefillTerms, Terms
from modelpick.estimate.device import Device, Pool
from modelpick.estimate.quantization import resting_bits
from modelpick.estimate.token_cost import TokenCost

__all__ = [
    "Engine",
    "Prompt",
    "Reads",
    "bytes_read",
    "decode_seconds",
    "family",
    "prefill_seconds",
    "prompt_reads",
    "prompt_work",
]

_PLAIN = Cost()
_UBATCH = 512
_REFERENCE = 1e14


class Engine(Struct, frozen=True):
    """One memory pool with the arithmetic beside it.

    Attributes:
        bandwidth: bytes per second; ``flops``: per second.
        law, terms: what the family reaches.
        age: years the runtime's build lies behind; only measurements of the past need it.
    """

    bandwidth: float
    flops: float
    law: DecodeLaw
    terms: Terms
    age: float = 0.0


class Reads(Struct, frozen=True):
    """Bytes of weights read for one token: for every token, and of its chosen experts."""

    always: float
    experts: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.always + self.experts


class Prompt(Struct, frozen=True):
    """A prompt of ``tokens`` after ``depth`` tokens of context, read in batches."""

    tokens: int
    depth: int = 0


def family(device: Device, pool: Pool, runtime: str = "") -> str:
    """The family that speaks for ``pool``: backend, and the kind of memory where it matters."""
    if pool.kind == "ram" or device.backend == "cpu":
        return f"cpu-{device.kind}" if device.kind in ("board", "phone", "soc") else "cpu"
    backend = device.backend or ("metal" if pool.kind == "unified" else "cuda")
    if backend == "metal" and runtime.startswith("mlx"):
        return "mlx"
    if backend not in ("cuda", "rocm", "vulkan"):
        return backend
    if pool.kind == "unified":
        return f"{backend}-unified"
    return f"{backend}-hbm" if _is_hbm(pool) else backend


def _is_hbm(pool: Pool) -> bool:
    if pool.memory_type is not None:
        return pool.memory_type.upper().startswith("HBM")
    return (pool.bandwidth or 0.0) > 1.9e12


def bytes_read(cost: TokenCost, weights: float, quantization: str) -> Reads:
    """Bytes of a file of ``weights`` that one token reads."""
    if not cost.experts:
        return Reads(weights * cost.always / cost.parameters, 0.0)
    resting = cost.parameters - cost.experts
    average = 8.0 * weights / cost.parameters
    fine = min(resting * resting_bits(quantization, average) / 8, 0.9 * weights)
    always = fine * cost.always / resting if resting else 0.0
    return Reads(always, (weights - fine) * cost.used / cost.experts)


def decode_seconds(
    cost: TokenCost, reads: Reads, kv: float, engine: Engine, *, price: Cost = _PLAIN, batch: int = 1
) -> float:
    """Seconds of one decoding step of ``batch`` sequences that hold ``kv`` bytes of cache together.

    Args:
        price: what the weight format costs beyond a plain 4-bit block.
    """
    law, terms = engine.law, engine.terms
    experts = reads.experts * terms.expert_weight * (_experts_hit(cost, batch) if batch > 1 else 1.0)
    cache = kv * law.kv_weight * (terms.latent_kv if cost.latent else 1.0)
    moved = ((reads.always + experts) * price.memory + cache) / (law.efficiency * engine.bandwidth)
    worked = batch * cost.flops * price.compute / (law.compute * engine.flops)
    fixed = cost.layers * law.layer + cost.recurrent * terms.recurrent_layer
    if cost.experts:
        fixed += cost.layers * terms.expert_layer
    if engine.age:
        moved *= exp(terms.age_efficiency * engine.age)
        fixed *= exp(terms.age_layer * engine.age)
    return hypot(moved, worked) + fixed


def _experts_hit(cost: TokenCost, batch: int) -> float:
    """How many times the expert bytes of one token a batch reads: other sequences choose other experts."""
    share = min(cost.used / cost.experts, 1.0) if cost.experts else 1.0
    return (1.0 - (1.0 - share) ** batch) / share if share else 1.0


def prefill_seconds(
    cost: TokenCost, weights: float, prompt: Prompt, engine: Engine, laws: tuple[PrefillLaw, PrefillTerms]
) -> float:
    """Seconds to read ``prompt``: work whatever the weight format, and reading the weights."""
    return prompt_work(cost, prompt, engine, laws) + weights * prompt_reads(prompt, engine)


def prompt_work(
    cost: TokenCost, prompt: Prompt, engine: Engine, laws: tuple[PrefillLaw, PrefillTerms]
) -> float:
    """Seconds for the FLOPs of the layers and of the attention scores, at a share of the throughput.

    Args:
        engine: with the matrix throughput (`throughput.Throughput.matrix`) as its ``flops``.
    """
    law, terms = laws
    speed = law.share * engine.flops * exp(-law.fade * log(engine.flops / _REFERENCE))
    layers = cost.flops * (terms.experts if cost.experts else 1.0)
    attention = terms.attention * cost.score_flops(prompt.depth + prompt.tokens / 2)
    return prompt.tokens * (layers + attention) / speed


def prompt_reads(prompt: Prompt, engine: Engine) -> float:
    """Seconds for each byte of weights: a batch of 512 tokens reads the whole file, experts and all."""
    return prompt.tokens / (0.6 * engine.bandwidth * min(prompt.tokens, _UBATCH))
