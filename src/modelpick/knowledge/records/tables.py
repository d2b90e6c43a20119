"""Decision tables, and the criteria that models are ranked by."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Condition, Record, Ref

__all__ = ["Case", "CriterionRecord", "DecisionTable", "Outcome", "Rule", "SourcedRule"]


class Outcome(Record, frozen=True, kw_only=True):
    """One ranked place of a rule: a class (or a pipeline of classes) and modifiers."""

    class_id: str
    modifiers: tuple[str, ...] = ()
    """``quantized-4bit small tools frame-by-frame few-step several-specialists experts-offloaded`` …"""
    pipeline: tuple[str, ...] = ()
    """For ``class_id: pipeline``: the classes in order."""
    ties: bool = False
    """Whether it shares the place of the one before it."""


class SourcedRule(Record, frozen=True, kw_only=True):
    """What a source says, exactly: kept beside the current rule."""

    rule: str
    """The id of the seed rule, as in ``SR079``."""
    source: Ref
    section: str
    lines: str
    says: tuple[str, ...]
    """The ranked words of the source, in order."""
    classes: tuple[Outcome, ...]
    """The same, as class ids."""


class Rule(Record, frozen=True, kw_only=True):
    """A row of a decision table."""

    id: str
    when: dict[str, Condition]
    """Input to condition. An input left out matches anything."""
    classes: tuple[Outcome, ...]
    """The current outcome, best first. Empty: the rule only cautions."""
    status: Literal["keep", "amend", "added"]
    because: str
    """Completes "chosen because …"."""
    as_sourced: tuple[SourcedRule, ...] = ()
    origin: tuple[str, ...] = ()
    """Ids of the researched rules it carries beyond the sourced ones, as in ``AR17``."""
    refs: tuple[Ref, ...] = ()
    caution: str | None = None
    checked: str = ""


class Case(Record, frozen=True, kw_only=True):
    """An example that is also a test: these facts must hit that rule."""

    given: dict[str, Condition]
    expect: str | None


class DecisionTable(Record, frozen=True, kw_only=True):
    """A DMN-style decision table (``data/tables/<id>.yaml``)."""

    id: str
    title: str
    question: str
    hit_policy: Literal["first", "unique", "collect"]
    role: Literal["task", "modality", "constraint", "need", "caution"]
    """How its outcome enters the formula of `docs/ranking.md`."""
    weight: float
    """Share of this table's vote in the class score."""
    inputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...] = ()


class CriterionRecord(Record, frozen=True, kw_only=True):
    """What a model is ranked by (``data/criteria.yaml``)."""

    id: str
    name: str
    objective: Literal["max", "min"]
    unit: str
    worst: float
    """The value that scores 0, on a fixed scale: a newcomer never moves it."""
    best: float
    """The value that scores 1."""
    log: bool = False
    """Whether the scale between the anchors is logarithmic."""
    splits: bool = False
    """Whether it only applies where the candidates differ on it."""
    because: str
    """Why the anchors stand where they do."""
    weights: dict[str, float]
    """Weight under each preference (``balanced quality speed small cost``), under ``on-device`` instead of
    ``balanced`` with that flag, and on top ``license-asked`` where the query names a licence, ``local-asked`` where it
    keeps to machines of one's own without naming one."""
