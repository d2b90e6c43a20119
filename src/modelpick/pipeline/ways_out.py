"""A changed query as a way out: in words, with what it unlocks and costs, and its place among the others."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from msgspec import Struct

from modelpick.advice import Advice, Relaxation
from modelpick.knowledge.records import ModelRecord
from modelpick.pipeline.command import REPEATED, command_line, options_of
from modelpick.pipeline.context import Context
from modelpick.pipeline.costs import costs_of
from modelpick.pipeline.ease import hardship
from modelpick.pipeline.market import BOUGHT_WHOLE, Market, memory_option
from modelpick.query import Query

__all__ = ["WayOut", "hosted", "way_out"]

_UNLOCKED_SHOWN = 3


class WayOut(Struct, frozen=True):
    """A relaxation with its place among the others.

    Attributes:
        place: what is out of reach comes last, before it what would not run on the hardware that was named, then
            the fewest changes, then what is given up most easily.
    """

    relaxation: Relaxation
    place: tuple[bool, bool, int, float]

    @property
    def options(self) -> frozenset[str]:
        """The options it changes."""
        return frozenset((*self.relaxation.set, *self.relaxation.drop))


def hosted(model: ModelRecord) -> bool:
    """Whether it only runs at its provider."""
    return model.weights == "closed"


def way_out(context: Context, after: Query, answer: Advice, new: Sequence[str], market: Market) -> WayOut:
    """What a changed query is worth.

    Args:
        context: of the query as it was.
        answer: to the changed query.
        new: ids of what only the changed query admits, the one to speak of first.
    """
    before, unlocked = context.query, tuple(new[:_UNLOCKED_SHOWN])
    old, options = options_of(before), options_of(after)
    changed = {name: value for name, value in options.items() if old.get(name) != value}
    dropped = tuple(name for name in old if name not in options)
    text = f"{_in_words(before, after, changed, dropped)} would admit {', '.join(unlocked)}"
    costs = costs_of(before, after, answer, unlocked, market)
    hard = hardship(before, after, context.device, answer.device)
    elsewhere = before.states_hardware and hosted(_model(answer, unlocked[0]))
    place = (_far(context, answer, market), elsewhere, len(changed) + len(dropped), hard)
    return WayOut(Relaxation(changed, dropped, command_line(after), text, unlocked, costs), place)


def _model(answer: Advice, key: str) -> ModelRecord:
    return answer.alternatives[answer.admitted.index(key)].model


def _far(context: Context, answer: Advice, market: Market) -> bool:
    """Whether its hardware is out of reach, or no longer of the kind that was named."""
    own, other = context.device, answer.device
    if own is None or other is None or own == other:
        return False
    if own.kind in BOUGHT_WHOLE and other.kind != own.kind:
        return True
    each = (device.pools[0].total / device.count for device in (own, other))
    return market.out_of_reach(memory_option(other), *each)


def _in_words(before: Query, after: Query, changed: Mapping[str, str], dropped: Sequence[str]) -> str:
    """The changes as flags; of a list only the words that go, where it merely gets shorter."""
    words: list[str] = []
    for name, value in changed.items():
        gone = _gone(before, after, name)
        words += [f"without --{name} {shlex.quote(word)}" for word in gone]
        words += [] if gone else [f"--{name} {shlex.quote(value)}"]
    return " and ".join([*words, *(f"without --{name}" for name in dropped)])


def _gone(before: Query, after: Query, option: str) -> list[str]:
    """The words that a list lost, where it gained none."""
    field = next((field for field, flag in REPEATED.items() if flag == f"--{option}"), None)
    old, new = ((getattr(query, field) if field else ()) for query in (before, after))
    return [word for word in old if word not in new] if {*new} < {*old} else []
