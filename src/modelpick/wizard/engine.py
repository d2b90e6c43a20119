"""The adviser as the dialogue needs it: facts and outcomes of unfinished queries, each worked out once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from modelpick.advice import Advice
from modelpick.adviser import Adviser
from modelpick.errors import DataError, ModelpickError, Problem
from modelpick.intake import OPTIONS, build_query
from modelpick.knowledge.records import Question, Task
from modelpick.pipeline.command import command_line
from modelpick.pipeline.facts import facts_of
from modelpick.query import Query
from modelpick.tables.condition import Facts
from modelpick.wizard.dialogue import Outcome, Settings
from modelpick.wizard.tasks import FACTS, TaskFinder

__all__ = ["Engine"]

_FIRST = 3
_WHAT = ("task", "input", "output", "modalities", "class")


class Engine:
    """Answers for a dialogue, from one adviser."""

    def __init__(self, adviser: Adviser) -> None:
        self._adviser = adviser
        self._outcomes: dict[str, Outcome] = {}

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of asking.

        Raises:
            DataError: one sets an option or tests a fact that does not exist.
        """
        found = self._adviser.catalog.all("questions", Question)
        if problems := _problems(found, self.facts({})):
            raise DataError(problems, hint="data/README.md shows the shape of each record")
        return tuple(sorted(found, key=lambda question: question.order))

    @cached_property
    def tasks(self) -> TaskFinder:
        """The tasks, by heading and by words."""
        return TaskFinder(self._adviser.catalog.all("tasks", Task))

    def query(self, settings: Settings) -> Query:
        """The query that the settings ask; of everything while they say nothing of what is to be done.

        Raises:
            UsageError: a value that cannot be used.
        """
        asked = any(settings.get(name) for name in _WHAT)
        return build_query(settings, self._adviser.catalog) if asked else Query()

    def facts(self, settings: Settings) -> Facts:
        """What the decision tables would test."""
        return facts_of(self._adviser.context(self.query(settings)))

    def outcome(self, settings: Settings) -> Outcome:
        """What would be answered; a value that cannot be used is an outcome with a problem."""
        try:
            query = self.query(settings)
            key = command_line(query)
            if key not in self._outcomes:
                self._outcomes[key] = self._judge(query)
        except ModelpickError as error:
            return Outcome(problem=str(error))
        return self._outcomes[key]

    def check(self, settings: Settings) -> None:
        """Refuse settings that cannot be asked.

        Raises:
            UsageError: an unknown name, or a value that cannot be.
        """
        self._adviser.context(self.query(settings))

    def advise(self, settings: Settings) -> Advice:
        """The whole answer, with how to start each model it shows."""
        return self._adviser.with_commands(self._adviser.advise(self.query(settings)))

    def _judge(self, query: Query) -> Outcome:
        from modelpick.pipeline.advise import evaluate

        advice = evaluate(self._adviser.context(query))
        best = advice.classes[0] if advice.classes and advice.feasible else None
        return Outcome(
            kind=(best.id, *best.modifiers, *best.pipeline) if best else (),
            first=tuple(found.model.id for found in advice.alternatives[:_FIRST]),
            models=len(advice.alternatives),
        )


def _problems(questions: Iterable[Question], facts: Facts) -> list[Problem]:
    """Names in the questions that mean nothing: of options, of facts, of what a heading tests."""
    return [
        Problem("questions", None, f"{question.id}.{field}", f"{name!r} does not exist")
        for question in questions
        for field, name, known in _names(question, facts)
        if name not in known
    ]


def _names(question: Question, facts: Facts) -> Iterator[tuple[str, str, Collection[str]]]:
    yield "option", question.option, OPTIONS
    yield from (("when", name, facts) for name in question.when)
    for choice in question.choices:
        yield from (("choices.sets", name, OPTIONS) for name in choice.sets)
        yield from (("choices.tasks", name, FACTS) for row in choice.tasks for name in row)
