"""Hosted models as price lists give them: which of ours an entry means, and which prices can be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from modelpick.knowledge.records import ModelRecord, Price
from modelpick.refresh.answers import number, plain_name
from modelpick.refresh.findings import Findings, Values, View

__all__ = ["Offers", "Taken", "offers_of", "priced"]

_DATED = re.compile(r"-(?:20\d{6}|20\d{2}-\d{2}-\d{2}|latest)$")
_MOST_USD = 10_000.0
_JUMP = 20.0
"""A price that is so many times another is a slip of somebody's; a person should look."""


class Offers(Struct, frozen=True):
    """A provider's entries, and which of our ids mean the same.

    Attributes:
        known: our id to the entry.
        unknown: names that the catalogue lacks.
    """

    known: Mapping[str, Mapping[str, Any]]
    unknown: tuple[str, ...]


class Taken(Struct):
    """Fields as they are gathered, and what was passed over."""

    models: dict[str, Values] = {}
    unknown: list[str] = []
    notes: list[str] = []

    def findings(self) -> Findings:
        """What was gathered."""
        return Findings(
            models={key: values for key, values in sorted(self.models.items()) if values},
            unknown=tuple(sorted(set(self.unknown))),
            notes=tuple(sorted(set(self.notes))),
        )


def offers_of(entries: Mapping[str, Any], makers: Iterable[str], ids: Iterable[str]) -> Offers:
    """Match a provider's entries with our models of the same maker.

    Args:
        entries: the provider's name of a model to its entry.
        makers: first parts of our ids that mean this provider.
        ids: all our ids.

    An entry under the very name wins over dated ones (``gpt-5-2025-08-07``), of which a lone one is taken.
    """
    wanted = set(makers)
    ours = {plain_name(key.partition("/")[2]): key for key in ids if key.partition("/")[0] in wanted}
    exact = {plain_name(name): name for name in entries}
    dated: dict[str, list[str]] = {}
    for plain, name in exact.items():
        if plain not in ours:
            dated.setdefault(_DATED.sub("", plain), []).append(name)
    known: dict[str, Mapping[str, Any]] = {}
    for plain, key in ours.items():
        names = [exact[plain]] if plain in exact else dated.get(plain, [])
        if len(names) == 1 and isinstance(entries[names[0]], dict):
            known[key] = entries[names[0]]
    lacking = (name for plain, names in dated.items() if plain not in ours for name in names)
    return Offers(known, tuple(sorted(lacking)))


def priced(model: ModelRecord, prices: tuple[Any, Any], page: str, view: View, taken: Taken) -> Values:
    """The price field of a model, from USD per million tokens in and out; empty where none can be taken.

    Open weights without a price stay so: what one host asks says little of a model that anyone can run.
    """
    found = [number(value, 0.0, _MOST_USD) for value in prices]
    held = model.price
    if not any(found) or (held is None and model.weights != "closed"):
        return {}
    if held is not None and held.unit != _per_token():
        return {}
    paid = (_rounded(found[0]), _rounded(found[1]))
    if held is not None and (jump := _jump((held.input, held.output), paid)):
        taken.notes.append(f"{model.id}: {jump}, passed over")
        return {}
    price = {"input": paid[0], "output": paid[1], "date": view.today, "source": page}
    return {"price": {name: value for name, value in price.items() if value is not None}}


def _per_token() -> str:
    return Price(source="").unit


def _rounded(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 6)


def _jump(held: tuple[float | None, float | None], paid: tuple[float | None, float | None]) -> str | None:
    for before, after in zip(held, paid, strict=True):
        if before and after and not 1 / _JUMP < after / before < _JUMP:
            return f"price {after:g} USD against {before:g} before"
    return None
