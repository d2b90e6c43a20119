"""What a check of the whole data finds, on data small enough to read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from modelpick.knowledge import records
from modelpick.knowledge.check import pinpoint, problems_of
from modelpick.knowledge.check_coverage import stale_records
from modelpick.knowledge.check_tables import UNSTATED_FACTS
from modelpick.knowledge.load import Knowledge, Located, load_folder

ADDRESS = "https://example.org/paper"
CHECKED = "2026-11-23"


def modality(name: str) -> records.Modality:
    return records.Modality(id=name, name=name)


def model_class(name: str, **fields: Any) -> records.ModelClass:
    values = {"inputs": ("text",), "outputs": ("text",), "kind": "class", **fields}
    stated = (records.Statement(text="a class", refs=(ADDRESS,)),)
    return records.ModelClass(id=name, name=name, short=name, definition=stated, checked=CHECKED, **values)


def task(name: str, **fields: Any) -> records.Task:
    values = {
        "inputs": ("text",),
        "outputs": ("text",),
        "capabilities": ("chat",),
        "refs": (ADDRESS,),
        **fields,
    }
    return records.Task(id=name, name=name, speed=records.TaskSpeed(unit="tok/s"), checked=CHECKED, **values)


def rule(name: str, when: dict[str, Any], *classes: str, **fields: Any) -> records.Rule:
    outcomes = tuple(records.Outcome(class_id=class_id) for class_id in classes)
    values = {"refs": (ADDRESS,), "checked": CHECKED, **fields}
    return records.Rule(id=name, when=when, classes=outcomes, status="added", because="it is so", **values)


def table(*rules: records.Rule, **fields: Any) -> records.DecisionTable:
    values = {"hit_policy": "first", "role": "task", "inputs": ("task", "memory_gb"), **fields}
    return records.DecisionTable(
        id="by-task", title="By task", question="?", weight=1.0, rules=rules, **values
    )


def model(name: str, **fields: Any) -> records.ModelRecord:
    values = {
        "classes": ("llm",),
        "capabilities": ("chat",),
        "inputs": ("text",),
        "outputs": ("text",),
        **fields,
    }
    return records.ModelRecord(
        id=name,
        name=name,
        family="F",
        provider="P",
        tier="official",
        weights="open",
        refs=(ADDRESS,),
        checked=CHECKED,
        **values,
    )


def knowledge(**more: tuple[Any, ...]) -> Knowledge:
    """Sound data, with the kinds that are named replaced."""
    kinds: dict[str, tuple[Any, ...]] = {
        "modalities": (modality("text"), modality("image")),
        "classes": (model_class("llm"),),
        "tasks": (task("chat"),),
        "tables": (table(rule("chatting", {"task": "chat"}, "llm")),),
        "models": (model("org/one"),),
        **more,
    }
    return Knowledge(
        {kind: {r.id: Located(r, f"data/{kind}.yaml", 1) for r in entries} for kind, entries in kinds.items()}
    )


def messages(found: Knowledge) -> list[str]:
    return [f"{f.problem.field}: {f.problem.message}" for f in problems_of(found)]


def test_sound_data_has_no_problem():
    """Nothing is found where nothing is wrong."""
    assert messages(knowledge()) == []


def test_the_data_that_is_shipped_has_no_problem():
    """Ids and references resolve, tables hold, nothing lies out of reach."""
    folder = Path(__file__).parents[2] / "data"

    assert [str(found.problem) for found in problems_of(load_folder(folder))] == []


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"models": (model("org/one", classes=("lm",)),)}, "classes.0: no class is called 'lm'"),
        ({"models": (model("org/one", inputs=("texts",)),)}, "did you mean text?"),
        ({"models": (model("org/one", base="org/none"),)}, "base: no model is called 'org/none'"),
        ({"tasks": (task("chat", parent="talk"),)}, "parent: no task is called 'talk'"),
        ({"classes": (model_class("llm", candidate="slm"),)}, "candidate: no class is called 'slm'"),
        ({"tasks": (task("chat", refs=("nowhere",)),)}, "no source is called 'nowhere' and no https address"),
        ({"tasks": (task("chat", refs=()),)}, "no fact without a source"),
        ({"tasks": (task("chat"), task("talk", aliases=("Chat",)))}, "'chat' also means chat"),
        ({"tasks": (task("chat", capabilities=("sing",)),)}, "no model can do it"),
        ({"classes": (model_class("llm"), model_class("slm"))}, "no rule leads to class 'slm'"),
        ({"sources": (records.Source(id="paper", title="A paper"),)}, "nothing refers to source 'paper'"),
    ],
)
def test_what_is_wrong_is_said(kinds, message):
    """Each kind of problem is found and named."""
    assert any(message in found for found in messages(knowledge(**kinds)))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ((rule("one", {"task": "chat"}, "lm"),), "no class is called 'lm'"),
        ((rule("one", {"task": "talk"}, "llm"),), "no task is called 'talk'"),
        ((rule("one", {"tsk": "chat"}, "llm"),), "'tsk' is not among the inputs of the table"),
        ((rule("one", {"memory_gb": ">> 3"}, "llm"),), "is no condition"),
        ((rule("one", {"task": "chat"}, "llm"), rule("one", {}, "llm")), "'one' is used twice"),
        ((rule("all", {}, "llm"), rule("one", {"task": "chat"}, "llm")), "one can never fire"),
        ((rule("one", {"task": "chat"}),), "neither a class nor a caution"),
        ((rule("one", {"task": "chat"}, "llm", refs=()),), "no rule without a source"),
    ],
)
def test_tables_that_do_not_hold(rules, message):
    """Rules that name nothing, cannot be read or cannot fire are found."""
    assert any(message in found for found in messages(knowledge(tables=(table(*rules),))))


def test_rules_of_a_unique_table_must_not_overlap():
    """Two rules that one case fires together break a unique table, gravely."""
    rules = (rule("small", {"memory_gb": "< 8"}, "llm"), rule("mid", {"memory_gb": "[4..16)"}, "llm"))
    found = problems_of(knowledge(tables=(table(*rules, hit_policy="unique"),)))

    assert [(f.problem.message, f.fatal) for f in found] == [
        ("small and mid can both match; a unique table allows one", True)
    ]


def test_a_case_that_does_not_come_out():
    """A case names the rule it must fire; the answer says which did."""
    case = records.Case(given={"task": "chat"}, expect="other")
    found = messages(knowledge(tables=(table(rule("one", {"task": "chat"}, "llm"), cases=(case,)),)))

    assert found == ["cases.0: other was to fire, got one"]


def test_a_case_of_a_task_brings_its_more_general_task():
    """A rule for the parent fires for the child."""
    case = records.Case(given={"task": "small-talk"}, expect="one")
    tasks = (task("chat"), task("small-talk", parent="chat"))

    assert (
        messages(knowledge(tasks=tasks, tables=(table(rule("one", {"task": "chat"}, "llm"), cases=(case,)),)))
        == []
    )


def test_a_class_must_be_able_to_do_the_task():
    """A rule that proposes a class without the task's modality would always be cut."""
    seeing = task("captioning", inputs=("image",))
    rules = (rule("one", {"task": "chat"}, "llm"), rule("two", {"task": "captioning"}, "llm"))
    found = messages(knowledge(tasks=(task("chat"), seeing), tables=(table(*rules),)))

    assert found == ["rules.1.classes.0: llm cannot do captioning: it knows no image"]


def test_an_umbrella_term_needs_no_rule():
    """Umbrella terms and attributes are explained, not recommended."""
    classes = (model_class("llm"), model_class("moe", kind="attribute"), model_class("mllm", kind="umbrella"))

    assert messages(knowledge(classes=classes)) == []


def test_a_wrong_claim_needs_its_correction():
    """A judged claim without what is right is a problem."""
    claim = records.Claim(
        id="000-001",
        source=ADDRESS,
        section="s",
        line="1",
        about=("llm",),
        aspect="size",
        text="t",
        verdict="wrong",
        checked=CHECKED,
    )

    assert messages(knowledge(claims=(claim,))) == [
        "correction: a claim that is wrong needs what is right instead",
        "refs: a correction needs its source",
    ]


def test_what_answers_follow_is_grave():
    """A dangling class is grave; a dangling base model is not."""
    dangling = (model("org/one", classes=("lm",)), model("org/two", base="org/none"))

    assert {f.problem.field: f.fatal for f in problems_of(knowledge(models=dangling))} == {
        "classes.0": True,
        "base": False,
    }


def test_the_very_line_is_found(tmp_path):
    """A problem of one value is placed at its line, in files of one record and of many."""
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "tasks.yaml"
    file.write_text(
        "- id: a\n  inputs: [text]\n- id: b\n  parent: c\n  inputs:\n    - text\n    - txt\n", "utf-8"
    )
    wrong = knowledge(tasks=(task("chat"), task("b", inputs=("text", "txt"))))
    wrong.by_kind["tasks"]["b"] = replace(wrong.by_kind["tasks"]["b"], line=3)

    found = [f for f in pinpoint(problems_of(wrong), tmp_path) if "inputs" in f.problem.field]

    assert [f.problem.line for f in found] == [7]


def test_stale_records_are_those_not_checked_for_longer():
    """A record is stale after the days named, not on the last of them."""
    found = knowledge()

    assert list(stale_records(found, today=date(2026, 11, 30), days=7)) == []
    assert {f.problem.message for f in stale_records(found, today=date(2026, 12, 1), days=7)} == {
        "checked 8 days ago"
    }


def test_facts_are_those_the_pipeline_states():
    """What a case leaves out has the value that an empty query has."""
    from types import SimpleNamespace

    from modelpick.pipeline.facts import facts_of
    from modelpick.query import Query

    empty: Any = SimpleNamespace(query=Query(), device=None, lineage=(), inputs=(), outputs=())

    assert facts_of(empty) == UNSTATED_FACTS
