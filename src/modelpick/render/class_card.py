"""A word explained, as a document: its senses, the card of its class, what was said, and what is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelpick.browse.explained import Aspect, Card, Explained
from modelpick.knowledge.records import Claim, Contradiction, Sense, Statement, Task, Term
from modelpick.render.citations import Citations, source_data
from modelpick.render.document import Column, Document, Grid, Paragraph, Section, Style
from modelpick.render.plain_values import explicit

__all__ = ["aspect_data", "explanation"]

_VERDICTS: dict[str, Style] = {
    "true": "dim",
    "opinion": "dim",
    "imprecise": "fair",
    "outdated": "fair",
    "wrong": "bad",
}


def explanation(found: Explained) -> Document:
    """The whole explanation."""
    return Document(_data(found), tuple(_sections(found)), _grid(found))


def _data(found: Explained) -> dict[str, Any]:
    return {
        "schema": "modelpick.explanation/1",
        "term": found.given,
        "terms": [_term_data(term) for term in found.terms],
        "card": _card_data(found.card) if found.card else None,
        "task": explicit(found.task) if found.task else None,
        "claims": [_claim_data(claim) for claim in found.claims],
        "contradictions": [explicit(one) for one in found.contradictions],
        "sources": [source_data(source) for source in found.sources],
    }


def _term_data(term: Term) -> dict[str, Any]:
    return {
        "id": term.id,
        "aliases": list(term.aliases),
        "senses": [explicit(sense) for sense in term.senses],
    }


def _card_data(card: Card) -> dict[str, Any]:
    found = card.found
    return {
        "id": found.id,
        "name": found.name,
        "short": found.short,
        "kind": found.kind,
        "candidate": found.candidate,
        "aliases": list(found.aliases),
        "inputs": list(found.inputs),
        "outputs": list(found.outputs),
        "aspects": [aspect_data(aspect) for aspect in card.aspects],
        "checked": found.checked,
    }


def aspect_data(aspect: Aspect) -> dict[str, Any]:
    """One row of a card: what holds, and the claims of the sources with their verdicts."""
    return {
        "id": aspect.id,
        "title": aspect.title,
        "statements": [{"text": s.text, "refs": list(s.refs)} for s in aspect.statements],
        "claims": [_claim_data(claim) for claim in aspect.claims],
    }


def _claim_data(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "source": claim.source,
        "section": claim.section,
        "line": claim.line,
        "text": claim.text,
        "verdict": claim.verdict,
        "correction": claim.correction,
        "refs": list(claim.refs),
    }


def _sections(found: Explained) -> Iterator[Section]:
    cite = Citations(found.sources)
    for term in found.terms:
        yield from _term(term, cite)
    if found.task:
        yield from _task(found.task, cite)
    if found.claims:
        yield Paragraph("What the sources say of it", style="strong")
        yield from _said(found.claims, cite)
    yield from _disputes(found.contradictions, cite)
    if found.card:
        yield from _card(found.card, cite)
    yield from cite.sections()


def _term(term: Term, cite: Citations) -> Iterator[Section]:
    default = next((sense.sense for sense in term.senses if sense.status == "default"), None)
    meant = (
        f"means {default} unless something else is said"
        if default
        else "has no sense that goes without saying"
    )
    yield Paragraph(f"{term.id} {meant}", style="strong")
    for sense in term.senses:
        yield from _sense(sense, cite)


_STATUS = {"default": "default", "other": "also", "rejected": "not accepted", "non-ai": "outside AI"}


def _sense(sense: Sense, cite: Citations) -> Iterator[Section]:
    kind = f", class {sense.class_id}" if sense.class_id else ""
    label = f"{sense.sense} ({_STATUS[sense.status]}{kind}): {sense.definition}{cite.mark(sense.refs)}"
    yield Paragraph(label, style="strong" if sense.status == "default" else "plain", bullet=True)
    details = (
        ("examples", sense.examples),
        ("used by", sense.proponents),
        ("for", sense.points_for),
        ("against", sense.points_against),
        ("meant when the talk is of", sense.context_words),
    )
    for title, words in details:
        if words:
            joint = " " if title in ("for", "against") else ", "
            yield Paragraph(f"{title}: {joint.join(words)}", indent=1)


def _said(claims: tuple[Claim, ...], cite: Citations, indent: int = 0) -> Iterator[Section]:
    for claim in claims:
        where = f"{claim.source} line {claim.line}"
        yield Paragraph(
            f"{where}, {claim.verdict}: {claim.text}",
            style=_VERDICTS[claim.verdict],
            bullet=True,
            indent=indent,
        )
        if claim.correction:
            word = "right" if claim.verdict not in ("true", "opinion") else "more"
            yield Paragraph(f"{word}: {claim.correction}{cite.mark(claim.refs)}", indent=indent + 1)


def _disputes(found: tuple[Contradiction, ...], cite: Citations) -> Iterator[Section]:
    if found:
        yield Paragraph("Where the sources disagree", style="strong")
    for one in found:
        yield Paragraph(f"{one.conflict} ({'; '.join(one.between)})", bullet=True)
        yield Paragraph(f"here: {one.resolution}, because {one.because}{cite.mark(one.refs)}", indent=1)


def _card(card: Card, cite: Citations) -> Iterator[Section]:
    found = card.found
    yield Paragraph(f"{found.short}: {found.name} ({found.kind} {found.id})", style="strong")
    if found.aliases:
        yield Paragraph(f"also called: {', '.join(found.aliases)}", style="dim")
    if found.candidate:
        yield Paragraph(f"in a ranking, {found.candidate} stands for it", style="note")
    for aspect in card.aspects:
        yield Paragraph(aspect.title, style="strong")
        yield from (_statement(statement, cite) for statement in aspect.statements)
        yield from _said(aspect.claims, cite, indent=1)
    if found.kind == "class":
        yield Paragraph(f"models of this class: modelpick list models --class {found.id}", style="note")


def _statement(statement: Statement, cite: Citations) -> Section:
    return Paragraph(f"{statement.text}{cite.mark(statement.refs)}", bullet=True)


def _task(task: Task, cite: Citations) -> Iterator[Section]:
    yield Paragraph(f"{task.name} (task {task.id})", style="strong")
    facts = (
        ("Example", task.example or ""),
        ("Also called", ", ".join(task.aliases)),
        ("Hugging Face tag", task.pipeline_tag or "none"),
        ("Goes in", _modalities(task.inputs, task.optional_inputs)),
        ("Comes out", _modalities(task.outputs, task.optional_outputs)),
        ("Part of", task.parent or ""),
        ("Metrics", ", ".join(task.metrics)),
        ("Speed", _floors(task)),
        ("Without a model", task.no_model or ""),
    )
    rows = tuple((name, value) for name, value in facts if value)
    yield Grid((Column("Fact", whole=True), Column("Value")), rows)
    for caution in task.cautions:
        yield Paragraph(f"caution: {caution.text}{cite.mark(caution.refs)}", style="fair", bullet=True)
    yield Paragraph(f"which model: modelpick recommend {task.id}", style="note")


def _modalities(needed: tuple[str, ...], optional: tuple[str, ...]) -> str:
    return ", ".join(needed) + (f" (and perhaps {', '.join(optional)})" if optional else "")


def _floors(task: Task) -> str:
    floors = (
        ("realtime", task.speed.realtime),
        ("interactive", task.speed.interactive),
        ("batch", task.speed.batch),
    )
    named = [f"{name} from {value:g}" for name, value in floors if value is not None]
    return f"in {task.speed.unit}{': ' + ', '.join(named) if named else ''}"


def _grid(found: Explained) -> Grid:
    """Everything said, one row each: for CSV."""
    columns = tuple(
        Column(name) for name in ("subject", "aspect", "text", "verdict", "correction", "source", "refs")
    )
    return Grid(columns, tuple(_rows(found)))


def _rows(found: Explained) -> Iterator[tuple[str, ...]]:
    for term in found.terms:
        for sense in term.senses:
            text = f"{sense.sense}: {sense.definition}"
            yield term.id, f"sense ({sense.status})", text, "", "", "", " ".join(sense.refs)
    yield from (_claim_row(found.given, claim) for claim in found.claims)
    for aspect in found.card.aspects if found.card else ():
        subject = found.card.found.id if found.card else ""
        for one in aspect.statements:
            yield subject, aspect.id, one.text, "", "", "", " ".join(one.refs)
        yield from (_claim_row(subject, claim) for claim in aspect.claims)
    if found.task:
        yield found.task.id, "task", found.task.name, "", "", "", " ".join(found.task.refs)


def _claim_row(subject: str, claim: Claim) -> tuple[str, ...]:
    where = f"{claim.source}:{claim.line}"
    return (
        subject,
        claim.aspect,
        claim.text,
        claim.verdict,
        claim.correction or "",
        where,
        " ".join(claim.refs),
    )
