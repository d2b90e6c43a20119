"""One model over another, and why: read off the contributions that ranked them."""

from __future__ import annotations

from modelpick.advice import Alternative, Behind

__all__ = ["argument", "leads"]

_GRADES = ("measured", "self-reported", "inherited", "estimated")
_SHOWN = 3
_WORTH_SAYING = 0.0005
_NOTHING = 0.00005
"""Points that would be written as none."""
_MOST_DIGITS = 6


def leads(one: Alternative, other: Alternative) -> tuple[Behind, ...]:
    """The criteria on which ``one`` scores more than ``other`` and by how many points, the largest first."""
    found = [
        Behind(part.criterion, part.points - theirs.points)
        for part in one.score.contributions
        if (theirs := other.score.part(part.criterion)) is not None and part.points > theirs.points
    ]
    return tuple(sorted(found, key=lambda lead: -lead.points))


def argument(one: Alternative, other: Alternative) -> str:
    """``A over B because quality 0.81 against 0.70 (+0.051); although cost 0.40 against 0.90 (-0.010)``."""
    ahead = leads(one, other)
    behind = tuple(lead for lead in leads(other, one) if lead.points >= _NOTHING)
    head = f"{one.model.id} over {other.model.id}"
    if round(one.score.total, 12) == round(other.score.total, 12):
        return f"{head}: their scores are equal; {_tie(one, other)}"
    text = f"{head} because {_list(ahead, one, other, '+')}"
    return f"{text}; although {_list(behind, one, other, '-')}" if behind else text


def _list(found: tuple[Behind, ...], one: Alternative, other: Alternative, sign: str) -> str:
    return ", ".join(
        f"{_compared(lead.criterion, one, other)} ({sign}{lead.points:.4f})"
        for index, lead in enumerate(found[:_SHOWN])
        if index == 0 or lead.points >= _WORTH_SAYING
    )


def _compared(criterion: str, one: Alternative, other: Alternative) -> str:
    """To as many digits, from two, as it takes to tell the two apart."""
    pairs = [
        (_value(one, criterion, digits), _value(other, criterion, digits))
        for digits in range(2, _MOST_DIGITS + 1)
    ]
    mine, theirs = next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])
    return f"{criterion} {mine} against {theirs}"


def _value(found: Alternative, criterion: str, digits: int) -> str:
    part = found.score.part(criterion)
    return f"{part.value:.{digits}f}" if part is not None and part.measurement is not None else "unknown"


def _tie(one: Alternative, other: Alternative) -> str:
    """The first rule of the total order in which they differ (see docs/ranking.md)."""
    if _grade(one) != _grade(other):
        return "its evidence is of a better grade"
    if one.model.tier != other.model.tier:
        return "its publisher is of a more trusted tier"
    if one.model.released != other.model.released:
        return "it is newer"
    if one.model.parameters != other.model.parameters:
        return "it is smaller"
    return "more is known of it"


def _grade(found: Alternative) -> int:
    return _GRADES.index(found.quality.grade) if found.quality else len(_GRADES)
