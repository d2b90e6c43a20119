"""The Hugging Face Hub's word on one repository: licence, access, size and downloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelpick.knowledge.records import ModelRecord, RefreshSource
from modelpick.refresh.answers import BadAnswer, json_of, mapping, text, whole
from modelpick.refresh.findings import Findings, Values, View

__all__ = ["license_of", "parameters_of", "parse", "weights_of"]

_MOST_PARAMETERS = 10**14


def parse(body: bytes, source: RefreshSource, view: View, model: str) -> Findings:
    """Read downloads and access, and licence and parameters where we have none, of one model.

    Raises:
        BadAnswer: the answer has another shape, or is of another repository.
    """
    answer = mapping(json_of(body), "the answer")
    if not str(answer.get("id", "")).lower() == model.lower():
        raise BadAnswer(f"of {str(answer.get('id'))[:80]!r}, not of {model}")
    record = view.models[model]
    fields, notes = _fields(record, answer, view)
    page = source.page.format(model=model)
    if fields.keys() - {"downloads"} and page not in record.refs:
        fields["refs"] = [*record.refs, page]
    return Findings(models={model: fields} if fields else {}, notes=tuple(notes))


def _fields(record: ModelRecord, answer: Mapping[str, Any], view: View) -> tuple[Values, list[str]]:
    fields: Values = {}
    notes: list[str] = []
    if (downloads := whole(answer.get("downloads"), 0, 10**12)) is not None:
        fields["downloads"] = downloads
    weights = weights_of(answer)
    if weights is not None and record.weights != weights:
        fields["weights"] = weights
    stated = license_of(answer)
    found = view.licenses.get(stated.lower()) if stated else None
    if found and record.license is None:
        fields["license"] = found
    elif found and found != record.license:
        notes.append(f"{record.id}: its page says {found}, we hold {record.license}")
    if record.parameters is None and (parameters := parameters_of(answer)):
        fields["parameters"] = parameters
    if answer.get("disabled") is True:
        notes.append(f"{record.id}: its repository is switched off")
    return fields, notes


def weights_of(answer: Mapping[str, Any]) -> str | None:
    """``open`` or ``gated``; None where the answer does not say."""
    gated = answer.get("gated")
    if gated in (True, "auto", "manual"):
        return "gated"
    return "open" if gated is False else None


def license_of(answer: Mapping[str, Any]) -> str | None:
    """The licence as its card names it; ``license_name`` where ``license`` is only ``other``."""
    card = answer.get("cardData")
    if not isinstance(card, dict):
        return None
    stated = card.get("license")
    if isinstance(stated, list):
        stated = stated[0] if len(stated) == 1 else None
    return text(card.get("license_name") if stated == "other" else stated)


def parameters_of(answer: Mapping[str, Any]) -> int | None:
    """Parameters counted in the files: of safetensors unless they are packed, else of GGUF; None unknown."""
    tensors, gguf = answer.get("safetensors"), answer.get("gguf")
    if isinstance(tensors, dict):
        kinds = tensors.get("parameters")
        packed = isinstance(kinds, dict) and {"U8", "I32", "U32", "F4"} & kinds.keys()
        return None if packed else whole(tensors.get("total"), 1, _MOST_PARAMETERS)
    return whole(gguf.get("total"), 1, _MOST_PARAMETERS) if isinstance(gguf, dict) else None
