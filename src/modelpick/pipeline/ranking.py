"""Order the candidates that satisfy every constraint: criteria on fixed scales, a weighted sum, a total order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import mul

from msgspec import Struct

from modelpick.knowledge.records import CriterionRecord, ModelRecord
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.context import Context
from modelpick.pipeline.field import Column, Field
from modelpick.rank.criteria import normalise_weights
from modelpick.rank.score import Score, score

__all__ = ["GRADES", "Ranked", "Ranking", "rank", "rank_candidates", "tie_break", "weights_of"]

GRADES = ("measured", "self-reported", "inherited", "estimated", "none")
_TIERS = ("official", "community", "other")
_DIGITS = 12


class Ranked(Struct, frozen=True):
    """A candidate with its score."""

    candidate: Candidate
    score: Score
    pareto: bool


class Ranking(Struct, frozen=True, dict=True):
    """Candidates of a field in order, best first; a score is only spelled out for those looked at.

    Attributes:
        order: positions in the field.
        weights: the share of each criterion that applies, summing to 1.
    """

    field: Field
    context: Context
    order: tuple[int, ...]
    weights: Mapping[str, float]

    def __len__(self) -> int:
        return len(self.order)

    def at(self, place: int) -> Ranked:
        """The candidate at a place, counted from 0, with what each criterion adds."""
        position = self.order[place]
        measured = {column.criterion.id: column.measured[position] for column in self._columns}
        found = score([column.criterion for column in self._columns], self.weights, measured)
        return Ranked(self.field.candidates[position], found, position in self._front)

    def front(self) -> list[tuple[str, tuple[float, ...]]]:
        """The ids of those that no other beats on every criterion, best first, with the values they were ranked by."""
        best = [position for position in self.order if position in self._front]
        points = zip(*([column.values[i] for i in best] for column in self._columns), strict=True)
        return list(zip((self.field.candidates[i].model.id for i in best), points, strict=True))

    @cached_property
    def _columns(self) -> list[Column]:
        columns = (self.field.column(self.context, record) for record in self.context.shared.criteria)
        return [column for column in columns if column.criterion.id in self.weights]

    @cached_property
    def _front(self) -> frozenset[int]:
        return self.field.front(self.context, tuple(sorted(self.order)))


def rank_candidates(context: Context, candidates: Sequence[Candidate]) -> list[Ranked]:
    """Score and order candidates, best first."""
    found = rank(context, Field(candidates), range(len(candidates)))
    return [found.at(place) for place in range(len(found))]


def rank(context: Context, field: Field, admitted: Sequence[int]) -> Ranking:
    """Order the admitted positions of a field.

    A criterion on which nothing can be known for this query drops out and its weight goes to the others. Equal scores
    are split by `tie_break`; names never decide.
    """
    weights = weights_of(context, _applying(context, field, admitted))
    shares = [weights.get(record.id, 0.0) for record in context.shared.criteria]
    rows = field.rows(context)
    totals = {i: round(sum(map(mul, shares, rows[i])), _DIGITS) for i in admitted}
    by_total = sorted(admitted, key=lambda i: -totals[i])
    runs = (tuple(run) for _, run in groupby(by_total, key=totals.__getitem__))
    order = (i for run in runs for i in _split(field, run))
    return Ranking(field, context, tuple(order), weights)


def _split(field: Field, run: tuple[int, ...]) -> Sequence[int]:
    return run if len(run) == 1 else sorted(run, key=lambda i: tie_break(field.candidates[i]))


def _applying(context: Context, field: Field, admitted: Sequence[int]) -> list[CriterionRecord]:
    """The criteria that the query weighs outright, or on which something is known of at least one, and for those
    that split, on which they differ."""

    def known(record: CriterionRecord) -> bool:
        column = field.column(context, record)
        if record.splits:
            return len({column.values[i] for i in admitted}) > 1
        return any(column.measured[i] is not None for i in admitted)

    asked = context.query.weights
    return [record for record in context.shared.criteria if record.id in asked or known(record)]


def weights_of(context: Context, records: Sequence[CriterionRecord]) -> dict[str, float]:
    """The weights of a query: its preference's, moved by ``--weights``, summing to 1 over the criteria that apply."""
    query = context.query
    profile = "on-device" if query.on_device and query.prefer == "balanced" else query.prefer
    weights = {record.id: record.weights[profile] for record in records}
    for extra in _extras(context):
        weights = {record.id: weights[record.id] + record.weights.get(extra, 0.0) for record in records}
    weights |= {name: weight for name, weight in query.weights.items() if name in weights}
    return normalise_weights(weights)


def _extras(context: Context) -> list[str]:
    """What was asked that makes a criterion matter more: a licence, or to run it oneself on hardware not named."""
    found = ["license-asked"] * bool(context.query.license)
    return found + ["local-asked"] * (context.query.local_only and context.device is None)


def tie_break(candidate: Candidate) -> tuple[object, ...]:
    """What decides between equal scores: the grade of the evidence, the publisher's tier, recency, size (smaller
    first), then what else is known; the id comes last, for what is alike in all of that."""
    model, quality = candidate.model, candidate.quality
    grade = GRADES.index(quality.grade) if quality else len(GRADES)
    released = tuple(-int(part) for part in (model.released or "0").split("-") if part.isdigit())
    size = model.parameters if model.parameters is not None else float("inf")
    return (
        grade,
        _TIERS.index(model.tier),
        released,
        size,
        *_known(model),
        model.id,
    )


def _known(model: ModelRecord) -> tuple[object, ...]:
    """What splits models alike in all that is ranked: context, price, use, breadth, and how much is known of them."""
    price = model.price
    asked = (price.output or 0.0, price.input or 0.0) if price else (float("inf"), float("inf"))
    breadth = (len(model.capabilities), len(model.inputs) + len(model.outputs), len(model.languages or ()))
    documented = (len(model.files), len(model.run), len(model.speeds), len(model.refs))
    return (-(model.context or 0), *asked, -(model.downloads or 0), *(-n for n in (*breadth, *documented)))
