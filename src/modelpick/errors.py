"""What can go wrong, what the user can do about it, and the exit code that says which it was.

* ModelpickError
  + UsageError   the command line is wrong (exit 2)
    - UnknownId  no task, model, class … has that name
  + DataError    a catalogue, policy or configuration file is wrong (exit 4)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

__all__ = ["DataError", "ModelpickError", "Problem", "UnknownId", "UsageError", "closest"]

_LISTED = frozenset(
    {
        *("tasks", "classes", "models", "hardware", "benchmarks"),
        *("quantizations", "runtimes", "licenses", "sources"),
    }
)
_NAMED = 40
_SHOWN = 20
_LONGEST = 80
_SHORT = 5


class ModelpickError(Exception):
    """A problem the user can mend, with a hint that says how.

    Attributes:
        exit_code: what the process ends with (see the contract: 2 usage, 4 data).
        hint: what to type or change, or None.
    """

    exit_code = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(ModelpickError):
    """An option or argument that cannot be used as given.

    Attributes:
        option: the long name of the option, where that is known.
    """

    option: str | None = None


class UnknownId(UsageError):
    """A name that nothing in the catalogue answers to; the hint names the closest."""

    def __init__(self, kind: str, given: str, known: Iterable[str], *, plural: str | None = None) -> None:
        names = sorted(set(known))
        near = closest(given, names)
        listing = _listing(plural or f"{kind}s", names)
        hint = f"did you mean {' or '.join(near)}? ({listing})" if near else listing
        super().__init__(f"no {kind} is called {given[:_LONGEST]!r}", hint=hint)


def _listing(plural: str, names: Sequence[str]) -> str:
    """Where the names can be read: a command that lists them, or the names themselves."""
    if plural in _LISTED:
        return f"see: modelpick list {plural}"
    return f"one of {', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else ''}"


class Problem(Struct, frozen=True):
    """One thing wrong in a data file: where, what, and what would be right."""

    file: str
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class DataError(ModelpickError):
    """One or more data files are wrong; nothing of them was used."""

    exit_code = 4

    def __init__(self, problems: Sequence[Problem], *, hint: str | None = None) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - _SHOWN
        lines = [str(problem) for problem in self.problems[:_SHOWN]] + [f"… and {more} more"] * (more > 0)
        super().__init__("\n".join(lines), hint=hint)


def closest(given: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """The names of ``known`` most like ``given``: by spelling first, then those that contain it.

    Returns at most ``limit`` names, best first; empty when nothing is near.
    """
    from difflib import get_close_matches

    names = sorted(set(known))
    folded = {name.lower(): name for name in reversed(names)}
    needle = given[:_LONGEST].lower()
    cutoff = 0.7 if len(needle) > _SHORT else 0.6  # one letter out of place is much of a short word
    spelled = [folded[name] for name in get_close_matches(needle, list(folded), n=limit, cutoff=cutoff)]
    within = [name for name in names if len(needle) > 2 and needle in name.lower()]
    return list(dict.fromkeys([*spelled, *within]))[:limit]
