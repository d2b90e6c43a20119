"""The dialogue from the first question to the answer: asked through any `Asker`, answered by the engine."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from modelpick.advice import Advice
from modelpick.errors import UsageError
from modelpick.knowledge.records import QuestionChoice, Task
from modelpick.wizard.choices import (
    LEAVE,
    device_menu,
    kept_words,
    question_menu,
    relaxation_menu,
    settings_of,
    tasks_menu,
)
from modelpick.wizard.dialogue import Answer, Outcome, Step, merged, several, survey, typed_settings
from modelpick.wizard.engine import Engine
from modelpick.wizard.menu import Abandoned, Asker, Chosen, Exchange, InputEnded, Menu, Move, Reply, Typed

__all__ = ["Conversation"]


class Conversation:
    """One dialogue.

    Attributes:
        settings: what holds: kept from the start, then answered.
        settled: short names of the questions that were not asked since nothing depended on them.
    """

    def __init__(self, engine: Engine, asker: Asker, kept: dict[str, Any]) -> None:
        self._engine, self._asker, self._kept = engine, asker, kept
        self._answers: list[Answer] = []
        self._before: dict[str, str] = {}
        self._enough = False
        self.settled: tuple[str, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """All options set so far."""
        return merged(self._kept, self._answers)

    @property
    def asked(self) -> list[Exchange]:
        """What was asked and answered."""
        return [*kept_words(self._kept), *((answer.question.short, answer.words) for answer in self._answers)]

    def hold(self) -> Advice:
        """Ask until nothing more would change the answer, then answer.

        Raises:
            Abandoned, InputEnded: the person left, or a pipe ended.
        """
        while True:
            self._ask_all()
            advice = self._engine.advise(self.settings)
            if advice.feasible or self._leaves(advice):
                return advice

    def _ask_all(self) -> None:
        while not self._enough:
            found = survey(
                self._engine.questions, self._answers, self._kept, self._engine.facts, self._engine.outcome
            )
            self.settled = tuple(question.short.lower() for question in found.settled)
            if found.step is None:
                return
            self._turn(found.step)

    def _turn(self, step: Step) -> None:
        """Ask one question; what cannot be used is said and asked again."""
        problem = ""
        while True:
            try:
                answer = self._answer(step, problem)
                if answer is not None:
                    self._engine.check({**self.settings, **answer.sets})
                    self._keep(answer)
                return
            except UsageError as error:
                problem = f"{error}; {error.hint}" if error.hint else str(error)

    def _answer(self, step: Step, problem: str) -> Answer | None:
        """The answer to a question; None after going back or asking for no more."""
        question = step.question
        before = self._before.get(question.id)
        menu = question_menu(step, self._engine.tasks, self._judge, before=before, back=bool(self._answers))
        reply = self._ask(menu, problem)
        if isinstance(reply, Move):
            return None
        if isinstance(reply, Typed):
            return self._typed(step, reply.text)
        values = [item.value for item in reply.items]
        if isinstance(values[0], QuestionChoice) and values[0].tasks:
            return self._task_under(step, values[0])
        words = ", ".join(item.label for item in reply.items)
        return Answer(question, _sets(step, values), words)

    def _judge(self, choice: QuestionChoice) -> Outcome:
        """What a choice would lead to from here."""
        return self._engine.outcome({**self.settings, **choice.sets})

    def _task_under(self, step: Step, heading: QuestionChoice) -> Answer | None:
        """The task chosen under a heading; going back returns to the headings."""
        self._before[step.question.id] = heading.label
        menu = tasks_menu(heading, self._engine.tasks)
        reply = self._asker.ask(menu, self.asked)
        if isinstance(reply, Chosen):
            item = reply.items[0]
            return Answer(step.question, {"task": item.value.id}, item.label)
        if isinstance(reply, Typed):
            return self._typed(step, reply.text)
        return None

    def _typed(self, step: Step, text: str) -> Answer | None:
        """A typed answer, made unambiguous."""
        answer = Answer(step.question, typed_settings(step.question, text), text)
        try:
            self._engine.check({**self.settings, **answer.sets})
        except UsageError as error:
            choices = getattr(error, "choices", ())
            if not choices:
                raise
            reply = self._asker.ask(device_menu(text, choices, step.question), self.asked)
            if not isinstance(reply, Chosen):
                return self._typed(step, reply.text) if isinstance(reply, Typed) else None
            chosen = reply.items[0].label
            return replace(answer, sets=typed_settings(step.question, chosen), words=chosen)
        return answer

    def _ask(self, menu: Menu, problem: str = "") -> Reply:
        """Ask, and see to the wishes to go back or to have the answer now."""
        reply = self._asker.ask(menu, self.asked, problem)
        if isinstance(reply, Move):
            if reply.to == "finish":
                self._enough = True
            elif self._answers:
                self._answers.pop()
        return reply

    def _keep(self, answer: Answer) -> None:
        self._answers.append(answer)
        if not answer.question.always:
            self._before[answer.question.id] = answer.words

    def _leaves(self, advice: Advice) -> bool:
        """Offer what would change an answer of nothing; whether the person leaves it at that."""
        try:
            reply = self._ask(relaxation_menu(advice, back=bool(self._answers)))
        except (Abandoned, InputEnded):
            return True
        self._enough = isinstance(reply, Chosen)
        if not isinstance(reply, Chosen):
            return False
        chosen = reply.items[0].value
        if chosen is LEAVE:
            return True
        self._kept, self._answers = settings_of(chosen.command), []
        return False


def _sets(step: Step, values: list[Any]) -> dict[str, Any]:
    if isinstance(values[0], Task):
        return {"task": values[0].id}
    if step.question.many:
        return several(step.question, values)
    return dict(values[0].sets)
