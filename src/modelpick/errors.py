"""What can go wrong, what the user can do about it, and the exit code that says which it was.

* ModelpickError
  + UsageError   the command line is wrong (exit 2)
    - UnknownId  no task, model, class … has that name
  + DataError    a catalogue, policy or configuration file is wrong (exit 4)
"""

from __future__ import annotations

import re
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
_ALIKE = 0.6
_GAPS = re.compile(r"[\s_-]+")
_WORDS = re.compile(r"[a-z]+|[0-9.]+(?:d\b)?")
_SMALL = frozenset(
    {
        *("a", "an", "as", "at", "b", "by", "in", "is", "it", "my", "of", "on", "or", "to", "v", "x"),
        *("and", "for", "from", "into", "some", "that", "the", "this", "what", "with"),
    }
)
_STEM, _ENOUGH, _ENDING, _SEVERAL, _WORDED = 3, 4, 5, 2, 60


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
    """A name that nothing in the catalogue answers to; the hint names the closest.

    Args:
        known: every name there is, aliases too.
        listed: those to list where no command does; left out, all that are known.
    """

    def __init__(
        self,
        kind: str,
        given: str,
        known: Iterable[str],
        *,
        plural: str | None = None,
        listed: Iterable[str] | None = None,
    ) -> None:
        names = sorted(set(known))
        near = closest(given, names)
        listing = _listing(plural or f"{kind}s", names if listed is None else sorted(set(listed)))
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
    """The names of ``known`` most like ``given``: by spelling first, then those that have its words.

    Returns at most ``limit`` names, best first; empty when nothing is near.
    """
    from difflib import get_close_matches

    names = sorted(set(known))
    folded = {_plain(name): name for name in reversed(names)}
    needle = _plain(given[:_LONGEST])
    alike = get_close_matches(needle, list(folded), n=_WORDED, cutoff=_ALIKE)
    edits = {name: _edits(needle, name) for name in alike}
    most = -(-len(needle) // _STEM)
    spelled = [folded[name] for name in sorted(alike, key=lambda name: edits[name]) if edits[name] <= most]
    worded = _of_its_words(needle, names)
    # Of three letters two are soon alike, so there a beginning says more than the spelling.
    both = [*worded, *spelled] if len(needle) <= _STEM and needle not in folded else [*spelled, *worded]
    return list(dict.fromkeys(both))[:limit]


def _plain(name: str) -> str:
    return _GAPS.sub("-", name.lower())


def _edits(one: str, other: str) -> int:
    """Letters to insert, delete, replace or swap with the next (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, found in enumerate(other, 1):
            least = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != found))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == found:
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]


def _of_its_words(needle: str, names: Sequence[str]) -> list[str]:
    """Names that have the words of ``needle``, half of them at least, in any order and ending: most words first, then
    the nearest in spelling.

    Three letters are a stem only where several names have a word that begins with them: ``seg`` means something,
    ``foo`` is no footage.
    """
    wanted = [word for word in _WORDS.findall(needle) if word[-1].isalpha() and word not in _SMALL]
    parts = {name: _WORDS.findall(name.lower()) for name in names}
    hits = {name: sum(any(_akin(w, own) for own in parts[name]) for w in wanted) for name in names}
    found = [name for name in names if hits[name] and 2 * hits[name] >= len(wanted)]
    if len(found) < _SEVERAL and all(len(word) == _STEM for word in wanted):
        found = [name for name in found if all(word in parts[name] for word in wanted)]
    best = sorted(found, key=lambda name: (-hits[name], len(parts[name]), len(name)))[:_WORDED]
    return sorted(best, key=lambda name: (-hits[name], -_shared(needle, name), _edits(needle, _plain(name))))


def _akin(one: str, other: str) -> bool:
    """Whether two words have a stem in common: one begins the other, or they part only in a short ending."""
    if one.startswith(other) or other.startswith(one):
        return one == other or min(len(one), len(other)) >= _STEM
    shared = _shared(one, other)
    return shared >= _ENOUGH and max(len(one), len(other)) - shared <= _ENDING


def _shared(one: str, other: str) -> int:
    """How many letters two names begin with alike."""
    pairs = enumerate(zip(_plain(one), _plain(other), strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
