"""modelpick: which AI model should I use?

The Python interface is three names::

    from modelpick import Query, load, recommend

    adviser = load()                       # the packaged catalogue, opened once, safe to share between threads
    advice = recommend(Query(task="image-captioning", on_device=True), adviser)
    print(advice.classes[0].id, advice.alternatives[0].model.id)

`Query` takes canonical ids, bytes and seconds; ``adviser.query(task="captioning", memory="16GB")`` reads what people
type. `Advice` is what every command prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelpick.advice import Advice
    from modelpick.adviser import Adviser
    from modelpick.query import Query

__all__ = ["Advice", "Adviser", "Query", "load", "recommend"]

_HOMES = {"Adviser": "modelpick.adviser", "Advice": "modelpick.advice", "Query": "modelpick.query"}


def load(catalog: str | None = None) -> Adviser:
    """Open the catalogue, with a user's file or folder on top where one is named.

    Raises:
        DataError: the file or folder is wrong.
    """
    from pathlib import Path

    from modelpick.adviser import Adviser
    from modelpick.knowledge.locate import open_catalog

    return Adviser(open_catalog(Path(catalog) if catalog else None))


def recommend(query: Query, adviser: Adviser | None = None) -> Advice:
    """Answer one query; ``adviser`` saves opening the catalogue again.

    Raises:
        UsageError: the query names something unknown or contradicts itself.
    """
    return (adviser or load()).advise(query)


def __getattr__(name: str) -> Any:
    """Import the classes when they are first asked for, so that importing the package costs nothing."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'modelpick' has no attribute {name!r}")
