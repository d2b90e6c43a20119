"""What the wizard asks."""

from __future__ import annotations

from modelpick.knowledge.records.base import Condition, Fact, Record

__all__ = ["Question", "QuestionChoice"]


class QuestionChoice(Record, frozen=True, kw_only=True):
    """One answer to a `Question`."""

    id: str
    """What may be typed for it."""
    label: str
    help: str | None = None
    sets: dict[str, Fact] = {}
    """Options of ``recommend`` by their long name, and their values; none: nothing is asked of this kind."""
    tasks: tuple[dict[str, Condition], ...] = ()
    """For the question of the task: the choice is a heading, and a task stands under it when all conditions of
    one of these rows hold: ``main`` and ``gives`` (its first input and output), ``task`` (its id and ancestors)."""


class Question(Record, frozen=True, kw_only=True):
    """Something the wizard may ask (``data/questions.yaml``)."""

    id: str
    option: str
    """The option of ``recommend`` that answers it: what a typed answer sets, and what is named where nobody answers."""
    order: int
    """Its place in the dialogue."""
    asks: str
    short: str
    """The question in one or two words, before the answer in a summary."""
    help: str
    """Why it is asked."""
    choices: tuple[QuestionChoice, ...]
    default: str | None = None
    """Id of the choice taken on Enter; None: one must be made."""
    typed: str | None = None
    """What may be typed instead of a choice, with an example; None: nothing."""
    many: bool = False
    """Whether several choices may be made."""
    always: bool = False
    """Asked whether or not its choices lead to different answers: without it there is no query."""
    when: dict[str, Condition] = {}
    """Facts (``docs/tables.md``) under which it makes sense at all."""
