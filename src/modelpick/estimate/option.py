"""What is said of one quantisation of a model on a device."""

from __future__ import annotations

from msgspec import Struct

from modelpick.estimate.interval import Interval
from modelpick.estimate.placement import Verdict

__all__ = ["Option"]


class Option(Struct, frozen=True, gc=False):
    """One quantisation on the device.

    Attributes:
        quantization, runtime: ids.
        context, kv_type: as asked.
        weights, kv_cache, compute, overhead, total: bytes; the last is the sum of the others.
        available: usable bytes that the verdict compares with.
        verdict: ``fits``, ``tight`` (less than a tenth to spare), ``offload`` (partly in slower memory) or
            ``too-large``.
        max_context: tokens of one sequence that still go in, at most what the model was made for; 0 where the
            weights alone do not; None where it does not apply.
        decode: tokens a second after the prompt; ``decode_full`` at the end of the context.
        prefill: prompt tokens a second.
        item: speed in the task's own unit, for a model that does not produce tokens.
        latency: seconds for a short answer or one item.
        quality_loss: of the quantisation; None not measured.
        bits, format: of the quantisation.
        published: whether the weights are a published file's exact size.
        notes: what the figures take for granted.
    """

    quantization: str
    runtime: str
    context: int
    kv_type: str
    weights: float
    kv_cache: float
    compute: float
    overhead: float
    total: float
    available: float
    verdict: Verdict
    max_context: int | None
    decode: Interval | None
    prefill: Interval | None
    item: Interval | None
    latency: Interval | None
    quality_loss: float | None
    bits: float = 16.0
    format: str = "any"
    decode_full: Interval | None = None
    published: bool = False
    notes: tuple[str, ...] = ()
