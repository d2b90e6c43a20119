"""LiteLLM's price list: one mapping of names to prices per token and dates of retirement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelpick.knowledge.records import ModelRecord, RefreshSource
from modelpick.refresh.answers import BadAnswer, day, json_of, mapping, number
from modelpick.refresh.findings import Findings, Values, View
from modelpick.refresh.hosted import Taken, offers_of, priced

__all__ = ["parse"]

_SAMPLE = "sample_spec"


def parse(body: bytes, source: RefreshSource, view: View) -> Findings:
    """Read token prices and missing dates of retirement of models by their own makers.

    Raises:
        BadAnswer: the answer has another shape, or names no model we know.
    """
    entries = mapping(json_of(body), "the answer")
    taken = Taken()
    for provider, makers in source.publishers.items():
        offers = offers_of(_of_provider(entries, provider), makers, view.models)
        taken.unknown += [f"{provider}/{name}" for name in offers.unknown]
        for key, offer in offers.known.items():
            taken.models[key] = _fields(view.models[key], offer, source, view, taken)
    if not taken.models:
        raise BadAnswer("names no model we know")
    return taken.findings()


def _of_provider(entries: Mapping[str, Any], provider: str) -> dict[str, Any]:
    return {
        name.removeprefix(f"{provider}/"): entry
        for name, entry in entries.items()
        if name != _SAMPLE and isinstance(entry, dict) and entry.get("litellm_provider") == provider
    }


def _fields(
    model: ModelRecord, offer: Mapping[str, Any], source: RefreshSource, view: View, taken: Taken
) -> Values:
    prices = (_per_million(offer, "input_cost_per_token"), _per_million(offer, "output_cost_per_token"))
    fields = priced(model, prices, source.page, view, taken)
    ends = day(offer.get("deprecation_date"))
    if ends and model.retires is None and model.lifecycle != "retired":
        fields["retires"] = ends
        fields["refs"] = [*model.refs, *({source.page} - {*model.refs})]
    return fields


def _per_million(offer: Mapping[str, Any], name: str) -> float | None:
    price = number(offer.get(name), 0.0, 1.0)
    return None if price is None else price * 1e6
