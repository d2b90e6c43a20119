"""From facts to ranked classes: which rules fire, what they vote for, which classes cannot do the job."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from modelpick.knowledge.records import DecisionTable, ModelClass, Outcome
from modelpick.knowledge.records import Rule as RuleRecord
from modelpick.pipeline.context import Chosen, Context, Shared
from modelpick.pipeline.facts import facts_of
from modelpick.tables.condition import Fact, Facts, parse_condition
from modelpick.tables.engine import Rule, Table, evaluate
from modelpick.tables.vote import Ballot, Choice, ClassVote, rank_classes

__all__ = ["STATED", "Classification", "classify", "table_of"]

STATED = frozenset({"few-step", "fill-in-the-middle", "native-video", "streaming", "text-prompt"})
"""Of what the tables put beside a class, what the records state of every model known to have it."""
_PROPOSING = ("task", "modality")


class Classification(Struct, frozen=True):
    """What the tables said of one query.

    Attributes:
        votes: the candidate classes, best first.
        cut: classes that rules proposed and modalities ruled out, with the reason.
        fired: the rules that fired, by full id.
        cautions: of rules that fired.
        chosen: the same classes by id, with what is advised for each.
    """

    votes: tuple[ClassVote, ...]
    cut: Mapping[str, str]
    fired: Mapping[str, RuleRecord]
    cautions: tuple[str, ...]
    chosen: Mapping[str, Chosen]


def classify(context: Context) -> Classification:
    """Evaluate every decision table for the query and combine what they say."""
    facts, query = facts_of(context), context.query
    key = (query.matrix, query.classes, context.inputs, context.outputs, *facts.values())
    return context.memo.classifications.of(key, lambda: _classify(context, facts))


def _classify(context: Context, facts: Facts) -> Classification:
    hits = [(table, rule) for table in context.shared.tables for rule in _fired(context, table, facts)]
    ballots = [_ballot(table, rule, context) for table, rule in hits]
    ballots = _leave_modality_to_tasks(hits, ballots)
    resolve = {class_id: context.shared.candidate(class_id) for class_id in context.shared.classes}
    votes, cut = rank_classes(ballots, resolve=resolve, cut=_cutter(context))
    fired = {f"{table.id}/{rule.id}": rule for table, rule in hits}
    cautions = tuple(dict.fromkeys(_caution(rule) for rule in fired.values() if rule.caution))
    return Classification(votes, cut, fired, cautions, _chosen(votes))


def _chosen(votes: Sequence[ClassVote]) -> dict[str, Chosen]:
    some = any(not STATED.isdisjoint(vote.modifiers) for vote in votes)
    advised = (STATED.intersection(vote.modifiers) if some else None for vote in votes)
    return {vote.class_id: Chosen(vote.score, asked) for vote, asked in zip(votes, advised, strict=True)}


def _caution(rule: RuleRecord) -> str:
    return f"{rule.caution} [{rule.refs[0]}]" if rule.refs else str(rule.caution)


def table_of(record: DecisionTable, *, sourced: bool = False, task: Fact | None = None) -> Table:
    """The table as the engine evaluates it.

    Args:
        sourced: only the rows that a source itself gives.
        task: only the rows that can fire for it; None: all.

    Raises:
        InvalidCondition: a cell that cannot be read.
    """
    rules = (
        Rule(rule.id, {name: parse_condition(cell) for name, cell in rule.when.items()}, rule)
        for rule in record.rules
        if (rule.as_sourced or not sourced) and (task is None or _concerns(rule, task))
    )
    return Table(record.id, record.hit_policy, tuple(rules))


def _concerns(rule: RuleRecord, task: Fact) -> bool:
    return "task" not in rule.when or parse_condition(rule.when["task"])(task)


def _fired(context: Context, record: DecisionTable, facts: Facts) -> list[RuleRecord]:
    matrix, task = context.query.matrix, facts["task"]
    table = context.memo.tables.of(
        (record.id, matrix, task), lambda: table_of(record, sourced=matrix == "as-sourced", task=task)
    )
    return [hit.then for hit in evaluate(table, facts)]


def _ballot(table: DecisionTable, rule: RuleRecord, context: Context) -> Ballot:
    outcomes = rule.classes if context.query.matrix == "current" else _as_sourced(rule)
    choices = tuple(Choice(o.class_id, o.modifiers, o.pipeline, o.ties) for o in outcomes)
    return Ballot(f"{table.id}/{rule.id}", table.weight, table.role in _PROPOSING, choices)


def _as_sourced(rule: RuleRecord) -> tuple[Outcome, ...]:
    """What the sources themselves rank, the first of them that ranks most."""
    return max((source.classes for source in rule.as_sourced), key=len, default=())


def _leave_modality_to_tasks(
    hits: list[tuple[DecisionTable, RuleRecord]], ballots: list[Ballot]
) -> list[Ballot]:
    """A rule for the very task knows more than one for its modalities, so the latter only speaks without the former."""
    if not any(
        table.role == "task" and ballot.choices for (table, _), ballot in zip(hits, ballots, strict=True)
    ):
        return ballots
    return [b for (table, _), b in zip(hits, ballots, strict=True) if table.role != "modality"]


def _cutter(context: Context) -> Callable[[str], str | None]:
    classes = context.shared.classes

    def cut(class_id: str) -> str | None:
        found = classes.get(class_id)
        return _unable(found, context) if found else f"no class is called {class_id}"

    return cut


def _unable(found: ModelClass, context: Context) -> str | None:
    no_input = [word for word in context.inputs if word not in found.inputs]
    no_output = [word for word in context.outputs if word not in found.outputs]
    if no_input:
        return f"{found.short} models do not take {' or '.join(no_input)}"
    if no_output:
        return f"{found.short} models do not give {' or '.join(no_output)}"
    restricted = context.query.classes
    if restricted and not _restriction_allows(found.id, restricted, context.shared):
        return f"--class allows {', '.join(restricted)} only"
    return None


def _restriction_allows(class_id: str, restricted: tuple[str, ...], shared: Shared) -> bool:
    attributes = [c for c in restricted if shared.classes[c].kind == "attribute"]
    return bool(attributes) or class_id in {shared.candidate(c) for c in restricted}
