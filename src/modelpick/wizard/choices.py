"""Menus made of questions, tasks, devices and relaxations."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import Any, Final

from modelpick.advice import Advice
from modelpick.knowledge.records import Question, QuestionChoice, Task
from modelpick.wizard.dialogue import Outcome, Settings, Step
from modelpick.wizard.menu import Exchange, Item, Menu
from modelpick.wizard.tasks import TaskFinder

__all__ = [
    "LEAVE",
    "device_menu",
    "kept_words",
    "question_menu",
    "relaxation_menu",
    "settings_of",
    "tasks_menu",
]

LEAVE: Final = "leave"
"""The value of the item that leaves an answer of nothing as it is."""
_RESULTS = 30
Judge = Callable[[QuestionChoice], Outcome]
_REPEATED = (
    "input",
    "output",
    "license",
    "language",
    "class",
    "family",
    "provider",
    "model",
    "exclude",
)


def question_menu(step: Step, tasks: TaskFinder, judge: Judge, *, before: str | None, back: bool) -> Menu:
    """A question, on what was answered before if it was, else on its default.

    Args:
        judge: says what a choice leads to where the step does not know yet.
        before: the label that was chosen the last time.
    """
    question = step.question

    def complete(index: int) -> Item:
        return _choice_item(question.choices[index], judge(question.choices[index]))

    items = tuple(_choice_item(c, found) for c, found in zip(question.choices, step.outcomes, strict=True))
    finds = question.option == "task"
    return Menu(
        title=question.asks,
        why=question.help,
        items=items,
        default=_default(question, before),
        many=question.many,
        typed=question.typed,
        search=(lambda text: _task_items(tasks.search(text)[:_RESULTS])) if finds else None,
        complete=None if question.always else complete,
        instead="TASK" if finds else f"… --{question.option} VALUE",
        back=back,
        finish=not question.always,
    )


def tasks_menu(heading: QuestionChoice, tasks: TaskFinder) -> Menu:
    """The tasks under a heading."""
    return Menu(
        title=f"{heading.label}: which task?",
        why=heading.help or "",
        items=_task_items(tasks.under(heading.tasks)),
        typed="to search all tasks",
        search=lambda text: _task_items(tasks.search(text)[:_RESULTS]),
        instead="TASK",
        back=True,
    )


def device_menu(given: str, names: Sequence[str], question: Question) -> Menu:
    """The devices that an ambiguous name may mean."""
    return Menu(
        title=f"Which {given}?",
        items=tuple(Item(name, name, names=(name,)) for name in names),
        typed=question.typed,
        instead=f"… --{question.option} VALUE",
        back=True,
    )


def relaxation_menu(advice: Advice, *, back: bool) -> Menu:
    """What would turn an answer of nothing into one, and the choice to leave it."""
    broken = sorted(advice.by_constraint.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} ({count} models)" for name, count in broken)
    items = [Item(found.text, found, help=found.command) for found in advice.relaxations]
    return Menu(
        title="Nothing satisfies every constraint. Change one?",
        why=f"In the way: {shown}." if shown else "No class of model can do this as asked.",
        items=(*items, Item("Leave it, and show why", LEAVE, names=(LEAVE,))),
        default=len(items),
        back=back,
    )


def kept_words(kept: Settings) -> list[Exchange]:
    """The settings that hold from the start, as they would be typed."""
    return [("Kept", f"--{name}{_plain(value)}") for name, value in kept.items()]


def settings_of(command: str) -> dict[str, Any]:
    """The options that a ``modelpick recommend …`` line of ours gives (`pipeline.command`)."""
    words = iter(shlex.split(command)[2:])
    found: dict[str, Any] = {}
    for word in words:
        name = word.removeprefix("--")
        if name == word:
            found["task"] = word
        elif name == "on-device":
            found[name] = True
        elif name in _REPEATED:
            found.setdefault(name, []).append(next(words))
        else:
            found[name] = next(words)
    return found


def _plain(value: Any) -> str:
    if value is True:
        return ""
    return f" {' '.join(map(str, value)) if isinstance(value, list | tuple) else value}"


def _choice_item(choice: QuestionChoice, found: Outcome | None) -> Item:
    values = tuple(str(value) for value in choice.sets.values() if not isinstance(value, bool))
    return Item(
        label=choice.label,
        value=choice,
        help=choice.help or "",
        notes=_notes(found),
        names=(choice.id, *values),
        refused=(found.problem or "") if found else "",
    )


def _notes(found: Outcome | None) -> tuple[str, ...]:
    """What a choice leads to, in words, the longest first."""
    if found is None:
        return ()
    if found.problem is not None:
        return ("not possible here",)
    if not found.models:
        return ("nothing fits",)
    count = f"{found.models} model{'s' if found.models > 1 else ''}"
    return (f"{count}, first {found.first[0].split('/')[-1]}", count)


def _task_items(tasks: Sequence[Task]) -> tuple[Item, ...]:
    return tuple(_task_item(task) for task in tasks)


def _task_item(task: Task) -> Item:
    tag = (task.pipeline_tag,) if task.pipeline_tag else ()
    return Item(task.name, task, help=task.example or "", names=(task.id, *task.aliases, *tag))


def _default(question: Question, before: str | None) -> int | None:
    labels = [choice.label for choice in question.choices]
    if before in labels:
        return labels.index(before)
    return next((i for i, choice in enumerate(question.choices) if choice.id == question.default), None)
