"""Do the names in the data resolve: references to the bibliography, and ids of other records."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from modelpick.errors import closest
from modelpick.knowledge.finding import Found, Place, at, leaves
from modelpick.knowledge.load import Knowledge, Located
from modelpick.knowledge.naming import fold
from modelpick.knowledge.records import SourceTable

__all__ = ["dangling_ids", "dangling_refs", "shared_aliases", "used_refs"]

_REF_FIELDS = frozenset({"refs", "source", "url", "page"})
_NOUNS = {
    "benchmarks": "benchmark",
    "claims": "claim",
    "classes": "class",
    "hardware": "device",
    "licenses": "licence",
    "modalities": "modality",
    "models": "model",
    "runtimes": "runtime",
    "tasks": "task",
}


class _Link(Struct, frozen=True):
    """Values of a kind of record that name records of another kind.

    ``path`` is the field, and the field within it where it holds records; ``also`` are words besides ids.
    Where answers do not follow the link (``fatal`` false), a name that resolves to nothing is only reported.
    """

    kind: str
    path: tuple[str, ...]
    target: str
    also: frozenset[str] = frozenset()
    fatal: bool = True


_LINKS = (
    _Link("classes", ("candidate",), "classes"),
    _Link("classes", ("stage_task",), "tasks"),
    _Link("classes", ("inputs",), "modalities"),
    _Link("classes", ("outputs",), "modalities"),
    _Link("terms", ("senses", "class_id"), "classes"),
    _Link("tasks", ("parent",), "tasks"),
    _Link("tasks", ("inputs",), "modalities"),
    _Link("tasks", ("outputs",), "modalities"),
    _Link("tasks", ("optional_inputs",), "modalities"),
    _Link("tasks", ("optional_outputs",), "modalities"),
    _Link("source_tables", ("rows", "claims"), "claims", fatal=False),
    _Link("memory_by_size", ("claims",), "claims", fatal=False),
    _Link("trends", ("claims",), "claims", fatal=False),
    _Link("timeline", ("classes",), "classes", fatal=False),
    _Link("models", ("classes",), "classes"),
    _Link("models", ("inputs",), "modalities"),
    _Link("models", ("outputs",), "modalities"),
    _Link("models", ("license",), "licenses"),
    _Link("models", ("base",), "models", fatal=False),
    _Link("models", ("replaced_by",), "models", fatal=False),
    _Link("models", ("run", "runtime"), "runtimes"),
    _Link("models", ("speeds", "device"), "hardware", frozenset({"api"}), fatal=False),
    _Link("models", ("speeds", "quantization"), "quantizations"),
    _Link("models", ("speeds", "runtime"), "runtimes"),
    _Link("benchmarks", ("scores", "model"), "models"),
    _Link("engines", ("id",), "runtimes"),
    _Link("interconnects", ("devices",), "hardware", fatal=False),
    _Link("typical_sizes", ("model",), "models"),
    _Link("refresh", ("names",), "models", fatal=False),
    _Link("refresh", ("parts", "benchmark"), "benchmarks", fatal=False),
    _Link("model_kinds", ("classes",), "classes"),
    _Link("model_kinds", ("inputs",), "modalities"),
    _Link("model_kinds", ("outputs",), "modalities"),
)


def dangling_refs(knowledge: Knowledge) -> Iterator[Found]:
    """References that are neither an entry of the bibliography nor an https address."""
    known = knowledge.by_kind.get("sources", {})
    for located, place, ref in _refs(knowledge):
        if ref not in known and not ref.startswith("https://"):
            yield at(located, place, _unknown("source", ref, known, " and no https address"))


def used_refs(knowledge: Knowledge) -> set[str]:
    """Every reference that some record makes."""
    return {ref for _, _, ref in _refs(knowledge)}


def _refs(knowledge: Knowledge) -> Iterator[tuple[Located, Place, str]]:
    for kind, entries in knowledge.by_kind.items():
        if kind == "sources":
            continue
        for located in entries.values():
            for place, value in leaves(located.record):
                field = next((part for part in reversed(place) if isinstance(part, str)), "")
                if field in _REF_FIELDS and isinstance(value, str):
                    yield located, place, value


def dangling_ids(knowledge: Knowledge) -> Iterator[Found]:
    """Names of classes, tasks, modalities … that no record has. Kinds without any record are not judged."""
    for link in _LINKS:
        known = knowledge.by_kind.get(link.target, {})
        if known:
            yield from _dangling(knowledge, link, {*known, *link.also})
    yield from _benchmark_tasks(knowledge)
    yield from _claim_subjects(knowledge)
    yield from _sourced_rules(knowledge)


def _dangling(knowledge: Knowledge, link: _Link, known: set[str]) -> Iterator[Found]:
    for located in knowledge.by_kind.get(link.kind, {}).values():
        for place, value in leaves(getattr(located.record, link.path[0]), (link.path[0],)):
            named = tuple(part for part in place if isinstance(part, str))
            if named == link.path and value is not None and value not in known:
                yield at(located, place, _unknown(_NOUNS[link.target], value, known), fatal=link.fatal)


def _benchmark_tasks(knowledge: Knowledge) -> Iterator[Found]:
    tasks = knowledge.by_kind.get("tasks", {})
    for located in knowledge.by_kind.get("benchmarks", {}).values():
        for task in located.record.speaks_for:
            if tasks and task not in tasks:
                yield at(located, ("speaks_for", task), _unknown("task", task, tasks), fatal=True)


def _claim_subjects(knowledge: Knowledge) -> Iterator[Found]:
    """A claim speaks of a class, a task or term (``task:…``, ``term:…``), or a matter without a record."""
    classes, tasks = (knowledge.by_kind.get(kind, {}) for kind in ("classes", "tasks"))
    terms = {word for term in knowledge.of("terms").values() for word in (term.id, *term.aliases)}
    matters = {"timeline", "memory", "trend", "source", "summary"}
    if not (classes and tasks and terms):
        return
    known = {*classes, *matters, *(f"task:{key}" for key in tasks), *(f"term:{key}" for key in terms)}
    for located in knowledge.by_kind.get("claims", {}).values():
        for index, subject in enumerate(located.record.about):
            if subject not in known and not subject.startswith("table:"):
                yield at(located, ("about", index), _unknown("subject", subject, known))


def _sourced_rules(knowledge: Knowledge) -> Iterator[Found]:
    """Rows of source tables name researched rules, each of which a decision table carries."""
    rules = [rule for table in knowledge.of("tables").values() for rule in table.rules]
    known = {name for rule in rules for name in (*(s.rule for s in rule.as_sourced), *rule.origin)}
    for located in knowledge.by_kind.get("source_tables", {}).values():
        table: SourceTable = located.record
        named = ((i, j, rule) for i, row in enumerate(table.rows) for j, rule in enumerate(row.rules))
        for i, j, rule in named:
            if known and rule not in known:
                yield at(located, ("rows", i, "rules", j), f"no decision table carries rule {rule!r}")


def shared_aliases(knowledge: Knowledge) -> Iterator[Found]:
    """Words that two tasks claim: an alias must lead to one task."""
    owners: dict[str, str] = {}
    for key, located in sorted(knowledge.by_kind.get("tasks", {}).items()):
        task = located.record
        for name in dict.fromkeys(fold(word) for word in (task.id, task.name, *task.aliases)):
            owner = owners.setdefault(name, key)
            if owner != key:
                yield at(located, ("aliases",), f"{name!r} also means {owner}")


def _unknown(noun: str, given: str, known: Collection[str], more: str = "") -> str:
    near = closest(given, known)
    right = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"no {noun} is called {given!r}{more}{right}"
