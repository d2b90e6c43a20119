"""From what people type to a `Query`: names resolved, units converted, contradictions refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from modelpick.errors import UnknownId, UsageError, closest
from modelpick.knowledge.lookup import known_beginnings, known_exclusions
from modelpick.knowledge.naming import fold
from modelpick.knowledge.store import Catalog
from modelpick.query import (
    LATENCIES,
    LICENSES,
    PREFERENCES,
    PRIVACIES,
    QUALITIES,
    Policy,
    Query,
    under_policy,
)
from modelpick.units import (
    parse_count,
    parse_duration,
    parse_flag,
    parse_number,
    parse_parameters,
    parse_size,
    parse_weight,
    parse_whole,
)

__all__ = ["OPTIONS", "build_query"]

Raw = Mapping[str, Any]
Reader = Callable[[Any, Catalog, str], Any]
_REGION = re.compile(r"[a-z]{2}(-[a-z0-9-]{1,30})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def build_query(raw: Raw, catalog: Catalog) -> Query:
    """Turn option values into a query.

    Args:
        raw: values by the option's long name without dashes (`OPTIONS`), as text or already as numbers; a
            repeatable option takes a list. What is None, False or an empty list is not asked.
        catalog: where names are looked up.

    Raises:
        UsageError: an unknown option, an unknown name (with the closest), a malformed or contradictory value.
        DataError: the policy is wrong.
    """
    given = {name: value for name, value in raw.items() if _is_asked(value)}
    unknown = next((name for name in given if name not in OPTIONS), None)
    if unknown is not None:
        raise UnknownId("option", unknown, OPTIONS)
    policy = _policy(given.pop("policy"), catalog) if "policy" in given else None
    query = _with_an_output(Query(**_fields(given, catalog), policy=policy))
    _refuse_nothing_asked(query)
    _refuse_against_policy(query)
    return under_policy(query)


def _is_asked(value: Any) -> bool:
    # Not ``in (…, False)``: zero is equal to False, and ``--vram 0`` is a question.
    return value is not None and value is not False and value not in ((), [])


def _fields(given: Raw, catalog: Catalog) -> dict[str, Any]:
    """The fields of the query that options set.

    Raises:
        UsageError: with the option it speaks of.
    """
    fields: dict[str, Any] = {}
    for name, value in given.items():
        field, read = OPTIONS[name]
        try:
            fields[field] = read(value, catalog, f"--{name}")
        except UsageError as error:
            error.option = name
            raise
    return fields


def _with_an_output(query: Query) -> Query:
    """A number of modalities alone asks what comes out of none; text is meant, and is printed with the answer."""
    named = query.task or query.inputs or query.outputs or query.classes
    return query if named or not query.modalities else replace(query, outputs=("text",))


def _refuse_nothing_asked(query: Query) -> None:
    if not query.says_what:
        raise UsageError(
            "which task?", hint="modelpick recommend TASK, or --input and --output; see: modelpick list tasks"
        )


def _refuse_against_policy(query: Query) -> None:
    """Two places at once cannot be had, and neither is the stricter."""
    policy = query.policy
    for name in ("region", "hardware"):
        asked, required = getattr(query, name), policy.require.get(name) if policy else None
        if policy and required and asked not in (None, required):
            raise UsageError(f"--{name} {asked}: {policy.source} requires {required}")


def _policy(path: Any, catalog: Catalog) -> Policy:
    """The organisation's rules.

    Raises:
        DataError: the file is wrong, or requires what no option takes.
    """
    from pathlib import Path

    from modelpick.knowledge.policy import policy_of

    options = frozenset(OPTIONS) - {"policy", "task"}
    return policy_of(Path(_text(path, "--policy")), catalog, options, lambda given: _fields(given, catalog))


def _task(value: Any, catalog: Catalog, option: str) -> str:
    name = _text(value, option)
    try:
        return catalog.find("tasks", name, noun="task")
    except UnknownId as error:
        if catalog.named("classes", name) or catalog.named("terms", name):
            hint = (
                f"{name} is a kind of model, not a task: modelpick explain {name}; see: modelpick list tasks"
            )
            raise UsageError(f"no task is called {name!r}", hint=hint) from None
        raise error from None


def _modalities(value: Any, catalog: Catalog, option: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(catalog.find("modalities", v, noun="modality") for v in _texts(value, option)))


def _classes(value: Any, catalog: Catalog, option: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            catalog.find("classes", v, noun="class", plural="classes") for v in _texts(value, option)
        )
    )


def _licenses(value: Any, catalog: Catalog, option: str) -> tuple[str, ...]:
    found = []
    for text in _texts(value, option):
        word = fold(text)
        found.append(
            word if word in LICENSES else catalog.find("licenses", text, noun="licence", plural="licenses")
        )
    return tuple(dict.fromkeys(found))


def _models(value: Any, catalog: Catalog, option: str) -> tuple[str, ...]:
    for text in _texts(value, option):
        if parse_parameters(text) is None and not catalog.search_models(text):
            raise UnknownId("model", text, catalog.model_names())
    return tuple(_texts(value, option))


def _among(field: str, noun: str) -> Reader:
    """Names that at least one model of the catalogue has in a field."""
    return lambda value, catalog, option: known_beginnings(noun, field, _texts(value, option), catalog)


def _excluded(value: Any, catalog: Catalog, option: str) -> tuple[str, ...]:
    return known_exclusions(_texts(value, option), catalog)


def _word(words: Sequence[str]) -> Callable[[Any, Catalog, str], str]:
    def read(value: Any, catalog: Catalog, option: str) -> str:
        text = fold(_text(value, option))
        if text not in words:
            near = closest(text, words)
            raise UsageError(
                f"{option}: {text!r} is not one of {', '.join(words)}",
                hint=f"did you mean {near[0]}?" if near else None,
            )
        return text

    return read


def _read_by(parse: Callable[[str, str], Any]) -> Reader:
    """Texts of units and numbers; the parser takes the text and how the option is called."""
    return lambda value, catalog, option: parse(_text(value, option), option)


def _region(value: Any, catalog: Catalog, option: str) -> str:
    region = fold(_text(value, option))
    if not _REGION.fullmatch(region):
        hint = "write eu, uk, or a country's two letters: us, de, jp …"
        raise UsageError(f"{option}: {region[:40]!r} is no region", hint=hint)
    return region


def _languages(value: Any, catalog: Catalog, option: str) -> tuple[str, ...]:
    codes = [text.strip().replace("_", "-").lower() for text in _texts(value, option)]
    bad = next((code for code in codes if not _LANGUAGE.fullmatch(code)), None)
    if bad is not None:
        raise UsageError(f"{option}: {bad!r} is no BCP-47 code", hint="write en, de, pt-BR …")
    return tuple(dict.fromkeys(codes))


def _weights(value: Any, catalog: Catalog, option: str) -> dict[str, float]:
    pairs = value.items() if isinstance(value, Mapping) else _pairs(_text(value, option), option)
    known = catalog.ids("criteria")
    weights: dict[str, float] = {}
    for name, number in pairs:
        if name not in known:
            raise UsageError(
                f"{option}: no criterion is called {name!r}", hint=f"criteria: {', '.join(known)}"
            )
        if name in weights:
            raise UsageError(f"{option}: {name} has two weights", hint="give it one")
        weights[name] = parse_weight(_text(number, option), option)
    return weights


def _pairs(text: str, option: str) -> Iterable[tuple[str, str]]:
    for part in text.split(","):
        name, equals, number = part.partition("=")
        if not equals:
            raise UsageError(f"{option}: {part!r} cannot be read", hint="write it as quality=0.6,speed=0.2")
        yield name.strip(), number


def _flag(value: Any, catalog: Catalog, option: str) -> bool:
    return value if isinstance(value, bool) else parse_flag(str(value), option)


def _plain(value: Any, catalog: Catalog, option: str) -> str:
    return _text(value, option)


def _given(value: Any, catalog: Catalog, option: str) -> Any:
    return value


def _hardware(value: Any, catalog: Catalog, option: str) -> str:
    text = _text(value, option).strip()
    if not text:
        raise UsageError(
            f"{option}: a device is named by at least one letter", hint="see: modelpick list hardware"
        )
    return text


def _text(value: Any, option: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UsageError(f"{option}: one value is expected, not {type(value).__name__}")
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    if not text.strip():
        raise UsageError(f"{option}: a value is expected, not an empty text")
    return text


def _texts(value: Any, option: str) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [_text(item, option) for item in values]


OPTIONS: Mapping[str, tuple[str, Reader]] = {
    "task": ("task", _task),
    "input": ("inputs", _modalities),
    "output": ("outputs", _modalities),
    "modalities": ("modalities", _read_by(parse_whole)),
    "on-device": ("on_device", _flag),
    "privacy": ("privacy", _word(PRIVACIES)),
    "region": ("region", _region),
    "hardware": ("hardware", _hardware),
    "vram": ("vram", _read_by(parse_size)),
    "ram": ("ram", _read_by(parse_size)),
    "memory": ("memory", _read_by(parse_size)),
    "latency": ("latency", _word(LATENCIES)),
    "min-speed": ("min_speed", _read_by(parse_number)),
    "max-latency": ("max_latency", _read_by(parse_duration)),
    "context": ("context", _read_by(parse_count)),
    "concurrency": ("concurrency", _read_by(parse_whole)),
    "license": ("license", _licenses),
    "language": ("languages", _languages),
    "max-price": ("max_price", _read_by(parse_number)),
    "quality": ("quality", _word(QUALITIES)),
    "prefer": ("prefer", _word(PREFERENCES)),
    "weights": ("weights", _weights),
    "class": ("classes", _classes),
    "family": ("families", _among("family", "family")),
    "provider": ("providers", _among("provider", "provider")),
    "model": ("models", _models),
    "exclude": ("exclude", _excluded),
    "policy": ("policy", _given),
    "limit": ("limit", _read_by(parse_whole)),
    "matrix": ("matrix", _word(("current", "as-sourced"))),
}
