"""From the metadata of a GGUF file to facts of the model: llama.cpp's keys in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelpick.importing.facts import Facts, Unreadable, measure, word
from modelpick.importing.gguf import Header, LongArray

__all__ = ["facts_of"]

_FILE_TYPES = {
    **{0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K"},
    **{11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M"},
    **{18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S"},
    **{25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M"},
    **{32: "BF16", 38: "MXFP4", 39: "NVFP4"},
}
"""``llama_ftype`` of llama.cpp's ``llama.h``."""

_WINDOW_EVERY = {"gemma2": 2, "gemma3": 6, "gpt-oss": 2, "cohere2": 4}
"""Where llama.cpp knows by the architecture alone that every n-th layer attends to the whole context."""

_ADAPTERS = ("clip", "adapter", "controlvector", "imatrix")


def facts_of(header: Header, file_bytes: int) -> Facts:
    """Facts of the model in a file of ``file_bytes``.

    Raises:
        Unreadable: the file holds no model of its own, or says nothing of its architecture.
    """
    found = _Keys(header.metadata)
    kind = found.general("type")
    architecture = word(header.metadata.get("general.architecture"))
    if architecture is None:
        raise Unreadable("says nothing of its architecture (general.architecture)")
    if architecture in _ADAPTERS or kind in ("adapter", "mmproj", "imatrix"):
        raise Unreadable(f"a part of a model ({kind or architecture}), not a model")
    split = measure(header.metadata.get("split.count"))
    parts = split is not None and split > 1
    quantization = _FILE_TYPES.get(header.metadata.get("general.file_type", -1))
    sized = quantization is not None and not parts
    notes = ("one of several parts: its parameters and size are not the model's",) if parts else ()
    return Facts(
        name=found.general("name") or _full_name(found),
        maker=found.general("organization"),
        kinds=(architecture,),
        parameters=None if parts else header.parameters or None,
        active_parameters=None if parts else _active(found, architecture, header),
        context=found.number(architecture, "context_length"),
        license=found.general("license"),
        base=_repository(found.general("base_model.0.repo_url")),
        languages=_languages(header.metadata.get("general.languages")),
        architecture=_architecture(found, architecture, header),
        files=((str(quantization), file_bytes),) if sized else (),
        notes=notes,
    )


class _Keys:
    """Metadata by the keys of llama.cpp."""

    def __init__(self, metadata: Mapping[str, Any]) -> None:
        self.metadata = metadata

    def general(self, key: str) -> str | None:
        return word(self.metadata.get(f"general.{key}"))

    def number(self, architecture: str, key: str) -> int | None:
        """A setting of the architecture; of a list with one value a layer, the largest."""
        value = self.metadata.get(f"{architecture}.{key}")
        if isinstance(value, tuple):
            return max((n for n in map(measure, value) if n is not None), default=None)
        return measure(value)


def _full_name(found: _Keys) -> str | None:
    parts = (found.general("basename"), found.general("size_label"), found.general("finetune"))
    return " ".join(part for part in parts if part) or None


def _repository(url: str | None) -> str | None:
    if url is None or not url.startswith("https://huggingface.co/"):
        return None
    return url.removeprefix("https://huggingface.co/").strip("/") or None


def _languages(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, tuple):
        return None
    found = tuple(sorted({code for code in map(word, value) if code and len(code) <= 12}))
    return found or None


def _architecture(found: _Keys, name: str, header: Header) -> dict[str, Any] | None:
    layers, hidden = found.number(name, "block_count"), found.number(name, "embedding_length")
    if layers is None or hidden is None:
        return None
    layers -= min(layers - 1, found.number(name, "nextn_predict_layers") or 0)
    heads = found.number(name, "attention.head_count")
    split, sure = _layers(found, name, layers)
    experts = found.number(name, "expert_count")
    values = {
        "kind": name,
        "layers": layers,
        **split,
        "hidden": hidden,
        "heads": heads,
        "kv_heads": found.number(name, "attention.head_count_kv") or heads,
        "head_dim": found.number(name, "attention.key_length") or (hidden // heads if heads else None),
        "mla_rank": found.number(name, "attention.kv_lora_rank"),
        "mla_rope": _mla_rope(found, name),
        "vocab": found.number(name, "vocab_size") or _words(header.metadata.get("tokenizer.ggml.tokens")),
        "experts": experts,
        "experts_used": found.number(name, "expert_used_count") if experts else None,
        "expert_hidden": found.number(name, "expert_feed_forward_length") if experts else None,
        "tied_embeddings": "output.weight" not in header.tensors if header.tensors else None,
        "confidence": "exact" if sure else "kv-uncertain",
    }
    return {key: value for key, value in values.items() if value is not None}


def _active(found: _Keys, name: str, header: Header) -> int | None:
    """Parameters used for one token: all but those of the experts that stand idle."""
    experts, used = found.number(name, "expert_count"), found.number(name, "expert_used_count")
    if not experts or not used or used >= experts or not header.expert_parameters:
        return None
    return header.parameters - header.expert_parameters * (experts - used) // experts


def _mla_rope(found: _Keys, name: str) -> int | None:
    return (
        found.number(name, "rope.dimension_count") if found.number(name, "attention.kv_lora_rank") else None
    )


def _words(tokens: Any) -> int | None:
    if isinstance(tokens, LongArray):
        return tokens.length
    return len(tokens) or None if isinstance(tokens, tuple) else None


def _layers(found: _Keys, name: str, layers: int) -> tuple[dict[str, int], bool]:
    """How many layers attend to everything, to a window, or keep a state instead; and whether that is sure.

    A layer without KV heads keeps a state. Where a window is named and nothing tells which layers have it,
    all are counted as attending to everything: more memory than needed rather than less.
    """
    heads = found.metadata.get(f"{name}.attention.head_count_kv")
    every = found.number(name, "full_attention_interval")
    recurrent = 0
    if isinstance(heads, tuple):
        recurrent = sum(count == 0 for count in heads[:layers])
    elif every:
        recurrent = layers - layers // every
    elif found.number(name, "attention.head_count") is None:
        recurrent = layers
    sure = recurrent > 0 or found.number(name, "ssm.state_size") is None
    window = found.number(name, "attention.sliding_window")
    if window is None:
        return _split(layers, recurrent), sure
    windowed = _windowed(found, name, layers - recurrent)
    if windowed is None:
        return _split(layers, recurrent), False
    return {**_split(layers, recurrent, windowed), "window": window}, sure


def _split(layers: int, recurrent: int, windowed: int = 0) -> dict[str, int]:
    kinds = {"window_layers": windowed, "recurrent_layers": recurrent}
    full = layers - recurrent - windowed
    return {"full_layers": full, **{kind: count for kind, count in kinds.items() if count}}


def _windowed(found: _Keys, name: str, layers: int) -> int | None:
    pattern = found.metadata.get(f"{name}.attention.sliding_window_pattern")
    if isinstance(pattern, tuple):
        return min(layers, sum(bool(flag) for flag in pattern))
    every = measure(pattern) or _WINDOW_EVERY.get(name)
    return layers - layers // every if every else None
