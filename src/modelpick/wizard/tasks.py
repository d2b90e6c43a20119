"""Finding a task among many: by heading, or by the words a person has for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from modelpick.errors import closest
from modelpick.knowledge.naming import fold
from modelpick.knowledge.records import Condition, Task
from modelpick.tables.condition import Facts, parse_condition

__all__ = ["FACTS", "TaskFinder"]

FACTS = ("main", "gives", "task")
"""What a heading may test of a task: its first input, its first output, its id and ancestors."""

_WORD = re.compile(r"\w+")
_EMPTY = frozenset(("a", "an", "and", "do", "for", "i", "in", "is", "it", "my", "of", "or", "our", "the"))
"""Words that say nothing of a task."""


class TaskFinder:
    """The tasks of a catalogue."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self.tasks: Mapping[str, Task] = {task.id: task for task in tasks}

    def under(self, rows: Sequence[Mapping[str, Condition]]) -> tuple[Task, ...]:
        """The tasks for which all conditions of one of ``rows`` hold, by name."""
        found = (task for task in self.tasks.values() if any(_holds(row, self._facts(task)) for row in rows))
        return tuple(sorted(found, key=lambda task: (task.name.casefold(), task.id)))

    def search(self, text: str) -> tuple[Task, ...]:
        """The tasks that ``text`` may mean, the likeliest first.

        A task called just that comes first, then those with all the words in their names, then in their
        example; failing these, the most like it by spelling.
        """
        sought = _sought(text)
        if not sought:
            return ()
        ranks = {task.id: self._rank(task, text, sought) for task in self.tasks.values()}
        ranked = sorted((rank, len(self.tasks[key].name), key) for key, rank in ranks.items() if rank)
        return tuple(self.tasks[key] for _, _, key in ranked) or self._like(text)

    def _rank(self, task: Task, text: str, sought: Sequence[str]) -> int | None:
        """1 for the best kind of match, None for none."""
        if fold(text) in _names(task):
            return 1
        named, said = self._words[task.id]
        if _all_begin(sought, named):
            return 2 if _all_begin(sought, _words(task.name)) else 3
        return 4 if _all_begin(sought, (*named, *said)) else None

    @cached_property
    def _words(self) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        tasks = self.tasks.items()
        return {key: (_words(" ".join(_names(task))), _words(task.example or "")) for key, task in tasks}

    def _like(self, text: str) -> tuple[Task, ...]:
        spellings = {name: task for task in self.tasks.values() for name in _names(task)}
        found = (spellings[name] for name in closest(fold(text), spellings))
        return tuple(dict.fromkeys(found))

    def _facts(self, task: Task) -> Facts:
        return {"main": task.inputs[:1], "gives": task.outputs[:1], "task": self._lineage(task)}

    def _lineage(self, task: Task) -> tuple[str, ...]:
        found: list[str] = []
        above: Task | None = task
        while above is not None and above.id not in found:
            found.append(above.id)
            above = self.tasks.get(above.parent or "")
        return tuple(found)


def _holds(row: Mapping[str, Condition], facts: Facts) -> bool:
    return all(parse_condition(cell)(facts[name]) for name, cell in row.items())


def _names(task: Task) -> tuple[str, ...]:
    names = (task.id, task.name, *task.aliases, *((task.pipeline_tag,) if task.pipeline_tag else ()))
    return tuple(dict.fromkeys(fold(name) for name in names))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _sought(text: str) -> tuple[str, ...]:
    words = _words(text)
    return tuple(word for word in words if word not in _EMPTY) or words


def _all_begin(sought: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(wanted) for word in words) for wanted in sought)
