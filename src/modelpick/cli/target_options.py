"""Options that ``fit`` and ``plan`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from modelpick.adviser import Adviser
    from modelpick.sizing.ask import Ask

__all__ = [
    "ConcurrencyOption",
    "ContextOption",
    "HardwareOption",
    "KvTypeOption",
    "ManifestOption",
    "MemoryOption",
    "MinSpeedOption",
    "ModelArgument",
    "QuantOption",
    "RamOption",
    "RuntimeOption",
    "VramOption",
    "read",
]

ModelArgument = Annotated[
    list[str],
    typer.Argument(metavar="MODEL", help="An id, words of a name that only it has, or a size: 7B, 8x7B."),
]
HardwareOption = Annotated[
    str | None,
    typer.Option("--hardware", "-H", help='The target: auto, "RTX 4090", "2x RTX 3090", "2x8 H100", phone …'),
]
VramOption = Annotated[str | None, typer.Option("--vram", help="GPU memory; 0GB is no GPU.")]
RamOption = Annotated[str | None, typer.Option("--ram", help="System memory beside a GPU.")]
MemoryOption = Annotated[str | None, typer.Option("--memory", help="Unified or CPU-only memory.")]
ContextOption = Annotated[str | None, typer.Option("--context", help="Tokens of each sequence, as 32k.")]
ConcurrencyOption = Annotated[str | None, typer.Option("--concurrency", help="Sequences at once.")]
KvTypeOption = Annotated[
    str | None, typer.Option("--kv-type", help="How the KV cache is stored: f16, q8_0, q4_0, fp8 …")
]
QuantOption = Annotated[
    str | None, typer.Option("--quant", help="Only this quantisation: Q4_K_M, FP8, BF16 …")
]
MinSpeedOption = Annotated[
    str | None, typer.Option("--min-speed", help="Tokens a second for each user, or the model's own unit.")
]
ManifestOption = Annotated[
    str | None,
    typer.Option("--manifest", metavar="RECIPE", help="Print only this recipe's Kubernetes manifest."),
]
RuntimeOption = Annotated[str | None, typer.Option("--runtime", help="Only this program: llama.cpp, vllm …")]


def read(model: list[str], given: dict[str, Any], catalog: str | None) -> tuple[Ask, Adviser]:
    """The question with the user's defaults, and the engine that answers it."""
    from modelpick.cli.common import open_adviser
    from modelpick.cli.settings import blamed, with_defaults
    from modelpick.errors import UsageError
    from modelpick.sizing.ask import read_ask

    settings = with_defaults({**given, "catalog": catalog})
    adviser = open_adviser(settings.get("catalog"))
    try:
        ask = read_ask(" ".join(model), {name: settings.get(name) for name in given}, adviser.catalog)
    except UsageError as error:
        raise blamed(error, given) from None
    return ask, adviser
