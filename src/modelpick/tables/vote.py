"""From fired rules to ranked classes: the formula of ``docs/tables.md``.

Every fired rule votes for the classes it ranks: 1 for the first, then 0.75, 0.5, 0.35, 0.25 for the rest; a class
that ties shares the place of the one before it. A class
scores the weighted mean of the votes over the rules that name at least one class able to do the job, each rule
weighted by its table. Only classes that a rule of a *proposing* table names are candidates: constraint and
when-to-use tables re-order and add modifiers, they never introduce a class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

__all__ = ["PLACES", "Ballot", "Choice", "ClassVote", "Vote", "rank_classes"]

PLACES = (1.0, 0.75, 0.5, 0.35, 0.25)


class Choice(Struct, frozen=True):
    """One ranked place of a rule: a class and how it is to be used; with ``ties``, the place of the one before it."""

    class_id: str
    modifiers: tuple[str, ...] = ()
    pipeline: tuple[str, ...] = ()
    ties: bool = False


class Ballot(Struct, frozen=True):
    """A rule that fired: its full id (``table/rule``), the weight of its table and its ranked choices."""

    rule: str
    weight: float
    proposes: bool
    choices: tuple[Choice, ...]


class Vote(Struct, frozen=True):
    """What one rule gave one class: its place (from 1; 0 when it left the class out) and the share of the score."""

    rule: str
    place: int
    share: float


class ClassVote(Struct, frozen=True):
    """A class with its score in [0, 1], which the shares of its votes add up to."""

    class_id: str
    score: float
    modifiers: tuple[str, ...]
    pipeline: tuple[str, ...]
    votes: tuple[Vote, ...]


def rank_classes(
    ballots: Sequence[Ballot], *, resolve: Mapping[str, str], cut: Callable[[str], str | None]
) -> tuple[tuple[ClassVote, ...], dict[str, str]]:
    """Rank the classes that fired rules propose.

    Args:
        ballots: the fired rules, the proposing ones included, in table order.
        resolve: class id to the class that stands for it (synonyms); ids left out stand for themselves.
        cut: why a class cannot do the job at all (a modality it lacks), or None.

    Returns:
        The candidates, best first (equal scores keep the order in which they were proposed), and the classes
        cut, with the reason.
    """
    merged = [(ballot, _merge(ballot.choices, resolve)) for ballot in ballots]
    proposed = list(
        dict.fromkeys(c.class_id for ballot, choices in merged if ballot.proposes for c in choices)
    )
    reasons = {class_id: reason for class_id in proposed if (reason := cut(class_id)) is not None}
    able = [class_id for class_id in proposed if class_id not in reasons]
    counted = [(b, kept) for b, choices in merged if (kept := _only(choices, able))]
    total = sum(ballot.weight for ballot, _ in counted)
    votes = [_count(class_id, counted, total) for class_id in able]
    return tuple(sorted(votes, key=lambda vote: -vote.score)), reasons


def _merge(choices: Iterable[Choice], resolve: Mapping[str, str]) -> tuple[Choice, ...]:
    """Resolve synonyms; a class named twice keeps its best place and its first modifiers."""
    seen: dict[str, Choice] = {}
    for choice in choices:
        class_id = resolve.get(choice.class_id, choice.class_id)
        seen.setdefault(class_id, Choice(class_id, choice.modifiers, choice.pipeline, choice.ties))
    return tuple(seen.values())


def _only(choices: tuple[Choice, ...], able: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(choice for choice in choices if choice.class_id in able)


def _count(class_id: str, counted: Sequence[tuple[Ballot, tuple[Choice, ...]]], total: float) -> ClassVote:
    votes: list[Vote] = []
    modifiers: dict[str, None] = {}
    pipeline: tuple[str, ...] = ()
    for ballot, choices in counted:
        ids = [choice.class_id for choice in choices]
        if class_id not in ids:
            votes.append(Vote(ballot.rule, 0, 0.0))
            continue
        at = ids.index(class_id)
        choice = choices[at]
        place = sum(not other.ties for other in choices[1 : at + 1])
        share = ballot.weight * PLACES[min(place, len(PLACES) - 1)] / total
        votes.append(Vote(ballot.rule, place + 1, share))
        modifiers.update(dict.fromkeys(choice.modifiers))
        pipeline = pipeline or choice.pipeline
    return ClassVote(class_id, sum(vote.share for vote in votes), tuple(modifiers), pipeline, tuple(votes))
