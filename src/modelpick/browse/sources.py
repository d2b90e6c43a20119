"""References resolved against the bibliography."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from modelpick.knowledge.records import Source
from modelpick.knowledge.store import Catalog

__all__ = ["cited", "refs_in"]

_REF_FIELDS = ("refs", "source")


def cited(refs: Iterable[str], catalog: Catalog) -> tuple[Source, ...]:
    """Each reference once, in order of first appearance; an address that is no entry stands for itself."""
    known = {source.id: source for source in catalog.all("sources", Source)}
    return tuple(known.get(ref) or Source(id=ref, title="", url=ref) for ref in dict.fromkeys(refs))


def refs_in(value: Any) -> Iterator[str]:
    """Every reference within a record, in the order of its fields."""
    from modelpick.knowledge.finding import leaves

    for place, leaf in leaves(value):
        field = next((part for part in reversed(place) if isinstance(part, str)), "")
        if field in _REF_FIELDS and isinstance(leaf, str):
            yield leaf
