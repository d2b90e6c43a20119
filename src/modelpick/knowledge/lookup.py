"""Names that shut models in or out, as typed, against those of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from modelpick.errors import UnknownId
from modelpick.knowledge.naming import begins_with, is_called, names_of
from modelpick.knowledge.records import ModelClass
from modelpick.knowledge.store import Catalog

__all__ = ["known_beginnings", "known_exclusions"]


def known_beginnings(noun: str, field: str, texts: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """Names of families or providers, each the beginning of at least one in the catalogue.

    Raises:
        UnknownId: one of them is not; the message names the closest.
    """
    known = {getattr(model, field) for model in catalog.models()}
    for text in texts:
        if not any(begins_with(name, text) for name in known):
            raise UnknownId(noun, text, known, plural="models")
    return tuple(texts)


def known_exclusions(texts: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """Classes, families, providers or models, a synonym of a class replaced by the class that stands for it.

    Raises:
        UnknownId: nothing in the catalogue is called that; the message names the closest.
    """
    models = catalog.models()
    found = []
    for text in texts:
        names = (text, *_candidates(text, catalog))
        meant = next((name for name in names if any(is_called(model, name) for model in models)), None)
        if meant is None:
            known = {name for model in models for name in names_of(model)}
            raise UnknownId("class, family, provider or model", text, known, plural="models")
        found.append(meant)
    return tuple(dict.fromkeys(found))


def _candidates(text: str, catalog: Catalog) -> list[str]:
    """The classes that stand in a ranking for those a word names: ``vlm`` for ``LMM``."""
    named = [catalog.get("classes", ModelClass, key) for key in catalog.named("classes", text)]
    return [found.candidate or found.id for found in named]
