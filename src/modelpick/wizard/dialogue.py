"""Which question comes next, and why: the first whose answer would still change the advice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from modelpick.knowledge.records import Question, QuestionChoice
from modelpick.tables.condition import Facts, parse_condition

__all__ = ["Answer", "Outcome", "Settings", "Step", "Survey", "merged", "several", "survey", "typed_settings"]

Settings = Mapping[str, Any]
"""Options of ``recommend`` by their long name, as ``intake.build_query`` takes them."""


class Outcome(Struct, frozen=True):
    """What would be answered under some settings: enough to tell two answers apart.

    Attributes:
        kind: the first class with its modifiers and stages; empty without one.
        first: ids of the first models, best first.
        models: how many satisfy every constraint.
        problem: why the settings cannot be used at all, or None.
    """

    kind: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    models: int = 0
    problem: str | None = None


class Answer(Struct, frozen=True):
    """A question that was answered: what it sets, and the answer in words."""

    question: Question
    sets: Settings
    words: str


class Step(Struct, frozen=True):
    """The next question, and what its choices would lead to: None where that was not needed to ask it."""

    question: Question
    outcomes: tuple[Outcome | None, ...]


class Survey(Struct, frozen=True):
    """The next step, None when nothing is left to ask, and the questions that no answer depends on."""

    step: Step | None
    settled: tuple[Question, ...] = ()


def survey(
    questions: Iterable[Question],
    answers: Sequence[Answer],
    kept: Settings,
    facts: Callable[[Settings], Facts],
    judge: Callable[[Settings], Outcome],
) -> Survey:
    """Find the next question worth asking.

    Args:
        questions: all there are, in the order of asking.
        answers: those given so far.
        kept: settings that hold from the start; what they set is not asked.
        facts: what the decision tables would test under some settings.
        judge: what would be answered under some settings.
    """
    settings = merged(kept, answers)
    questions = tuple(questions)
    done = {answer.question.id for answer in answers}
    owners = {question.option: question for question in questions}
    known = facts(settings)
    settled: list[Question] = []
    for question in questions:
        if question.id in done or _kept(question, owners, kept) or not _makes_sense(question, known):
            continue
        if question.always:
            return Survey(Step(question, (None,) * len(question.choices)), tuple(settled))
        outcomes = _until_two_differ(judge, ({**settings, **choice.sets} for choice in question.choices))
        if len(outcomes) < len(question.choices) or _differ(outcomes):
            unknown = (None,) * (len(question.choices) - len(outcomes))
            return Survey(Step(question, (*outcomes, *unknown)), tuple(settled))
        settled.append(question)
    return Survey(None, tuple(settled))


def merged(kept: Settings, answers: Iterable[Answer]) -> dict[str, Any]:
    """All settings together, the latest answer winning."""
    settings = dict(kept)
    for answer in answers:
        settings |= answer.sets
    return settings


def typed_settings(question: Question, text: str) -> dict[str, Any]:
    """What a typed answer sets; commas separate several languages."""
    if question.option == "language":
        return {question.option: [part for part in text.replace(",", " ").split() if part]}
    return {question.option: text.strip()}


def several(question: Question, choices: Sequence[QuestionChoice]) -> dict[str, Any]:
    """What several choices of one question set together."""
    return {question.option: [choice.sets[question.option] for choice in choices]}


def _kept(question: Question, owners: Mapping[str, Question], kept: Settings) -> bool:
    """Whether what the question sets is kept, by its own option or one that is no other question's."""
    sets = {question.option, *(name for choice in question.choices for name in choice.sets)}
    return any(name in kept and owners.get(name, question) is question for name in sets)


def _makes_sense(question: Question, known: Facts) -> bool:
    return all(parse_condition(cell)(known[name]) for name, cell in question.when.items())


def _until_two_differ(judge: Callable[[Settings], Outcome], every: Iterable[Settings]) -> list[Outcome]:
    """The outcomes in order, no more than it takes to see that the choice matters."""
    found: list[Outcome] = []
    for settings in every:
        found.append(judge(settings))
        if _differ(found):
            break
    return found


def _differ(outcomes: Iterable[Outcome]) -> bool:
    """Whether two choices that can be used lead to different answers."""
    return len({(found.kind, found.first) for found in outcomes if found.problem is None}) > 1
