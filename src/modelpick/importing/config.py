"""The ``config.json`` of a model in the transformers library's words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modelpick.importing.facts import Facts, Unreadable, measure, word

__all__ = ["MOST_BYTES", "facts_of"]

MOST_BYTES = 4_000_000
_NESTED = ("text_config", "llm_config", "language_config", "thinker_config")
_NO_CONTEXT = 10**9


def facts_of(data: bytes) -> Facts:
    """Facts of the model that a configuration describes. Its parameters are not among them.

    Raises:
        Unreadable: no JSON mapping, or one that is no model's.
    """
    try:
        config = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(config, dict) or not ({"model_type", "architectures"} & config.keys()):
        raise Unreadable("no model's config.json: it names no model_type and no architectures")
    inner = _text_part(config)
    context = measure(inner.get("max_position_embeddings"), _NO_CONTEXT)
    return Facts(
        repository=_repository(config.get("_name_or_path")),
        kinds=_kinds(config),
        context=context,
        architecture=_architecture(config, inner),
    )


def _text_part(config: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in _NESTED:
        part = config.get(name)
        if isinstance(part, dict):
            return _text_part(part) if any(isinstance(part.get(n), dict) for n in _NESTED) else part
    return config


def _repository(value: Any) -> str | None:
    path = word(value)
    return path if path and path.count("/") == 1 and not path.startswith((".", "/")) else None


def _kinds(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Names from the most telling: class names, what it reads besides text, the model's type."""
    listed = config.get("architectures")
    names = [found for name in (listed if isinstance(listed, list) else []) if (found := word(name))]
    senses = [mark for mark in ("vision_config", "audio_config") if isinstance(config.get(mark), dict)]
    return (*names[:4], *senses, *filter(None, [word(config.get("model_type"))]))


def _architecture(config: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any] | None:
    layers = measure(inner.get("num_hidden_layers") or inner.get("n_layer"), 10_000)
    hidden = measure(inner.get("hidden_size") or inner.get("n_embd"), 10**6)
    kind = word(inner.get("model_type")) or word(config.get("model_type"))
    if layers is None or hidden is None or kind is None:
        return None
    heads = measure(inner.get("num_attention_heads") or inner.get("n_head"), 10**5)
    split, sure = _layers(inner, layers)
    experts = _first(inner, "num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts")
    rank = _first(inner, "kv_lora_rank")
    values = {
        "kind": kind,
        "layers": layers,
        **split,
        "hidden": hidden,
        "heads": heads,
        "kv_heads": _first(inner, "num_key_value_heads") or heads,
        "head_dim": _first(inner, "head_dim") or (hidden // heads if heads else None),
        "mla_rank": rank,
        "mla_rope": _first(inner, "qk_rope_head_dim") if rank else None,
        "vocab": _first(inner, "vocab_size"),
        "experts": experts,
        "experts_used": _first(inner, "num_experts_per_tok", "top_k_experts") if experts else None,
        "expert_hidden": _first(inner, "moe_intermediate_size", "expert_dim") if experts else None,
        "tied_embeddings": _flag(inner, config, "tie_word_embeddings"),
        "confidence": "exact" if sure else "kv-uncertain",
    }
    return {key: value for key, value in values.items() if value is not None}


def _first(values: Mapping[str, Any], *names: str) -> int | None:
    return next((found for name in names if (found := measure(values.get(name)))), None)


def _flag(inner: Mapping[str, Any], config: Mapping[str, Any], name: str) -> bool | None:
    value = inner.get(name, config.get(name))
    return value if isinstance(value, bool) else None


def _layers(inner: Mapping[str, Any], layers: int) -> tuple[dict[str, int], bool]:
    """How many layers attend to everything, to a window, or keep a state instead; and whether that is sure.

    Where a window is named and nothing tells which layers have it, all count as attending to everything.
    """
    kinds = inner.get("layer_types")
    window = measure(inner.get("sliding_window")) if inner.get("use_sliding_window", True) else None
    if isinstance(kinds, list) and len(kinds) == layers:
        names = [str(kind) for kind in kinds]
        windowed = sum("sliding" in name or "chunked" in name for name in names)
        full = sum("full" in name or name == "attention" for name in names)
        return _split(layers - full - windowed, full, windowed, window), windowed == 0 or window is not None
    every = measure(inner.get("sliding_window_pattern")) if window else None
    if every:
        return _split(0, layers // every, layers - layers // every, window), True
    interval = measure(inner.get("full_attention_interval") or inner.get("attn_layer_period"))
    if interval:
        return _split(layers - layers // interval, layers // interval, 0, None), True
    return _split(0, layers, 0, None), window is None and not _keeps_state(inner)


def _keeps_state(inner: Mapping[str, Any]) -> bool:
    return any(
        name.startswith(("mamba", "ssm", "linear_")) or name == "hybrid_override_pattern" for name in inner
    )


def _split(recurrent: int, full: int, windowed: int, window: int | None) -> dict[str, int]:
    kinds = {"window_layers": windowed, "recurrent_layers": recurrent}
    found = {"full_layers": full, **{kind: count for kind, count in kinds.items() if count}}
    return {**found, "window": window} if windowed and window is not None else found
