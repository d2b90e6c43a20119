"""Which records of a kind a user asked to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from modelpick.errors import UnknownId, UsageError
from modelpick.knowledge.naming import fold, words
from modelpick.knowledge.records import License, ModelRecord
from modelpick.knowledge.store import Catalog
from modelpick.query import LICENSES

__all__ = ["WEIGHTS", "Filters", "found_by", "model_filter", "one_of", "refuse_unused"]

WEIGHTS = ("open", "gated", "closed")
_DOWNLOADABLE = ("permissive", "copyleft", "open-weights", "restricted")


class Filters(Struct, frozen=True, kw_only=True):
    """What is wanted, as typed; empty means everything. Several words of one option: any of them."""

    search: str = ""
    task: str | None = None
    classes: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()
    license: tuple[str, ...] = ()
    weights: str | None = None
    modality: str | None = None
    kind: str | None = None
    vendor: str | None = None


_OPTIONS = {"classes": "class"}


def refuse_unused(filters: Filters, allowed: Iterable[str], things: str) -> None:
    """Raise UsageError where a filter was given that says nothing of these things."""
    known = ("search", *allowed)
    for field in filters.__struct_fields__:
        if getattr(filters, field) and field not in known:
            flags = ", ".join(f"--{_OPTIONS.get(name, name)}" for name in known)
            raise UsageError(
                f"--{_OPTIONS.get(field, field)} does not apply to {things}",
                hint=f"filters: {flags}",
            )


def found_by(search: str, texts: Iterable[str | None]) -> bool:
    """Whether every word of the search occurs in one of the texts, whatever the case and separators."""
    haystack = fold(" ".join(text for text in texts if text))
    return all(word in haystack for word in fold(search).split("-") if word)


def model_filter(filters: Filters, catalog: Catalog) -> Callable[[ModelRecord], bool]:
    """The test that models must pass.

    Raises:
        UsageError: a value that nothing in the catalogue has, with the closest.
    """
    models = catalog.models()
    tests = [
        _class_test(filters.classes, catalog),
        _starting_with(filters.family, "family", models),
        _same(filters.provider, "provider", models),
        _license_test(filters.license, catalog),
        _weights_test(filters.weights),
    ]
    return lambda model: _searched(model, filters.search) and all(test(model) for test in tests)


_Test = Callable[[ModelRecord], bool]


def _searched(model: ModelRecord, search: str) -> bool:
    texts = (model.id, model.name, model.family, model.provider, *model.classes, *model.attributes)
    return not search or found_by(search, texts)


def _class_test(asked: Sequence[str], catalog: Catalog) -> _Test:
    """A class means itself, the class that stands for it in rankings, or an attribute."""
    wanted = {catalog.find("classes", name, noun="class", plural="classes") for name in asked}
    from modelpick.knowledge.records import ModelClass

    wanted |= {c for key in wanted if (c := catalog.get("classes", ModelClass, key).candidate)}
    return lambda model: not wanted or bool(wanted & {*model.classes, *model.attributes})


def _starting_with(asked: Sequence[str], field: str, models: Iterable[ModelRecord]) -> _Test:
    known = {getattr(model, field) for model in models} if asked else set()
    sought = [words(text) for text in asked]
    for text, start in zip(asked, sought, strict=True):
        if not start or not any(words(name)[: len(start)] == start for name in known):
            raise UnknownId(field, text, known, plural="models")
    return lambda model: not sought or any(words(getattr(model, field))[: len(s)] == s for s in sought)


def _same(asked: Sequence[str], field: str, models: Iterable[ModelRecord]) -> _Test:
    known = {getattr(model, field) for model in models} if asked else set()
    sought = {fold(text) for text in asked}
    for text in asked:
        if fold(text) not in {fold(name) for name in known}:
            raise UnknownId(field, text, known, plural="models")
    return lambda model: not sought or fold(getattr(model, field)) in sought


def _license_test(asked: Sequence[str], catalog: Catalog) -> _Test:
    if not asked:
        return lambda model: True
    licenses = {found.id: found for found in catalog.all("licenses", License)}
    wanted = [
        fold(text)
        if fold(text) in LICENSES
        else catalog.find("licenses", text, noun="licence", plural="licenses")
        for text in asked
    ]
    return lambda model: any(_allows(word, licenses.get(model.license or ""), model) for word in wanted)


def _allows(word: str, found: License | None, model: ModelRecord) -> bool:
    if word == "any" or found is None:
        return word == "any"
    tests: Mapping[str, bool] = {
        "open": model.weights != "closed" and found.kind in _DOWNLOADABLE,
        "permissive": found.kind == "permissive",
        "commercial": found.commercial in ("yes", "conditional"),
    }
    return tests.get(word, word == found.id)


def _weights_test(asked: str | None) -> _Test:
    if asked is not None and asked not in WEIGHTS:
        raise UsageError(f"--weights: {asked!r} is not one of {', '.join(WEIGHTS)}")
    return lambda model: asked in (None, model.weights)


def one_of(asked: str | None, known: Iterable[Any], noun: str, things: str) -> str | None:
    """The value as the catalogue spells it, or None where none was asked.

    Raises:
        UnknownId: no record has it.
    """
    if asked is None:
        return None
    spelled = {fold(str(value)): str(value) for value in known}
    if fold(asked) not in spelled:
        raise UnknownId(noun, asked, spelled.values(), plural=things)
    return spelled[fold(asked)]
