"""A cell of a decision table: a DMN unary test, in the subset we allow."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from msgspec import Struct

__all__ = ["Cell", "Condition", "Fact", "Facts", "InvalidCondition", "parse_condition"]

Scalar = str | int | float | bool
Fact = Scalar | tuple[Scalar, ...]
"""What is known of one input: one value, or several at once (a query's inputs, a task and its ancestors)."""
Facts = Mapping[str, Fact]
Cell = Scalar | tuple[Scalar, ...]

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_COMPARISON = re.compile(rf"(?P<op>[<>]=?)\s*(?P<bound>{_NUMBER})")
_RANGE = re.compile(rf"\[(?P<low>{_NUMBER})\.\.(?P<high>{_NUMBER})\)")


class InvalidCondition(ValueError):
    """A cell that looks like a comparison and is not one."""


class Condition(Struct, frozen=True):
    """A test of one fact, and the cell it was read from."""

    cell: Cell
    test: Callable[[Scalar], bool]

    def __call__(self, fact: Fact) -> bool:
        """Whether the fact, or any of its values, passes."""
        if isinstance(fact, tuple):
            return any(self.test(value) for value in fact)
        return self.test(fact)


@lru_cache(maxsize=4096)
def parse_condition(cell: Cell) -> Condition:
    """Read ``chat``, ``(chat, math)``, ``">= 24"`` or ``"[8..16)"``.

    Raises:
        InvalidCondition: a text that begins like a comparison but cannot be read as one.
    """
    if isinstance(cell, tuple):
        return Condition(cell, lambda fact: any(_same(fact, value) for value in cell))
    if not isinstance(cell, str):
        return Condition(cell, lambda fact: _same(fact, cell))
    if match := _COMPARISON.fullmatch(cell):
        return Condition(cell, _comparison(match["op"], float(match["bound"])))
    if match := _RANGE.fullmatch(cell):
        return Condition(cell, _range(float(match["low"]), float(match["high"])))
    if cell[:1] in "<>=[(":
        raise InvalidCondition(f'{cell!r} is no condition; write a value, a list, ">= 8" or "[8..16)"')
    return Condition(cell, lambda fact: fact == cell)


def _same(fact: Scalar, value: Scalar) -> bool:
    # True == 1 in Python; a flag and a count are different facts.
    return fact == value and isinstance(fact, bool) == isinstance(value, bool)


def _comparison(op: str, bound: float) -> Callable[[Scalar], bool]:
    compare = _COMPARE[op]
    return lambda fact: _is_number(fact) and compare(float(fact), bound)


def _range(low: float, high: float) -> Callable[[Scalar], bool]:
    return lambda fact: _is_number(fact) and low <= float(fact) < high


def _is_number(fact: Scalar) -> bool:
    return isinstance(fact, int | float) and not isinstance(fact, bool)
