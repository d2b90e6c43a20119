"""An organisation's hard rules: a small YAML file applied on top of every query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

from modelpick.errors import DataError, Problem, UsageError, closest
from modelpick.knowledge.naming import begins_with, fold, is_called
from modelpick.knowledge.records import License, Record
from modelpick.knowledge.store import Catalog
from modelpick.knowledge.yaml_reader import Lines, read_yaml
from modelpick.query import Policy

__all__ = ["PolicyFile", "policy_of", "read_policy"]

_LISTS = ("licenses", "deny", "allow_providers")
_CHOSEN = ("license", "classes", "families", "providers", "models")
"""Fields of a query that list what may be chosen; the policy's and the query's must both allow a model."""


class PolicyFile(Record, frozen=True, kw_only=True):
    """What a policy file says.

    Attributes:
        licenses: licence ids or kinds allowed; empty: any.
        deny: classes, families, providers or models never to be offered.
        allow_providers: providers allowed; empty: any.
        require: options of ``recommend`` that always hold, by long name.
        lines: where each of ``require`` is written.
    """

    licenses: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    allow_providers: tuple[str, ...] = ()
    require: dict[str, Any] = {}
    lines: dict[str, int] = {}


def policy_of(
    path: Path,
    catalog: Catalog,
    options: frozenset[str],
    read: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> Policy:
    """A policy as a query carries it.

    Args:
        path: the file.
        catalog: where its names are looked up.
        options: names that ``require`` may use.
        read: option values to fields of a query; raises a UsageError that names the option.

    Raises:
        DataError: the file is wrong, or requires what no option takes.
    """
    found = read_policy(path, options)
    try:
        fields = read(found.require)
    except UsageError as error:
        name = error.option or ""
        problem = Problem(str(path), found.lines.get(name), f"require.{name}", str(error))
        raise DataError([problem], hint=error.hint) from None
    return Policy(
        source=str(path),
        licenses=found.licenses,
        deny=found.deny,
        allow_providers=found.allow_providers,
        require={name: value for name, value in fields.items() if name not in _CHOSEN},
        only={name: value for name, value in fields.items() if name in _CHOSEN},
        unknown=_unknown_names(found, catalog),
    )


def read_policy(path: Path, options: frozenset[str]) -> PolicyFile:
    """Read and check a policy.

    Args:
        path: the file.
        options: names that ``require`` may use.

    Raises:
        DataError: unreadable, or any field that is not what it should be, each with its line.
    """
    value, lines = read_yaml(path)
    if not isinstance(value, dict):
        raise DataError(
            [Problem(str(path), 1, "", "a policy is a mapping of licenses, deny, allow_providers, require")]
        )
    if problems := _problems(str(path), value, lines, options):
        raise DataError(problems)
    lists = {name: tuple(value.get(name) or ()) for name in _LISTS}
    require = dict(value.get("require") or {})
    return PolicyFile(**lists, require=require, lines={name: lines["require", name] for name in require})


def _unknown_names(policy: PolicyFile, catalog: Catalog) -> tuple[str, ...]:
    """Names that mean nothing in the catalogue: a mistyped rule would otherwise quietly not be kept."""
    models = catalog.models() if policy.deny or policy.allow_providers else ()
    kinds = get_args(get_type_hints(License)["kind"])
    return (
        *(n for n in policy.licenses if fold(n) not in kinds and not catalog.named("licenses", n)),
        *(n for n in policy.deny if not any(is_called(model, n) for model in models)),
        *(n for n in policy.allow_providers if not any(begins_with(m.provider, n) for m in models)),
    )


def _problems(shown: str, value: dict[str, Any], lines: Lines, options: frozenset[str]) -> list[Problem]:
    known = (*_LISTS, "require")
    found = [_unknown(shown, lines.get((name,)), name, known) for name in value if name not in known]
    for name in _LISTS:
        entries = value.get(name)
        if entries is not None and not _texts(entries):
            found.append(Problem(shown, lines.get((name,)), name, "a list of names is expected"))
    require = value.get("require") or {}
    if not isinstance(require, dict):
        return [
            *found,
            Problem(shown, lines.get(("require",)), "require", "a mapping of options is expected"),
        ]
    bad = [name for name in require if name not in options]
    unsaid = [name for name, given in require.items() if given in (None, "", [])]
    return [
        *found,
        *(_unknown(shown, lines.get(("require", n)), f"require.{n}", sorted(options)) for n in bad),
        *(Problem(shown, lines.get(("require", n)), f"require.{n}", "a value is expected") for n in unsaid),
    ]


def _texts(entries: Any) -> bool:
    return isinstance(entries, list) and all(isinstance(entry, str) for entry in entries)


def _unknown(shown: str, line: int | None, name: str, known: Any) -> Problem:
    near = closest(name.removeprefix("require."), known)
    return Problem(shown, line, name, f"unknown field{'; did you mean ' + near[0] + '?' if near else ''}")
