"""What was asked of ``fit`` and ``plan``: options as typed to one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from modelpick.errors import UnknownId, UsageError
from modelpick.estimate.quantization import KV_TYPE_BYTES
from modelpick.intake import OPTIONS
from modelpick.knowledge.naming import fold
from modelpick.knowledge.store import Catalog
from modelpick.planning.cluster import Cluster, read_cluster
from modelpick.query import Query

__all__ = ["Ask", "read_ask"]

_SHARED = ("hardware", "vram", "ram", "memory", "context", "concurrency", "min-speed")
_KV_SPELLINGS = {
    "fp16": "f16",
    "float16": "f16",
    "bfloat16": "bf16",
    "fp32": "f32",
    "q8": "q8_0",
    "q4": "q4_0",
}


class Ask(Struct, frozen=True):
    """One question about the size and speed of a model.

    Attributes:
        query: hardware, sizes, context, concurrency and speed.
        cluster: the machines that ``2x8 H100`` names; None where the hardware is not written so.
        notes: how words were understood where that is not plain.
    """

    name: str
    query: Query
    quantization: str | None = None
    kv_type: str = "f16"
    runtime: str | None = None
    cluster: Cluster | None = None
    notes: tuple[str, ...] = ()


def read_ask(name: str, given: Mapping[str, Any], catalog: Catalog) -> Ask:
    """Read the options of ``fit`` and ``plan``, by their long names.

    Raises:
        UsageError: an unknown or malformed value, with the closest ones and the option it speaks of.
    """
    quantization, notes = _quantization(given.get("quant"), catalog)
    text = given.get("hardware")
    hardware, cluster = read_cluster(text) if isinstance(text, str) else (text, None)
    return Ask(
        name=name,
        query=_query({**given, "hardware": hardware}, catalog),
        quantization=quantization,
        kv_type=_kv_type(given.get("kv-type")),
        runtime=_runtime(given.get("runtime"), catalog),
        cluster=cluster,
        notes=notes,
    )


def _query(given: Mapping[str, Any], catalog: Catalog) -> Query:
    fields: dict[str, Any] = {}
    for name in _SHARED:
        value = given.get(name)
        if value is None:
            continue
        field, read = OPTIONS[name]
        try:
            fields[field] = read(value, catalog, f"--{name}")
        except UsageError as error:
            error.option = name
            raise
    return Query(**fields)


def _quantization(text: str | None, catalog: Catalog) -> tuple[str | None, tuple[str, ...]]:
    if text is None:
        return None, ()
    found = catalog.find("quantizations", text, noun="quantization")
    plain = fold(found) == fold(text)
    return found, () if plain else (f"--quant {text} was read as {found}",)


def _kv_type(text: str | None) -> str:
    if text is None:
        return "f16"
    word = text.strip().lower().replace("-", "_")
    word = _KV_SPELLINGS.get(word, word)
    if word not in KV_TYPE_BYTES:
        known = ", ".join(KV_TYPE_BYTES)
        error = UnknownId("KV cache type", text, KV_TYPE_BYTES)
        raise UsageError(str(error), hint=f"one of {known}")
    return word


def _runtime(text: str | None, catalog: Catalog) -> str | None:
    return None if text is None else catalog.find("runtimes", text, noun="runtime")
