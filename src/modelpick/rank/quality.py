"""How good a model is at a task: an additive model over every benchmark that speaks for the task.

Each row ``y`` of model ``m`` on benchmark ``b`` is read on the benchmark's own anchors and taken as

    y = ability(m, task) - difficulty(b) + noise

with difficulties found from the models that benchmarks share (`quality_fit.Fit`), and abilities shrunk to what
size, age, access and specialisation lead one to expect, so that few rows move a model little. The estimate of
one task is a weighted mean, written out in `docs/quality.md`: raising a row never lowers its model.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from modelpick.rank.quality_fit import Fit, Observation, Traits, expectation, fit, learn_curve, related

__all__ = ["Measured", "Quality", "Ruler", "Subject", "aggregate"]

GENERAL = 0.2
"""Weight of the model's ability over all its rows, beside the rows that speak for the task."""
RELATED = 0.25
"""Share of a row's weight that it keeps for a task its benchmark only resembles."""
SPREAD = 0.42
"""Standard deviation of one row about the model, in standard deviations of models (found by leaving rows out)."""
STEEPNESS = 1.2
"""Steepness of the logistic that maps ability to 0..1."""
INHERITED = 0.35
"""Standard deviation added when a tuned model stands on the rows of its base."""
TWO_SIDED_90 = 1.645


@dataclass(frozen=True, slots=True)
class Measured:
    """One published value of one model.

    Attributes:
        model: its id.
        value: in the metric's unit.
        kind: ``independent`` or ``vendor``.
        date: when it was measured, ISO, where known.
    """

    model: str
    value: float
    kind: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Ruler:
    """A benchmark as something to measure with.

    Attributes:
        id: its name.
        speaks_for: task id to how strongly (0 to 1) it speaks for it.
        rows: every published value; several for a model are its variants, of which the best counts.
        scale: values read as 0 and 1 (the first is the greater where less is better); None: the middle and
            spread of its own rows, with ``maximise``.
        maximise: whether more is better, used where there is no scale.
        noise: half-width within which two values are not told apart, in the metric's unit.
    """

    id: str
    speaks_for: Mapping[str, float]
    rows: tuple[Measured, ...]
    scale: tuple[float, float] | None = None
    maximise: bool = True
    noise: float = 0.0


@dataclass(frozen=True, slots=True)
class Subject:
    """A model as far as its quality is concerned.

    Attributes:
        id: its name.
        traits: what its quality is expected from where nothing is measured.
        base: the id of the model it was tuned from.
    """

    id: str
    traits: Traits
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known of a model in a task, on the task's scale from 0 to 1.

    Attributes:
        value, low, high: the estimate and its 90 % interval.
        grade: ``measured`` (an independent row speaks for the task), ``self-reported`` (only the maker's do),
            ``inherited`` (rows of the base model do) or ``estimated`` (size, date and related rows).
        rows: what it rests on, heaviest first: (benchmark, value, date, kind, share of the estimate).
    """

    value: float
    low: float
    high: float
    grade: str
    rows: tuple[tuple[str, float, str | None, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Estimate:
    """An ability with its weight, before it is put on the scale of 0 to 1."""

    ability: float
    deviation: float
    direct: tuple[tuple[Observation, float], ...]


def aggregate(
    rulers: Sequence[Ruler], tasks: Mapping[str, Iterable[str]], subjects: Mapping[str, Subject], as_of: str
) -> dict[tuple[str, str], Quality]:
    """The quality of every model in every task it serves, where anything is known.

    Args:
        rulers: the benchmarks; those that speak for no task are ignored.
        tasks: task id to the ids of the models asked about.
        subjects: every model by its id; rows of other models still place the benchmarks.
        as_of: the date of the catalogue, ISO; older rows weigh less.

    Returns:
        (task, model) to its quality, in the order asked. A model of which neither rows, size nor date is known
        is left out: grade ``none``.
    """
    fitted = fit(_observations(rulers, as_of), {key: s.traits for key, s in subjects.items()})
    speaks = {ruler.id: ruler.speaks_for for ruler in rulers}
    found = ((task, _Task(task, fitted, speaks, subjects), models) for task, models in tasks.items())
    pairs = ((task, model, each.quality(model)) for task, each, models in found for model in models)
    return {(task, model): quality for task, model, quality in pairs if quality is not None}


class _Task:
    """The estimates of one task, from one fit of everything."""

    def __init__(
        self, task: str, fitted: Fit, speaks: Mapping[str, Mapping[str, float]], subjects: Mapping[str, Subject]
    ) -> None:
        self._fit, self._subjects = fitted, subjects
        near = related(task, speaks)
        self._direct = {ruler: told[task] for ruler, told in speaks.items() if told.get(task, 0.0) > 0.0}
        self._weights = {r: max(self._direct.get(r, 0.0), RELATED * near.get(r, 0.0)) for r in speaks}
        self._curve = learn_curve((fitted.traits(m), *self._mean(m)) for m in fitted.models)

    def quality(self, model: str) -> Quality | None:
        """The quality of one model; None where nothing at all is known."""
        subject = self._subjects[model]
        estimate = self._estimate(model, expectation(self._curve, subject.traits), 1.0)
        if estimate.direct:
            independent = any(o.kind == "independent" for o, _ in estimate.direct)
            return _quality(estimate, "measured" if independent else "self-reported")
        if subject.base in self._subjects and subject.base != model:
            inherited = self._inherited(model, subject.base)
            if inherited.direct:
                return _quality(inherited, "inherited")
        if self._fit.of(model) or subject.traits.known:
            return _quality(estimate, "estimated")
        return None

    def _inherited(self, model: str, base: str) -> _Estimate:
        """The base model's estimate, moved by what little the model has of its own."""
        stands = self._estimate(base, expectation(self._curve, self._subjects[base].traits), 1.0)
        own = self._estimate(model, stands.ability, 1.0)
        deviation = math.hypot(stands.deviation, INHERITED)
        return _Estimate(own.ability, deviation, stands.direct)

    def _estimate(self, model: str, expected: float, prior: float) -> _Estimate:
        fitted = self._fit
        prior *= fitted.prior
        total, weight, direct = prior * expected, prior, []
        rows = fitted.of(model)
        if rows:
            total, weight = total + GENERAL * fitted.abilities[model], weight + GENERAL
        for row in rows:
            share = row.weight * self._weights[row.ruler]
            total, weight = total + share * (row.y - fitted.offsets[row.ruler]), weight + share
            if row.ruler in self._direct:
                direct.append((row, share))
        shares = tuple((row, share / weight) for row, share in direct)
        return _Estimate(total / weight, SPREAD / math.sqrt(weight), shares)

    def _mean(self, model: str) -> tuple[float, float]:
        """The mean of a model's rows as the task weighs them, and their weight."""
        total = weight = 0.0
        for row in self._fit.of(model):
            share = row.weight * self._weights[row.ruler]
            total, weight = total + share * (row.y - self._fit.offsets[row.ruler]), weight + share
        return (total / weight if weight else 0.0), weight


def _quality(estimate: _Estimate, grade: str) -> Quality:
    spread = TWO_SIDED_90 * estimate.deviation
    low, value, high = (_share(estimate.ability + step) for step in (-spread, 0.0, spread))
    heaviest = sorted(estimate.direct, key=lambda pair: (-pair[1], pair[0].ruler))
    rows = tuple((o.ruler, o.value, o.date, o.kind, round(share, 4)) for o, share in heaviest)
    return Quality(value, low, high, grade, rows)


def _share(ability: float) -> float:
    return 1.0 / (1.0 + math.exp(-STEEPNESS * ability))


def _observations(rulers: Iterable[Ruler], as_of: str) -> Iterator[Observation]:
    """The row that counts for each model on each benchmark, in standard deviations from the anchors' middle."""
    for ruler in rulers:
        if not ruler.rows or not any(ruler.speaks_for.values()):
            continue
        low, high = ruler.scale or _own_scale(ruler)
        noise = 3.0 * ruler.noise / abs(high - low)
        best: dict[str, tuple[bool, float, Measured]] = {}
        for row in ruler.rows:
            y = 3.0 * (row.value - low) / (high - low) - 1.5
            candidate = (row.kind == "independent", y, row)
            if row.model not in best or candidate[:2] > best[row.model][:2]:
                best[row.model] = candidate
        for independent, y, row in best.values():
            weight = (1.0 if independent else VENDOR) * _freshness(row.date, as_of) / (1.0 + noise * noise)
            yield Observation(row.model, ruler.id, y, weight, row.value, row.date, row.kind)


VENDOR = 0.6
"""Weight of a maker's own value against an independent one."""
HALF_LIFE = 4.0
"""Years in which a row loses half its weight; a row without a date counts as one half-life old."""


def _freshness(date: str | None, as_of: str) -> float:
    age = max(0.0, year(as_of) - year(date)) if date else HALF_LIFE
    return float(0.5 ** (age / HALF_LIFE))


def year(date: str) -> float:
    """An ISO date as a year with decimals; the middle of the year or month where that is all it says."""
    parts = [int(part) for part in date.split("-")]
    month = parts[1] - 0.5 if len(parts) == 2 else parts[1] - 1 + parts[2] / 31 if len(parts) > 2 else 6.0
    return parts[0] + month / 12


def _own_scale(ruler: Ruler) -> tuple[float, float]:
    """Anchors of a benchmark that declares none: 1.5 standard deviations about the mean of its rows."""
    values = [row.value for row in ruler.rows]
    middle = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((v - middle) ** 2 for v in values) / len(values))
    reach = 1.5 * max(spread, ruler.noise, 1e-9 * max(1.0, abs(middle)))
    return (middle - reach, middle + reach) if ruler.maximise else (middle + reach, middle - reach)
