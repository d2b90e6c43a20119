"""Is the data right as a whole: what no single file can show.

Each file was validated by itself when it was loaded (`knowledge.load`). Here names resolve across files,
tables hold together, and nothing lies out of reach.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from modelpick.errors import DataError
from modelpick.knowledge.check_coverage import (
    unreached_classes,
    unserved_tasks,
    unsourced_facts,
    unused_sources,
)
from modelpick.knowledge.check_links import dangling_ids, dangling_refs, shared_aliases
from modelpick.knowledge.check_tables import table_problems
from modelpick.knowledge.finding import Found
from modelpick.knowledge.load import Knowledge
from modelpick.knowledge.yaml_reader import Lines, read_yaml

__all__ = ["Found", "pinpoint", "problems_of"]

_CHECKS = (
    dangling_ids,
    dangling_refs,
    shared_aliases,
    table_problems,
    unsourced_facts,
    unreached_classes,
    unserved_tasks,
    unused_sources,
)


def problems_of(knowledge: Knowledge) -> list[Found]:
    """Every problem of a set of records, in the order of files and lines; each once."""
    found = {(f.problem, f.place): f for check in _CHECKS for f in check(knowledge)}
    return sorted(found.values(), key=_position)


def _position(found: Found) -> tuple[str, int, str, str]:
    problem = found.problem
    return problem.file, problem.line or 0, problem.field, problem.message


def pinpoint(found: list[Found], root: Path) -> list[Found]:
    """The same problems with the line of the very value, read again from the files that have any.

    Args:
        found: problems whose file names are relative to ``root``.
    """
    lines: dict[str, Lines] = {}
    return sorted((_pinpointed(one, lines, root) for one in found), key=_position)


def _pinpointed(one: Found, lines: dict[str, Lines], root: Path) -> Found:
    file = one.problem.file
    if file not in lines:
        try:
            lines[file] = read_yaml(root / file)[1]
        except DataError:
            lines[file] = {}
    known = lines[file]
    start = next((place for place, line in known.items() if len(place) == 1 and line == one.problem.line), ())
    whole = (*start, *one.place) if start and isinstance(start[0], int) else one.place
    while whole and whole not in known:
        whole = whole[:-1]
    line = known.get(whole, one.problem.line)
    return replace(one, problem=replace(one.problem, line=line)) if whole else one
