"""From facts to an entry of the catalogue: what is known in our words, the rest left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, to_builtins

from modelpick.errors import UsageError, closest
from modelpick.importing.facts import Facts
from modelpick.knowledge.naming import fold
from modelpick.knowledge.records import ModelKind, ModelRecord

__all__ = ["Entry", "Known", "entry_of", "id_of", "kind_of", "laid_on"]

_SMALL = 10_000_000_000
_PART = re.compile(r"[^A-Za-z0-9._-]+")
_ADDED = (
    "parameters",
    "active_parameters",
    "context",
    "license",
    "languages",
    "base",
    "architecture",
    "files",
)
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")

Values = dict[str, Any]


class Known(Struct, frozen=True):
    """What an entry is made with.

    Attributes:
        kinds: by pipeline tag.
        licenses: spelling in lower case to our id.
        models: of the catalogue; makers are called as there.
        quantizations: ids that files may name.
    """

    kinds: Mapping[str, ModelKind]
    licenses: Mapping[str, str]
    models: Sequence[ModelRecord]
    quantizations: frozenset[str]


class Entry(Struct, frozen=True):
    """A model record as plain values, and what a person should know of how it came about."""

    values: Values
    notes: tuple[str, ...]


def entry_of(
    facts: Facts, known: Known, *, key: str, kind: ModelKind | None, source: str, today: str
) -> Entry:
    """The entry of a model.

    Args:
        key: its id.
        kind: what it is (`kind_of`); None: the fields that follow from it are left out.
        source: where the facts come from: an address, or the id of a source in the same file.
        today: the day of reading.
    """
    notes = list(facts.notes)
    stated = facts.license.lower() if facts.license else None
    license_id = known.licenses.get(stated) if stated else None
    if stated and license_id is None:
        notes.append(f"its licence {facts.license!r} is not in the catalogue: left unknown")
    values: Values = {
        "id": key,
        "name": facts.name or key.partition("/")[2],
        "family": _family(key),
        **_maker(key, known.models),
        **(with_kind(kind, facts) if kind else {}),
        "parameters": facts.parameters,
        "active_parameters": facts.active_parameters,
        "context": facts.context,
        "license": license_id,
        "weights": facts.weights or "open",
        "languages": list(facts.languages) if facts.languages else None,
        "base": facts.base,
        "architecture": {**facts.architecture, "source": source} if facts.architecture else None,
        "files": _files(facts, known, source, notes),
        "downloads": facts.downloads,
        "refs": [source],
        "checked": today,
    }
    unknown = [name for name in ("parameters", "context", "license", "architecture") if values[name] is None]
    notes += [f"unknown: {', '.join(unknown)}"] if unknown else []
    return Entry({name: value for name, value in values.items() if value not in (None, [])}, tuple(notes))


def laid_on(entry: Entry, record: ModelRecord) -> Entry:
    """What an entry adds to a model the catalogue has: what it lacked, files in other formats, downloads.

    What people wrote of a model is worth more than what its metadata says, so nothing else is changed.
    """
    held = to_builtins(record)
    added = {name: value for name, value in entry.values.items() if name not in held and name in _ADDED}
    formats = {file["quantization"] for file in held.get("files", ())}
    more = [file for file in entry.values.get("files", ()) if file["quantization"] not in formats]
    if more:
        added["files"] = [*held.get("files", ()), *more]
    if "downloads" in entry.values:
        added["downloads"] = entry.values["downloads"]
    refs = [ref for ref in entry.values["refs"] if ref not in record.refs]
    said = f"the catalogue has it; added: {', '.join(added) or 'nothing'}"
    if added:
        added["refs"] = [*record.refs, *refs]
    return Entry({"id": record.id, **added}, (*(n for n in entry.notes if "unknown" not in n), said))


def kind_of(named: Iterable[str], kinds: Mapping[str, ModelKind], task: str | None) -> ModelKind:
    """What a model is: as the user says, else by the first of the names that tells.

    Raises:
        UsageError: no kind has the name the user gave, or no name tells.
    """
    if task is not None:
        if task not in kinds:
            near = closest(task, kinds)
            hint = f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(kinds)}"
            raise UsageError(f"--task: no pipeline tag is called {task!r}", hint=hint)
        return kinds[task]
    tried = [name.lower() for name in named]
    for means in (_is, _ends):
        for name in tried:
            for kind in kinds.values():
                if any(means(name, word.lower()) for word in (kind.id, *kind.architectures)):
                    return kind
    said = f" ({', '.join(tried)[:120]})" if tried else ""
    raise UsageError(
        f"what the model is for cannot be told from its metadata{said}", hint="say it with --task"
    )


def _is(name: str, word: str) -> bool:
    return name == word


def _ends(name: str, word: str) -> bool:
    """Whether a class is of a kind that all classes so called are: ``Qwen3ForCausalLM``."""
    return word.startswith("for") and name.endswith(word)


def with_kind(kind: ModelKind, facts: Facts) -> Values:
    """The fields that its kind gives: classes by size, capabilities, inputs and outputs."""
    large = facts.parameters is None or facts.parameters > _SMALL
    classes = ["llm" if name == "slm" and large else name for name in kind.classes]
    moe = ["moe"] if facts.architecture and facts.architecture.get("experts") else []
    lists = {"capabilities": kind.capabilities, "inputs": kind.inputs, "outputs": kind.outputs}
    return {"classes": classes, "attributes": moe, **{name: list(value) for name, value in lists.items()}}


def id_of(facts: Facts, given: str | None, fallback: str, models: Sequence[ModelRecord]) -> str:
    """The id: as given, else of the repository, else made of the maker's and the model's name.

    A model the catalogue has in other letters (``qwen/qwen3-8b``) is that model.

    Raises:
        UsageError: the one given is not of the form ``org/name``.
    """
    if given is not None and not _ID.fullmatch(given):
        raise UsageError(f"{given[:80]!r} is no id of a model", hint="write it as org/name")
    made = given or _made(facts, fallback)
    return next((model.id for model in models if fold(model.id) == fold(made)), made)


def _made(facts: Facts, fallback: str) -> str:
    if facts.repository is not None and _ID.fullmatch(facts.repository):
        return facts.repository
    made = f"{_plain(facts.maker) or 'local'}/{_plain(facts.name) or _plain(fallback) or 'model'}"
    return made if _ID.fullmatch(made) else f"local/{_plain(fallback) or 'model'}"


def _plain(name: str | None) -> str:
    return _PART.sub("-", name or "").strip("-._")[:96]


def _family(key: str) -> str:
    """The first word of the name: ``Qwen3-8B`` is of the family ``Qwen3``."""
    name = key.partition("/")[2]
    return re.split(r"[-_ ]", name)[0] or name


def _maker(key: str, models: Sequence[ModelRecord]) -> Values:
    """The maker's name and tier as the catalogue has them for other models of the same organisation."""
    org = key.partition("/")[0]
    same = [(m.provider, m.tier) for m in models if m.id.partition("/")[0].lower() == org.lower()]
    provider, tier = Counter(same).most_common(1)[0][0] if same else (org, "other")
    return {"provider": provider, "tier": tier}


def _files(facts: Facts, known: Known, source: str, notes: list[str]) -> list[Values]:
    found = []
    for quantization, size in facts.files:
        if quantization in known.quantizations:
            found.append({"quantization": quantization, "bytes": size, "source": source})
        else:
            notes.append(f"its format {quantization} is not in the catalogue: its size is left out")
    return found
