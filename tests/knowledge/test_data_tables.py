"""The decision tables (``data/tables``): each sourced rule kept, each row reachable, each case answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import Case, DecisionTable, Outcome, Task
from modelpick.knowledge.records import Rule as RuleRecord
from modelpick.tables.condition import Fact, parse_condition
from modelpick.tables.engine import Rule, Table, evaluate
from modelpick.tables.lint import overlapping_rules, unreachable_rules

DATA = Path(__file__).parents[2] / "data"
UNSTATED: dict[str, Fact] = {
    "task": ("unstated",),
    "inputs": ("unstated",),
    "outputs": ("unstated",),
    "modalities": 0,
    "privacy": "any",
    "on_device": False,
    "compute": "unstated",
    "memory_gb": 1e9,
    "offload_gb": 1e9,
    "gpu": "unstated",
    "platform": "unstated",
    "latency": "unstated",
    "max_latency_s": 1e9,
    "min_speed": 0.0,
    "context": 0,
    "languages": 0,
    "concurrency": 1,
    "license": "any",
    "quality": "any",
}
SOURCED = [f"SR{number:03}" for number in range(1, 106)]
RESEARCHED = [f"AR{number:02}" for number in range(1, 35)]
FIRST_CHOICES = {
    "chat": "llm",
    "image-captioning": "vlm",
    "image-generation": "t2i",
    "image-segmentation": "sam",
    "image-search": "clip",
    "speech-recognition": "asr",
    "ner": "mlm",
    "web-automation": "lam",
    "grouped-inference": "linear-mixed",
    "forecasting": "tsfm",
    "robot-manipulation": "vla",
    "moderation": "guard",
}


@cache
def records(kind: str) -> tuple[Any, ...]:
    """Every record of one kind, read from its files alone."""
    found = next(k for k in KINDS if k.name == kind)
    paths = sorted(DATA.glob(found.pattern))
    return tuple(entry.record for path in paths for entry in load_file(path, found, DATA))


@cache
def tasks() -> dict[str, Task]:
    """The tasks by id."""
    return {task.id: task for task in records("tasks")}


@cache
def tables() -> dict[str, DecisionTable]:
    """The tables by id."""
    return {table.id: table for table in records("tables")}


def rules() -> Iterator[tuple[DecisionTable, RuleRecord]]:
    """Every row with its table."""
    return ((table, rule) for table in tables().values() for rule in table.rules)


def outcomes() -> Iterator[tuple[str, Outcome]]:
    """Every ranked place, current or sourced, with the full id of its row."""
    for table, rule in rules():
        for outcome in (*rule.classes, *(o for sourced in rule.as_sourced for o in sourced.classes)):
            yield f"{table.id}/{rule.id}", outcome


@cache
def engine_table(table_id: str) -> Table:
    """The table as the engine evaluates it."""
    record = tables()[table_id]
    rows = (
        Rule(r.id, {name: parse_condition(cell) for name, cell in r.when.items()}, r) for r in record.rules
    )
    return Table(record.id, record.hit_policy, tuple(rows))


def lineage(task_id: str) -> tuple[str, ...]:
    """A task and its ancestors."""
    parent = tasks()[task_id].parent
    return (task_id, *(lineage(parent) if parent else ()))


def facts_of_task(task_id: str) -> dict[str, Fact]:
    """The facts of a query that names a task and nothing else."""
    task = tasks()[task_id]
    kinds = {*task.inputs, *task.outputs}
    stated = {
        "task": lineage(task_id),
        "inputs": task.inputs,
        "outputs": task.outputs,
        "modalities": len(kinds),
    }
    return UNSTATED | stated


def facts_of_case(case: Case) -> dict[str, Fact]:
    """The facts of a case: a task brings its ancestors, inputs and outputs."""
    named = case.given.get("task")
    task_id = named[0] if isinstance(named, tuple) else named
    base = facts_of_task(task_id) if isinstance(task_id, str) and task_id in tasks() else UNSTATED
    return base | {name: value for name, value in case.given.items() if name != "task"}


CASES = [(table.id, case) for table in tables().values() for case in table.cases]


@pytest.mark.parametrize(("table_id", "case"), CASES, ids=[f"{t}/{c.expect}" for t, c in CASES])
def test_case_fires_its_rule(table_id: str, case: Case) -> None:
    """The example of a row is answered by that row."""
    fired = [rule.id for rule in evaluate(engine_table(table_id), facts_of_case(case))]
    assert case.expect in fired


@pytest.mark.parametrize("table_id", sorted(tables()))
def test_every_rule_has_a_case(table_id: str) -> None:
    """No row without an example."""
    table = tables()[table_id]
    assert {rule.id for rule in table.rules} == {case.expect for case in table.cases}


@pytest.mark.parametrize("table_id", sorted(tables()))
def test_every_rule_is_reachable(table_id: str) -> None:
    """No row of a first-hit table stands below one that always beats it."""
    assert list(unreachable_rules(engine_table(table_id))) == []


@pytest.mark.parametrize("table_id", sorted(tables()))
def test_unique_tables_do_not_overlap(table_id: str) -> None:
    """At most one row of a unique table can match."""
    assert list(overlapping_rules(engine_table(table_id))) == []


@pytest.mark.parametrize("table_id", sorted(tables()))
def test_declared_inputs_are_those_tested(table_id: str) -> None:
    """The head of a table names what its rows look at."""
    table = tables()[table_id]
    assert set(table.inputs) == {name for rule in table.rules for name in rule.when}
    assert set(table.inputs) <= set(UNSTATED)


def test_every_sourced_rule_is_kept_once() -> None:
    """All 105 rules of the source documents, none twice."""
    found = Counter(sourced.rule for _, rule in rules() for sourced in rule.as_sourced)
    assert found == Counter(SOURCED)


def test_every_researched_rule_is_carried() -> None:
    """All 34 rules added since."""
    assert {origin for _, rule in rules() for origin in rule.origin} == set(RESEARCHED)


def test_added_rules_claim_no_source() -> None:
    """Only rows a source document speaks of are kept or amended."""
    for table, rule in rules():
        assert (rule.status == "added") == (not rule.as_sourced), f"{table.id}/{rule.id}"


def test_sourced_rules_keep_words_and_place() -> None:
    """A sourced rule can be found again."""
    for _, rule in rules():
        for sourced in rule.as_sourced:
            assert sourced.says, sourced.rule
            assert sourced.lines, sourced.rule
            assert sourced.source.startswith("seed-"), sourced.rule


def test_every_rule_has_reason_and_source() -> None:
    """Nothing is ranked without saying why and by whom."""
    bare = [f"{table.id}/{rule.id}" for table, rule in rules() if not rule.because or not rule.refs]
    assert bare == []


def test_tasks_named_by_rules_exist() -> None:
    """A row cannot wait for a task that nobody can ask."""
    for table, rule in rules():
        cell = rule.when.get("task", ())
        named = {*(cell if isinstance(cell, tuple) else (cell,))} - {"unstated"}
        assert named <= set(tasks()), f"{table.id}/{rule.id} names {named - set(tasks())}"


def test_classes_named_by_rules_exist() -> None:
    """Every ranked class, and every class of a pipeline, has a card."""
    known = {record.id for record in records("classes")}
    for rule_id, outcome in outcomes():
        assert {outcome.class_id, *outcome.pipeline} <= known, rule_id


def test_pipelines_name_their_classes() -> None:
    """A pipeline is a list of classes in order, and nothing else is; a row that only re-orders may leave them to the
    row that proposed it."""
    proposing = {table.id for table in tables().values() if table.role in ("task", "modality")}
    for rule_id, outcome in outcomes():
        assert outcome.class_id == "pipeline" or not outcome.pipeline, rule_id
        if rule_id.split("/")[0] in proposing:
            assert (outcome.class_id == "pipeline") == bool(outcome.pipeline), rule_id


@pytest.mark.parametrize("task_id", sorted(tasks()))
def test_task_is_answered_by_a_class_that_can_do_it(task_id: str) -> None:
    """For the task alone a row fires whose first class takes its inputs and gives its outputs."""
    cards = {record.id: record for record in records("classes")}
    (hit,) = evaluate(engine_table("by-task"), facts_of_task(task_id))
    first = cards[hit.then.classes[0].class_id]
    assert set(tasks()[task_id].inputs) <= set(first.inputs)
    assert set(tasks()[task_id].outputs) <= set(first.outputs)


@pytest.mark.parametrize(("task_id", "class_id"), FIRST_CHOICES.items())
def test_first_choice(task_id: str, class_id: str) -> None:
    """Answers that an expert would not debate."""
    (hit,) = evaluate(engine_table("by-task"), facts_of_task(task_id))
    assert hit.then.classes[0].class_id == class_id


@pytest.mark.parametrize("output", sorted({m.id for m in records("modalities")}))
def test_output_alone_is_answered(output: str) -> None:
    """What can be asked for without naming a task finds a row."""
    facts = UNSTATED | {"inputs": ("text",), "outputs": (output,)}
    assert evaluate(engine_table("by-modality"), facts)
