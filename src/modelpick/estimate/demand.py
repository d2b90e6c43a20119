"""What a model asks for under a load beside its weights, whatever the device and the quantisation."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from modelpick.estimate.buffers import ComputeLaw, activation_bytes, compute_law, projector_bytes
from modelpick.estimate.kv_cache import CacheLaw, approximate_law, cache_law, kv_bytes
from modelpick.estimate.quantization import KV_TYPE_BYTES, Quantization
from modelpick.estimate.request import Request
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.speed import Workload
from modelpick.estimate.token_cost import token_cost
from modelpick.estimate.weights import counted, weight_bytes

__all__ = ["Demand", "demand_of", "reason_unknown"]

_PROMPT, _ANSWER = 512, 128


class Demand(Struct, frozen=True, gc=False):
    """A model under a load.

    Attributes:
        shape: the model, its parameters counted where nothing states them.
        cache, compute: bytes by the length of the context; no cache where it does not produce tokens.
        kv, buffer: bytes of both at the context asked for, over all sequences.
        tower: bytes of what reads pictures.
        load: what is run; None where it does not produce tokens.
        notes: what the figures take for granted.
        sizes: bytes of the weights by quantisation id, filled as they are asked for; None unknown.
    """

    shape: ModelShape
    cache: CacheLaw | None
    compute: ComputeLaw
    kv: float
    buffer: float
    tower: float
    load: Workload | None
    notes: tuple[str, ...]
    sizes: dict[str, float | None] = field(default_factory=dict)

    def weights(self, quantization: Quantization) -> float | None:
        """Bytes of the weights at a quantisation; None where the model's size is unknown."""
        name = quantization.id
        if name not in self.sizes:
            self.sizes[name] = weight_bytes(self.shape, quantization)
        return self.sizes[name]


def reason_unknown(shape: ModelShape, request: Request) -> str | None:
    """Why nothing can be said of ``shape``, or None where an estimate can be made."""
    if shape.parameters is None and not shape.files:
        return "the number of parameters is not known"
    if request.kv_type not in KV_TYPE_BYTES:
        return f"no KV cache type is called {request.kv_type!r}"
    arch = shape.architecture
    if shape.kind == "text" and arch is not None and cache_law(arch, request.kv_type) is None:
        return f"the memory of a context is not known for the architecture {arch.kind!r}"
    return None


def demand_of(shape: ModelShape, request: Request, quantizations: Sequence[Quantization]) -> Demand:
    """Size the cache, the buffers and the work of a token of a model of which `reason_unknown` says nothing.

    Args:
        quantizations: what its published files may be in, to count parameters that nothing states.
    """
    shape = counted(shape, quantizations)
    if shape.kind != "text":
        peak = activation_bytes(shape)
        return Demand(shape, None, ComputeLaw(peak, 0.0, 0.0), 0.0, peak, 0.0, None, ())
    arch, parameters = shape.architecture, shape.parameters or 0
    law = cache_law(arch, request.kv_type) if arch else None
    notes: tuple[str, ...] = ()
    if law is None:
        law = approximate_law(parameters, request.kv_type)
        notes = ("architecture unknown: the KV cache is approximated from the parameter count",)
    compute = compute_law(arch, parameters) if arch else ComputeLaw(300e6, 0.0, 1024.0)
    slots, prompt = request.concurrency, min(request.prompt_tokens or _PROMPT, request.context)
    answer = request.answer_tokens or _ANSWER
    near, full = slots * law.at(prompt), slots * law.at(request.context)
    load = Workload(token_cost(shape), near, full, prompt, answer, slots)
    kv, buffer = kv_bytes(law, request.context, slots), compute.at(request.context * slots)
    return Demand(shape, law, compute, kv, buffer, projector_bytes(shape), load, notes)
