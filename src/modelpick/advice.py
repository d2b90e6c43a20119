"""The frozen answer: ranked classes and models, what was excluded and why, and what would change it.

Explanations, renderers and exit codes all read this one object; nothing about an answer exists outside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from modelpick.estimate.device import Device
from modelpick.estimate.fit import Option
from modelpick.knowledge.records import ModelRecord, RunHint, Task
from modelpick.knowledge.store import Quality
from modelpick.planning.commands import RunCommand
from modelpick.query import Query
from modelpick.rank.score import Score

__all__ = [
    "Advice",
    "Alternative",
    "Behind",
    "Broken",
    "Contradiction",
    "CutClass",
    "Excluded",
    "ModelVerdict",
    "RankedClass",
    "Reason",
    "Rejection",
    "Relaxation",
    "WhyNot",
]


class Reason(Struct, frozen=True, gc=False):
    """Why something stands where it stands: the rule or measurement, in words, and its source."""

    rule: str
    text: str
    source: str


class RankedClass(Struct, frozen=True):
    """A class of models, in order of how well it suits the query."""

    id: str
    name: str
    score: float
    modifiers: tuple[str, ...]
    pipeline: tuple[str, ...]
    reasons: tuple[Reason, ...]
    cautions: tuple[str, ...]
    models: int
    """Models of the class that satisfy every constraint."""


class CutClass(Struct, frozen=True):
    """A class that rules proposed and something ruled out."""

    id: str
    name: str
    because: str


class Rejection(Struct, frozen=True, gc=False):
    """A hard constraint that a model breaks.

    Attributes:
        constraint: the option that sets it (``memory``, ``license`` …).
        because: what is broken, with both sides of the comparison.
        needed: the smallest value of the option that would admit the model, as typed; None: only dropping it.
        amount: the same as a number, to find the smallest change among several models; 0 where there is none.
        unless: what would admit it, in words; None when nothing can.
    """

    constraint: str
    because: str
    needed: str | None = None
    amount: float = 0.0
    unless: str | None = None


class Alternative(Struct, frozen=True):
    """A model that satisfies every constraint, with what it was ranked by."""

    model: ModelRecord
    class_id: str
    score: Score
    quality: Quality | None
    option: Option | None
    """The quantisation and placement chosen on the target; None without a target or for a hosted model."""
    cost: float | None
    pareto: bool
    reasons: tuple[Reason, ...]
    cautions: tuple[str, ...]
    stage: str | None = None
    """For a pipeline: the class of the stage it serves."""
    run: tuple[RunCommand, ...] | None = None
    """How to start it as it was sized, likeliest program first; None: not worked out (`Adviser.with_commands` does)."""

    @property
    def commands(self) -> Sequence[RunCommand | RunHint]:
        """How to start it, or where that was not worked out what the model's own record says."""
        return self.model.run if self.run is None else self.run


class Excluded(Struct, frozen=True):
    """A model that was asked about or could do the task, and every constraint it breaks."""

    model: ModelRecord
    class_id: str | None
    rejections: tuple[Rejection, ...]


class Relaxation(Struct, frozen=True):
    """A smallest set of changes to the constraints that lets something through."""

    set: Mapping[str, str]
    drop: tuple[str, ...]
    command: str
    text: str
    unlocks: tuple[str, ...]
    costs: tuple[str, ...] = ()
    """What is given up for it, one sentence for each change."""


class Contradiction(Struct, frozen=True):
    """Parts of a query that cannot hold together, whatever the hardware.

    Attributes:
        constraints: the options at odds with what was named.
        text: why, in a sentence.
        nearest: ids of what comes nearest and does satisfy the rest.
    """

    constraints: tuple[str, ...]
    text: str
    nearest: tuple[str, ...]


class Broken(Struct, frozen=True):
    """A constraint that stands in the way of a model.

    Attributes:
        constraint: the option that sets it.
        because: what is broken, with both sides of the comparison: by how much.
        admits: what would admit the model, in words; None where nothing does.
    """

    constraint: str
    because: str
    admits: str | None


class Behind(Struct, frozen=True):
    """A criterion on which one model scores less than another, and by how many points."""

    criterion: str
    points: float


class ModelVerdict(Struct, frozen=True):
    """Where one model stands and what is in its way.

    Attributes:
        status: ``first``, ``outranked``, ``excluded``, or ``not-considered`` (not made for the task).
        rank: its place among the models that satisfy the query; None where it does not.
        breaks: every constraint it breaks.
        outranked_by: the first model; None for that one itself.
        behind: the criteria on which that one is ahead, the largest lead first.
        command: the query changed as little as admits it; None where nothing does or nothing has to.
        text: all of it in words.
    """

    id: str
    status: Literal["first", "outranked", "excluded", "not-considered"]
    text: str
    rank: int | None = None
    breaks: tuple[Broken, ...] = ()
    outranked_by: str | None = None
    behind: tuple[Behind, ...] = ()
    command: str | None = None


class WhyNot(Struct, frozen=True):
    """The answer to one ``--why-not``.

    Attributes:
        kind: what the name turned out to be.
        text: the answer in words.
        models: the models meant, best placed first.
        count: how many there are in all.
        closest: entries of the catalogue nearest to a name that it does not know.
        command: where nothing of it is an answer, the query changed as little as makes it one; None where nothing
            does, or nothing has to.
    """

    kind: Literal["class", "family", "model", "unknown"]
    text: str
    models: tuple[ModelVerdict, ...] = ()
    count: int = 0
    closest: tuple[str, ...] = ()
    command: str | None = None


class Advice(Struct, frozen=True):
    """The whole answer to one query. What it lists is spelled out as it is looked at."""

    query: Query
    task: Task | None
    device: Device | None
    catalog: Mapping[str, str | int]
    classes: tuple[RankedClass, ...]
    cut: tuple[CutClass, ...]
    alternatives: Sequence[Alternative]
    excluded: Sequence[Excluded]
    by_constraint: Mapping[str, int]
    relaxations: tuple[Relaxation, ...] = ()
    warnings: tuple[str, ...] = ()
    why_not: Mapping[str, WhyNot] = {}
    contradictions: tuple[Contradiction, ...] = ()
    front: Sequence[tuple[str, tuple[float, ...]]] = ()
    """Of the alternatives that are no stage of a pipeline, those that no other beats on every criterion, best first:
    the id, and the values it was ranked by in the order of its score's contributions."""
    admitted: tuple[str, ...] = ()
    """The ids of the alternatives, in their order."""
    stages: Mapping[str, Advice] = {}
    """For a pipeline of classes: the answer of each stage, in its order, on the stage's own task."""

    @property
    def feasible(self) -> bool:
        """Whether anything satisfies the query."""
        return bool(self.alternatives)
