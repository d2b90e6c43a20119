"""Do the decision tables hold: conditions can be read, rules can fire, cases come out as they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelpick.knowledge.finding import Found, Place, at
from modelpick.knowledge.load import Knowledge, Located
from modelpick.knowledge.records import Case, DecisionTable, ModelClass, Outcome, Rule, Task
from modelpick.tables import engine
from modelpick.tables.condition import Fact, InvalidCondition, parse_condition
from modelpick.tables.lint import overlapping_rules, unreachable_rules

__all__ = ["UNSTATED_FACTS", "table_problems"]

UNSTATED_FACTS: Mapping[str, Fact] = {
    "task": ("unstated",),
    "inputs": (),
    "outputs": (),
    "modalities": 0,
    "privacy": "any",
    "on_device": False,
    "latency": "unstated",
    "max_latency_s": 1e9,
    "min_speed": 0.0,
    "context": 0,
    "languages": 0,
    "license": "any",
    "quality": "any",
    "concurrency": 1,
    "compute": "unstated",
    "memory_gb": 1e9,
    "offload_gb": 1e9,
    "gpu": "unstated",
    "platform": "unstated",
}
"""Every fact a table may test, and its value where a query says nothing of it (`pipeline.facts`)."""

_ID_INPUTS = {"task": "tasks", "inputs": "modalities", "outputs": "modalities"}


def table_problems(knowledge: Knowledge) -> Iterator[Found]:
    """Everything wrong with the decision tables."""
    for located in knowledge.by_kind.get("tables", {}).values():
        table: DecisionTable = located.record
        yield from _declared(located, table)
        yield from _repeated(located, table)
        yield from _outcomes(knowledge, located, table)
        yield from _condition_ids(knowledge, located, table)
        for index, rule in enumerate(table.rules):
            yield from _unreadable(located, index, rule)
        if (compiled := _compiled(table)) is not None:
            yield from _lint(located, compiled)
            yield from _cases(knowledge, located, compiled)
    yield from _unable(knowledge)


def _declared(located: Located, table: DecisionTable) -> Iterator[Found]:
    for index, name in enumerate(table.inputs):
        if name not in UNSTATED_FACTS:
            message = f"no fact is called {name!r}; facts: {', '.join(UNSTATED_FACTS)}"
            yield at(located, ("inputs", index), message, fatal=True)
    for i, rule in enumerate(table.rules):
        for name in rule.when:
            if name not in table.inputs:
                message = f"{name!r} is not among the inputs of the table"
                yield at(located, ("rules", i, "when", name), message, fatal=True)


def _repeated(located: Located, table: DecisionTable) -> Iterator[Found]:
    seen: set[str] = set()
    for i, rule in enumerate(table.rules):
        if rule.id in seen:
            yield at(located, ("rules", i, "id"), f"{rule.id!r} is used twice in the table", fatal=True)
        seen.add(rule.id)


def _outcomes(knowledge: Knowledge, located: Located, table: DecisionTable) -> Iterator[Found]:
    classes = knowledge.by_kind.get("classes", {})
    for i, rule in enumerate(table.rules):
        for place, outcome in _placed(i, rule):
            for name in (outcome.class_id, *outcome.pipeline):
                if classes and name not in classes:
                    yield at(located, (*place, "class_id"), f"no class is called {name!r}", fatal=True)
        silent = not (rule.classes or rule.caution or rule.as_sourced)
        if silent and table.role != "caution":
            yield at(located, ("rules", i, "classes"), "neither a class nor a caution comes of this rule")


def _placed(index: int, rule: Rule) -> Iterator[tuple[Place, Outcome]]:
    """The outcomes of a rule, current ones and those of its sources."""
    for j, outcome in enumerate(rule.classes):
        yield ("rules", index, "classes", j), outcome
    for k, sourced in enumerate(rule.as_sourced):
        for j, outcome in enumerate(sourced.classes):
            yield ("rules", index, "as_sourced", k, "classes", j), outcome


def _condition_ids(knowledge: Knowledge, located: Located, table: DecisionTable) -> Iterator[Found]:
    for i, rule in enumerate(table.rules):
        for name in rule.when.keys() & _ID_INPUTS.keys():
            known = knowledge.by_kind.get(_ID_INPUTS[name], {})
            for word in _words(rule.when[name]):
                if known and word not in known and word != "unstated":
                    noun = "task" if name == "task" else "modality"
                    yield at(located, ("rules", i, "when", name), f"no {noun} is called {word!r}", fatal=True)


def _words(cell: Any) -> tuple[Any, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def _unreadable(located: Located, index: int, rule: Rule) -> Iterator[Found]:
    for name, cell in rule.when.items():
        try:
            parse_condition(cell)
        except InvalidCondition as error:
            yield at(located, ("rules", index, "when", name), str(error), fatal=True)


def _compiled(table: DecisionTable) -> engine.Table | None:
    """The table as the engine evaluates it; None where a condition cannot be read."""
    try:
        rules = tuple(
            engine.Rule(rule.id, {name: parse_condition(cell) for name, cell in rule.when.items()}, rule)
            for rule in table.rules
        )
    except InvalidCondition:
        return None
    return engine.Table(table.id, table.hit_policy, rules)


def _lint(located: Located, table: engine.Table) -> Iterator[Found]:
    order = {rule.id: index for index, rule in enumerate(table.rules)}
    messages = [(message, False) for message in unreachable_rules(table)]
    messages += [(message, True) for message in overlapping_rules(table)]
    for message, fatal in messages:
        index = order.get(message.split(" ")[0], 0)
        yield at(located, ("rules", index, "when"), message, fatal=fatal)


def _cases(knowledge: Knowledge, located: Located, compiled: engine.Table) -> Iterator[Found]:
    for index, case in enumerate(located.record.cases):
        try:
            fired = [rule.id for rule in engine.evaluate(compiled, _facts(knowledge, case))]
        except engine.TableError as error:
            yield at(located, ("cases", index), str(error))
            continue
        if case.expect not in fired and (case.expect or fired):
            got = ", ".join(fired) or "nothing"
            yield at(located, ("cases", index), f"{case.expect or 'nothing'} was to fire, got {got}")


def _facts(knowledge: Knowledge, case: Case) -> dict[str, Fact]:
    """The case's facts, the others as if unstated; a task brings its more general tasks with it."""
    facts: dict[str, Fact] = {**UNSTATED_FACTS, **case.given}
    stated = {word for name in ("inputs", "outputs") for word in _words(facts[name])}
    facts["modalities"] = case.given.get("modalities", len(stated))
    if isinstance(facts["task"], str):
        facts["task"] = _lineage(knowledge, facts["task"])
    return facts


def _lineage(knowledge: Knowledge, task: str) -> tuple[str, ...]:
    tasks, lineage = knowledge.by_kind.get("tasks", {}), [task]
    while (entry := tasks.get(lineage[-1])) and entry.record.parent and entry.record.parent not in lineage:
        lineage.append(entry.record.parent)
    return tuple(lineage)


def _unable(knowledge: Knowledge) -> Iterator[Found]:
    """Rules of task tables that propose a class which cannot take the task's input or give its output."""
    classes = {key: found.record for key, found in knowledge.by_kind.get("classes", {}).items()}
    tasks = {key: found.record for key, found in knowledge.by_kind.get("tasks", {}).items()}
    for located in knowledge.by_kind.get("tables", {}).values():
        for i, rule in enumerate(located.record.rules if located.record.role == "task" else ()):
            asked = [tasks[name] for name in _words(rule.when.get("task", ())) if name in tasks]
            for j, outcome in enumerate(rule.classes):
                found = classes.get(outcome.class_id)
                if found is not None and not outcome.pipeline:
                    able = classes.get(found.candidate or found.id, found)
                    for lack in (lack for task in asked if (lack := _lacking(rule, task, able))):
                        yield at(located, ("rules", i, "classes", j), lack)


def _lacking(rule: Rule, task: Task, able: ModelClass) -> str | None:
    """What keeps a class from a task: a modality it has not, where it has no optional one instead."""
    sides = (
        ("inputs", task.inputs, task.optional_inputs, able.inputs),
        ("outputs", task.outputs, task.optional_outputs, able.outputs),
    )
    lacking = [
        word
        for side, needed, optional, has in sides
        # A rule that tests the modality speaks of the queries that have it, not of the task's usual ones.
        if side not in rule.when and not set(optional) & set(has)
        for word in needed
        if word not in has
    ]
    return f"{able.id} cannot do {task.id}: it knows no {' or '.join(lacking)}" if lacking else None
