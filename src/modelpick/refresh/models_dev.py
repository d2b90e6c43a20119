"""The catalogue of models.dev: providers, each with its models, their prices, limits and dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelpick.knowledge.records import ModelRecord, RefreshSource
from modelpick.refresh.answers import BadAnswer, day, json_of, mapping, whole
from modelpick.refresh.findings import Findings, Values, View
from modelpick.refresh.hosted import Taken, offers_of, priced

__all__ = ["parse"]


def parse(body: bytes, source: RefreshSource, view: View) -> Findings:
    """Read prices, context lengths, missing release dates and deprecations of models by their own makers.

    Raises:
        BadAnswer: the answer has another shape, or names no model we know.
    """
    providers = mapping(json_of(body), "the answer")
    taken = Taken()
    for provider, makers in source.publishers.items():
        if provider not in providers:
            continue
        entry = mapping(providers[provider], provider)
        offers = offers_of(mapping(entry.get("models"), f"{provider}.models"), makers, view.models)
        taken.unknown += [f"{provider}/{name}" for name in offers.unknown]
        for key, offer in offers.known.items():
            taken.models[key] = _fields(view.models[key], offer, source, view, taken)
    if not taken.models:
        raise BadAnswer("names no model we know")
    return taken.findings()


def _fields(
    model: ModelRecord, offer: Mapping[str, Any], source: RefreshSource, view: View, taken: Taken
) -> Values:
    stated = offer.get("cost")
    cost: Mapping[str, Any] = stated if isinstance(stated, dict) else {}
    fields = priced(model, (cost.get("input"), cost.get("output")), source.page, view, taken)
    facts = {**_limits(model, offer), **_life(model, offer)}
    if facts and source.page not in model.refs:
        facts["refs"] = [*model.refs, source.page]
    return {**fields, **facts}


def _limits(model: ModelRecord, offer: Mapping[str, Any]) -> Values:
    limit = offer.get("limit")
    context = whole(limit.get("context"), 256, 10**9) if isinstance(limit, dict) else None
    fits = context is not None and (model.context is None or model.weights == "closed")
    return {"context": context} if fits and context != model.context else {}


def _life(model: ModelRecord, offer: Mapping[str, Any]) -> Values:
    fields: Values = {}
    if model.released is None and (released := day(offer.get("release_date"))):
        fields["released"] = released
    if offer.get("status") == "deprecated" and model.lifecycle == "active":
        fields["lifecycle"] = "deprecated"
    return fields
