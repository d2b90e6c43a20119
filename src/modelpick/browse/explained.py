"""What a word means: its senses, the class it names with what was said of it, or the task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from modelpick.browse.sources import cited, refs_in
from modelpick.errors import UnknownId, UsageError
from modelpick.knowledge import records
from modelpick.knowledge.naming import fold
from modelpick.knowledge.store import Catalog

__all__ = ["ASPECTS", "Aspect", "Card", "Explained", "card_of", "explained"]

ASPECTS: Mapping[str, str] = {
    "definition": "Definition",
    "primary_focus": "Primary focus",
    "inputs": "Inputs",
    "outputs": "Outputs",
    "size": "Size",
    "speed": "Speed",
    "best_for": "Best for",
    "architecture": "Architecture",
    "training_data": "Training data",
    "complexity": "Complexity",
    "compute": "Compute needs",
    "advantages": "Strengths",
    "limitations": "Limits",
    "challenges": "Challenges",
    "applications": "Applications",
    "examples": "Examples",
    "characteristics": "Characteristics",
    "cautions": "Cautions",
    "term": "The word",
    "rule": "When it was advised",
    "memory": "Memory",
    "history": "History",
    "opinion": "Opinions",
    "source": "About the source",
}
"""Rows of a card in order, with their titles; those from ``term`` on are spoken of by claims alone."""


class Aspect(Struct, frozen=True):
    """One row of a class card: what holds today, and what the sources said."""

    id: str
    title: str
    statements: tuple[records.Statement, ...]
    claims: tuple[records.Claim, ...]


class Card(Struct, frozen=True):
    """A class with every aspect of which anything is known."""

    found: records.ModelClass
    aspects: tuple[Aspect, ...]

    def aspect(self, name: str) -> Aspect | None:
        """One aspect by its id."""
        return next((aspect for aspect in self.aspects if aspect.id == name), None)


class Explained(Struct, frozen=True):
    """A word explained.

    Attributes:
        given: as typed.
        terms: the acronyms it is, each with its senses.
        card: of the class it names, or that its default sense names.
        task: the task it names.
        claims: what sources said of the word itself.
        contradictions: disagreements between sources about it.
        sources: everything referred to.
    """

    given: str
    terms: tuple[records.Term, ...]
    card: Card | None
    task: records.Task | None
    claims: tuple[records.Claim, ...]
    contradictions: tuple[records.Contradiction, ...]
    sources: tuple[records.Source, ...]


def explained(name: str, catalog: Catalog) -> Explained:
    """Explain a class id, alias, acronym, umbrella term or task.

    Raises:
        UnknownId: nothing is called that; the closest words are named.
    """
    terms = _terms(name, catalog)
    class_id = _class_id(name, terms, catalog)
    tasks = catalog.named("tasks", name) or catalog.named("tasks:tag", name)
    task = catalog.get("tasks", records.Task, tasks[0]) if tasks and not (terms or class_id) else None
    if not (terms or class_id or task):
        raise _unknown(name, catalog)
    claims = catalog.all("claims", records.Claim)
    card = card_of(class_id, claims, catalog) if class_id else None
    terms = terms or _terms_of_class(class_id, catalog)
    subjects = {f"term:{term.id}" for term in terms} | ({f"task:{task.id}"} if task else set())
    said = tuple(claim for claim in claims if subjects & set(claim.about) and not _on(card, claim))
    disputes = tuple(_disputes(name, terms, catalog))
    refs = [ref for one in (*terms, task, *said, *disputes) for ref in refs_in(one)]
    return Explained(name, terms, card, task, said, disputes, cited([*refs, *_card_refs(card)], catalog))


def _unknown(name: str, catalog: Catalog) -> UsageError:
    if fold(name) in map(fold, catalog.model_names()):
        return UsageError(f"no term is called {name!r}", hint=f"it is a model: modelpick show {name}")
    return UnknownId("term", name, _known(catalog), plural="classes")


def card_of(class_id: str, claims: tuple[records.Claim, ...], catalog: Catalog) -> Card:
    """The card of a class, joined with every claim about it.

    Raises:
        KeyError: there is no such class.
    """
    found = catalog.get("classes", records.ModelClass, class_id)
    own = [claim for claim in claims if class_id in claim.about]
    aspects = [
        Aspect(name, title, _statements(found, name), tuple(claim for claim in own if claim.aspect == name))
        for name, title in ASPECTS.items()
    ]
    return Card(found, tuple(a for a in aspects if a.statements or a.claims or a.id in ("inputs", "outputs")))


def _statements(found: records.ModelClass, aspect: str) -> tuple[records.Statement, ...]:
    if aspect in ("inputs", "outputs"):
        return (records.Statement(text=", ".join(getattr(found, aspect)), refs=()),)
    stated: tuple[records.Statement, ...] = getattr(found, aspect, ())
    return stated


def _terms(name: str, catalog: Catalog) -> tuple[records.Term, ...]:
    return tuple(catalog.get("terms", records.Term, key) for key in catalog.named("terms", name))


def _terms_of_class(class_id: str | None, catalog: Catalog) -> tuple[records.Term, ...]:
    """The acronyms that mean the class unless something chooses another sense."""
    terms = catalog.all("terms", records.Term) if class_id else ()
    return tuple(t for t in terms if any(s.class_id == class_id and s.status == "default" for s in t.senses))


def _class_id(name: str, terms: tuple[records.Term, ...], catalog: Catalog) -> str | None:
    """The class that is named, else the class that the default sense of the acronym names."""
    senses = [sense for term in terms for sense in term.senses if sense.class_id]
    default = next((sense.class_id for sense in senses if sense.status == "default"), None)
    named = catalog.named("classes", name)
    exact = [key for key in named if fold(key) == fold(name)]
    chosen = exact[0] if exact else default or (named[0] if named else None)
    return chosen or (senses[0].class_id if senses else None)


def _on(card: Card | None, claim: records.Claim) -> bool:
    return card is not None and any(claim in aspect.claims for aspect in card.aspects)


def _card_refs(card: Card | None) -> Iterator[str]:
    for aspect in card.aspects if card else ():
        for one in (*aspect.statements, *aspect.claims):
            yield from refs_in(one)


def _disputes(
    name: str, terms: tuple[records.Term, ...], catalog: Catalog
) -> Iterator[records.Contradiction]:
    names = {fold(word) for word in (name, *(term.id for term in terms))}
    for dispute in catalog.all("contradictions", records.Contradiction):
        if names & {fold(word) for word in re.findall(r"[\w-]+", dispute.conflict)}:
            yield dispute


def _known(catalog: Catalog) -> set[str]:
    return {*catalog.names("classes"), *catalog.names("terms"), *catalog.names("tasks")}
