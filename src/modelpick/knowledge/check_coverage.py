"""Is the data whole: facts with a source, sources in use, classes within reach, tasks somebody can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from modelpick.knowledge.check_links import used_refs
from modelpick.knowledge.finding import Found, at
from modelpick.knowledge.load import Knowledge, Located
from modelpick.knowledge.records import Claim, ModelClass, Statement, Term

__all__ = ["stale_records", "unreached_classes", "unserved_tasks", "unsourced_facts", "unused_sources"]

_NEEDS_REFS = frozenset(
    {"contradictions", "hardware", "licenses", "models", "quantizations", "runtimes", "tasks", "timeline"}
)
_JUDGED = ("imprecise", "outdated", "wrong")


def unsourced_facts(knowledge: Knowledge) -> Iterator[Found]:
    """Records and statements that name no source, or no date on which they were checked."""
    for kind, entries in knowledge.by_kind.items():
        for located in entries.values():
            yield from _undated(located)
            if kind in _NEEDS_REFS:
                yield from _empty_refs(located)
    yield from _each(knowledge, "classes", _bare_statements)
    yield from _each(knowledge, "terms", _bare_senses)
    yield from _each(knowledge, "claims", _bare_claims)
    yield from _each(knowledge, "tables", _bare_rules)


def _each(knowledge: Knowledge, kind: str, check: Callable[[Located], Iterator[Found]]) -> Iterator[Found]:
    for located in knowledge.by_kind.get(kind, {}).values():
        yield from check(located)


def _undated(located: Located) -> Iterator[Found]:
    checked = getattr(located.record, "checked", None)
    if checked is not None and not _is_date(checked):
        yield at(located, ("checked",), "the day of the last check is wanted, as 2026-11-23")


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _empty_refs(located: Located) -> Iterator[Found]:
    if not located.record.refs:
        yield at(located, ("refs",), "no fact without a source")


def _bare_statements(located: Located) -> Iterator[Found]:
    record: ModelClass = located.record
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if not isinstance(value, tuple):
            continue
        for index, statement in enumerate(value):
            if isinstance(statement, Statement) and not statement.refs:
                yield at(located, (name, index, "refs"), "no fact without a source")


def _bare_senses(located: Located) -> Iterator[Found]:
    record: Term = located.record
    for index, sense in enumerate(record.senses):
        if sense.status != "non-ai" and not sense.refs:
            yield at(located, ("senses", index, "refs"), "no fact without a source")
    if sum(sense.status == "default" for sense in record.senses) > 1:
        yield at(located, ("senses",), "one sense at most is the default", fatal=True)


def _bare_claims(located: Located) -> Iterator[Found]:
    claim: Claim = located.record
    if claim.verdict in _JUDGED and not claim.correction:
        yield at(located, ("correction",), f"a claim that is {claim.verdict} needs what is right instead")
    if claim.verdict in _JUDGED and not claim.refs:
        yield at(located, ("refs",), "a correction needs its source")


def _bare_rules(located: Located) -> Iterator[Found]:
    for index, rule in enumerate(located.record.rules):
        if not rule.refs and not rule.as_sourced:
            yield at(located, ("rules", index, "refs"), "no rule without a source")


def unused_sources(knowledge: Knowledge) -> Iterator[Found]:
    """Entries of the bibliography that nothing refers to."""
    used = used_refs(knowledge)
    for key, located in sorted(knowledge.by_kind.get("sources", {}).items()):
        if key not in used:
            yield at(located, ("id",), f"nothing refers to source {key!r}")


def unreached_classes(knowledge: Knowledge) -> Iterator[Found]:
    """Classes that no rule names; umbrella terms and attributes are explained, so no rule need name them."""
    outcomes = [o for table in knowledge.of("tables").values() for rule in table.rules for o in rule.classes]
    named = {name for outcome in outcomes for name in (outcome.class_id, *outcome.pipeline)}
    for key, located in sorted(knowledge.by_kind.get("classes", {}).items()):
        record: ModelClass = located.record
        if record.kind == "class" and key not in named and (record.candidate or key) not in named:
            yield at(located, ("id",), f"no rule leads to class {key!r}")


def unserved_tasks(knowledge: Knowledge) -> Iterator[Found]:
    """Tasks that no model can be asked to do, and capabilities that no task asks for."""
    models, tasks = knowledge.by_kind.get("models", {}), knowledge.by_kind.get("tasks", {})
    offered = {word for located in models.values() for word in located.record.capabilities}
    wanted = {word for located in tasks.values() for word in located.record.capabilities}
    for located in tasks.values() if models else ():
        capabilities = located.record.capabilities
        if capabilities and not offered & set(capabilities):
            yield at(located, ("capabilities",), f"no model can do it: none has {', '.join(capabilities)}")
    for located in models.values() if tasks else ():
        if not wanted & set(located.record.capabilities):
            yield at(located, ("capabilities",), "no task asks for any of them; the model is out of reach")


def stale_records(knowledge: Knowledge, *, today: date, days: int) -> Iterator[Found]:
    """Records whose facts were last checked more than ``days`` days before ``today``."""
    for entries in knowledge.by_kind.values():
        for located in entries.values():
            checked = getattr(located.record, "checked", "")
            if _is_date(checked) and (age := (today - date.fromisoformat(checked)).days) > days:
                yield at(located, ("checked",), f"checked {age} days ago")
