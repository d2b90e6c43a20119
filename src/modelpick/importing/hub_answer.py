"""What the Hugging Face Hub says of a repository (``/api/models/…``)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from modelpick.importing.facts import Facts, Unreadable, measure, word

__all__ = ["facts_of"]

_PACKED = frozenset({"U8", "I32", "U32", "F4"})
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def facts_of(data: bytes, repository: str) -> Facts:
    """Facts of the model in a repository.

    Raises:
        Unreadable: no JSON mapping, or of another repository.
    """
    try:
        answer = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(answer, dict) or str(answer.get("id", "")).lower() != repository.lower():
        raise Unreadable(f"does not speak of {repository}")
    card = _mapping(answer.get("cardData"))
    gguf = _mapping(answer.get("gguf"))
    tag = word(answer.get("pipeline_tag"))
    return Facts(
        repository=word(answer.get("id")),
        kinds=tuple(filter(None, [tag, word(gguf.get("architecture"))])),
        parameters=_parameters(answer, gguf),
        context=measure(gguf.get("context_length")),
        license=_license(card),
        base=_base(card),
        languages=_languages(card.get("language")),
        weights={False: "open", True: "gated", "auto": "gated", "manual": "gated"}.get(_gated(answer)),
        downloads=_downloads(answer),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _gated(answer: Mapping[str, Any]) -> Any:
    value = answer.get("gated")
    return value if isinstance(value, bool | str) else None


def _downloads(answer: Mapping[str, Any]) -> int | None:
    value = answer.get("downloads")
    return 0 if value == 0 and not isinstance(value, bool) else measure(value)


def _parameters(answer: Mapping[str, Any], gguf: Mapping[str, Any]) -> int | None:
    tensors = _mapping(answer.get("safetensors"))
    if _PACKED & _mapping(tensors.get("parameters")).keys():
        return None
    return measure(tensors.get("total")) or measure(gguf.get("total"))


def _license(card: Mapping[str, Any]) -> str | None:
    stated = card.get("license")
    if isinstance(stated, list):
        stated = stated[0] if len(stated) == 1 else None
    return word(card.get("license_name") if stated == "other" else stated)


def _base(card: Mapping[str, Any]) -> str | None:
    stated = card.get("base_model")
    if isinstance(stated, list):
        stated = stated[0] if len(stated) == 1 else None
    found = word(stated)
    return found if found and found.count("/") == 1 else None


def _languages(stated: Any) -> tuple[str, ...] | None:
    listed = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else []
    found = {code for code in listed if isinstance(code, str) and _CODE.fullmatch(code)}
    return tuple(sorted(found)) or None
