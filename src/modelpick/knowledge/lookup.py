"""Names that shut models in or out, as typed, against those of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from modelpick.errors import UnknownId
from modelpick.knowledge.naming import begins_with, fold, names_of
from modelpick.knowledge.records import ModelClass
from modelpick.knowledge.store import Catalog

__all__ = ["known_beginnings", "known_exclusions"]


def known_beginnings(noun: str, field: str, texts: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """Names of families or providers, each the beginning of at least one in the catalogue.

    Raises:
        UnknownId: one of them is not; the message names the closest.
    """
    known = catalog.labels(field)
    for text in texts:
        if not any(begins_with(name, text) for name in known):
            raise UnknownId(noun, text, known, plural="models")
    return tuple(texts)


def known_exclusions(texts: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """Classes, families, providers or models, a synonym of a class replaced by the class that stands for it.

    Raises:
        UnknownId: nothing in the catalogue is called that; the message names the closest.
    """
    found = []
    for text in texts:
        names = (text, *_candidates(text, catalog))
        meant = next((name for name in names if _is_known(name, catalog)), None)
        if meant is None:
            known = {name for model in catalog.models() for name in names_of(model)}
            raise UnknownId("class, family, provider or model", text, known, plural="models")
        found.append(meant)
    return tuple(dict.fromkeys(found))


def _is_known(name: str, catalog: Catalog) -> bool:
    """Whether `naming.is_called` holds for any model."""
    wholes = catalog.labels("family") | catalog.labels("provider")
    return fold(name) in catalog.model_labels or any(begins_with(whole, name) for whole in wholes)


def _candidates(text: str, catalog: Catalog) -> list[str]:
    """The classes that stand in a ranking for those a word names: ``vlm`` for ``LMM``."""
    named = [catalog.get("classes", ModelClass, key) for key in catalog.named("classes", text)]
    return [found.candidate or found.id for found in named]
