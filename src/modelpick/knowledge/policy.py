"""An organisation's hard rules: a small YAML file applied on top of every query."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modelpick.errors import DataError, Problem, closest
from modelpick.knowledge.yaml_reader import Lines, read_yaml

__all__ = ["PolicyFile", "read_policy"]

_LISTS = ("licenses", "deny", "allow_providers")


@dataclass(frozen=True, slots=True)
class PolicyFile:
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
    require: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


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
