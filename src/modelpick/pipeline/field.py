"""The field of a query: its candidates, and what every constraint and criterion says of each.

What one constraint says depends on a few fields of the query beside what made the candidates (`Constraint.reads`), and
so does a criterion (`Measure.reads`). It is kept by these, so that a query that shares them with an earlier one only
combines. What looks at the models alone is taken from a field without classes and target (`base`), which all targets
share. A constraint that reads fields of which none was set is not asked at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from msgspec import Struct

from modelpick.advice import Rejection
from modelpick.knowledge.records import CriterionRecord
from modelpick.lazily import Kept
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.constraints import CONSTRAINTS, Constraint
from modelpick.pipeline.context import Context
from modelpick.pipeline.measures import MEASURES
from modelpick.query import Query
from modelpick.rank.criteria import Criterion, Measurement, scale_of
from modelpick.rank.pareto import front

__all__ = ["Broken", "Column", "Field"]

_COLUMNS = 128
_UNSET = Query()
_MEASURES_READ = tuple(sorted({name for measure in MEASURES.values() for name in measure.reads}))


class Broken(Struct, frozen=True):
    """The candidates that break one constraint.

    Attributes:
        by: their rejections, by position.
        mask: the same positions as bits.
        counts: how many rejections there are of each name.
    """

    by: Mapping[int, Rejection]
    mask: int
    counts: Mapping[str, int]


class Column(Struct, frozen=True):
    """One criterion of every candidate: as measured, and on the criterion's scale with what is unknown at 0."""

    criterion: Criterion
    measured: tuple[Measurement | None, ...]
    values: tuple[float, ...]


class Field:
    """Candidates, and what was worked out of them. Safe between threads.

    Args:
        base: the field of the same models and more without class or target, from which is taken what looks at nothing
            else; None: there is none.
        positions: where in it the candidates are.
    """

    def __init__(
        self, candidates: Sequence[Candidate], base: Field | None = None, positions: Sequence[int] = ()
    ) -> None:
        self.candidates = tuple(candidates)
        self._base, self._positions = base, tuple(positions)
        self._broken: Kept[Hashable, Broken] = Kept(_COLUMNS)
        self._columns: Kept[Hashable, Column] = Kept(_COLUMNS)
        self._rows: Kept[Hashable, tuple[tuple[float, ...], ...]] = Kept(_COLUMNS)
        self._admitted: Kept[int, tuple[int, ...]] = Kept(_COLUMNS)
        self._fronts: Kept[Hashable, frozenset[int]] = Kept(_COLUMNS)

    def broken(self, context: Context) -> tuple[Broken, ...]:
        """What each constraint rejects, in their order."""
        return tuple(self._broken_by(context, place) for place in range(len(CONSTRAINTS)))

    def _broken_by(self, context: Context, place: int) -> Broken:
        constraint = CONSTRAINTS[place]
        asked = _read(context.query, constraint.reads)
        if asked and asked == _UNASKED[place]:
            return _NONE
        return self._broken.of((place, asked), lambda: self._break(context, constraint, place))

    def _break(self, context: Context, constraint: Constraint, place: int) -> Broken:
        if self._base is not None and constraint.of_model:
            whole = self._base._broken_by(context, place).by
            found = ((i, whole.get(position)) for i, position in enumerate(self._positions if whole else ()))
        else:
            found = ((i, constraint.test(context, each)) for i, each in enumerate(self.candidates))
        by = {i: rejection for i, rejection in found if rejection is not None}
        return Broken(by, sum(1 << i for i in by), Counter(found.constraint for found in by.values()))

    def admitted(self, broken: Sequence[Broken]) -> tuple[int, ...]:
        """The positions that break nothing."""
        mask = 0
        for each in broken:
            mask |= each.mask
        positions = range(len(self.candidates))
        return self._admitted.of(mask, lambda: tuple(i for i in positions if not mask >> i & 1))

    def column(self, context: Context, record: CriterionRecord) -> Column:
        """One criterion of every candidate."""
        measure = MEASURES[record.id]
        key = (record.id, *_read(context.query, measure.reads), *(_votes(context) if measure.votes else ()))
        return self._columns.of(key, lambda: self._measure(context, record))

    def _measure(self, context: Context, record: CriterionRecord) -> Column:
        measure = MEASURES[record.id]
        if self._base is not None and measure.of_model:
            return self._picked(self._base.column(context, record))
        criterion = Criterion(record.id, record.worst, record.best, record.log)
        placed = scale_of(criterion)
        measured = tuple(measure.of(context, candidate) for candidate in self.candidates)
        values = tuple(0.0 if found is None else placed(found.value) for found in measured)
        return Column(criterion, measured, values)

    def _picked(self, whole: Column) -> Column:
        at = self._positions
        if len(at) == len(whole.values):
            return whole
        return Column(
            whole.criterion, tuple(whole.measured[i] for i in at), tuple(whole.values[i] for i in at)
        )

    def rows(self, context: Context) -> tuple[tuple[float, ...], ...]:
        """The values of every candidate, in the order of the criteria."""
        return self._rows.of(_all_read(context), lambda: self._join(context))

    def front(self, context: Context, admitted: tuple[int, ...]) -> frozenset[int]:
        """Of the admitted positions those that no other beats on every criterion."""
        rows = self.rows(context)
        key = (admitted, *_all_read(context))
        return self._fronts.of(key, lambda: frozenset(front({i: rows[i] for i in admitted})))

    def _join(self, context: Context) -> tuple[tuple[float, ...], ...]:
        columns = (self.column(context, record).values for record in context.shared.criteria)
        return tuple(zip(*columns, strict=True))


def _read(query: Query, fields: tuple[str, ...]) -> tuple[Hashable, ...]:
    return tuple(getattr(query, name) for name in fields)


def _votes(context: Context) -> tuple[Hashable, ...]:
    return tuple(context.chosen.items())


def _all_read(context: Context) -> tuple[Hashable, ...]:
    """All that criteria look at beside what made the candidates."""
    return (*_read(context.query, _MEASURES_READ), *_votes(context))


_NONE = Broken({}, 0, {})
_UNASKED = tuple(_read(_UNSET, constraint.reads) for constraint in CONSTRAINTS)
