"""Classes or models side by side."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from modelpick.adviser import Adviser
from modelpick.browse.explained import Card, card_of
from modelpick.browse.shown import Shown, shown
from modelpick.errors import UsageError, closest
from modelpick.knowledge.naming import fold
from modelpick.knowledge.records import Claim, Term
from modelpick.knowledge.store import Catalog

__all__ = ["Compared", "compared"]


class Compared(Struct, frozen=True):
    """What was asked to be compared: classes or models, never both."""

    classes: tuple[Card, ...] = ()
    models: tuple[Shown, ...] = ()


def compared(names: Sequence[str], adviser: Adviser) -> Compared:
    """The classes or models of those names, in that order.

    Raises:
        UsageError: fewer than two, the same twice, classes mixed with models, or a name nothing has.
    """
    if len(names) < 2:
        raise UsageError("two names at least are compared", hint="modelpick compare vlm llm")
    classes = [_class_id(name, adviser.catalog) for name in names]
    models = [name for name, class_id in zip(names, classes, strict=True) if class_id is None]
    if models and len(models) < len(names):
        _refuse_mixed(names, classes, adviser)
    if models:
        found = tuple(shown(name, adviser) for name in names)
        _refuse_repeated([one.model.id for one in found], names)
        return Compared(models=found)
    ids = [class_id for class_id in classes if class_id]
    _refuse_repeated(ids, names)
    claims = adviser.catalog.all("claims", Claim)
    return Compared(classes=tuple(card_of(class_id, claims, adviser.catalog) for class_id in ids))


def _class_id(name: str, catalog: Catalog) -> str | None:
    """The class a name means: its id or alias, or the default sense of an acronym."""
    found = catalog.named("classes", name)
    exact = [key for key in found if fold(key) == fold(name)]
    if exact or len(found) == 1:
        return (exact or found)[0]
    terms = [catalog.get("terms", Term, key) for key in catalog.named("terms", name)]
    return next((s.class_id for t in terms for s in t.senses if s.status == "default" and s.class_id), None)


def _refuse_mixed(names: Sequence[str], classes: Sequence[str | None], adviser: Adviser) -> None:
    """Say which name is of the other kind, or that it is of neither."""
    for name, class_id in zip(names, classes, strict=True):
        if class_id is None and not adviser.catalog.search_models(name):
            known = adviser.catalog.names("classes")
            near = closest(name, [*known, *adviser.catalog.ids("models")])
            hint = (
                f"did you mean {' or '.join(near)}?"
                if near
                else "see: modelpick list classes, modelpick list models"
            )
            raise UsageError(f"no class or model is called {name!r}", hint=hint)
    kinds = ", ".join(
        f"{name} is a {'class' if c else 'model'}" for name, c in zip(names, classes, strict=True)
    )
    raise UsageError(
        f"classes and models cannot be compared with each other: {kinds}", hint="compare like with like"
    )


def _refuse_repeated(ids: Sequence[str], names: Sequence[str]) -> None:
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if list(ids).count(one) > 1)
        raise UsageError(f"{twice} is named twice, in {' '.join(names)}", hint="compare two different ones")
