"""What is asked of the hardware."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Request"]


class Request(Struct, frozen=True):
    """A load to size for.

    Attributes:
        context: tokens that each sequence may hold (prompt and answer).
        kv_type: how the KV cache is stored (``f16 bf16 fp8 q8_0 q5_1 q5_0 q4_1 q4_0 f32``).
        concurrency: sequences served at once, each with its own context.
        prompt_tokens, answer_tokens: of one short exchange, for its latency; None: 512 and 128.
        runtime: id of the program that runs the model; None: the usual one of the format and backend.
        quantizations: ids to consider; None: every one that suits the device.
        images: whether pictures go in; without them the image tower of a language model is left out.
    """

    context: int
    kv_type: str = "f16"
    concurrency: int = 1
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    runtime: str | None = None
    quantizations: tuple[str, ...] | None = None
    images: bool = True
