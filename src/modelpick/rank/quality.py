"""How good a model is at a task: an additive model over every benchmark that speaks for the task.

Each row ``y`` of a model on a benchmark is read on the benchmark's own anchors and taken as

    y = ability of the model + offset of the benchmark + noise

with the offsets found from the models that benchmarks share (`quality_fit.Fit`), and abilities shrunk to
what size, age, access, specialisation and family lead one to expect, so that few rows move a model little. The
ability in one task is a weighted mean of the model's rows, written out in ``docs/quality.md``: raising a row
never lowers its model, and a model without rows moves nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from modelpick.rank.quality_fit import PRIOR, Fit, Observation, Traits, expectation, fit, learn_curve, related

__all__ = ["Measured", "Quality", "Ruler", "Subject", "aggregate", "year"]

SPEAKS = 0.3
"""How strongly a benchmark must speak for a task for its rows to count as measurements of it."""
RELATED = 0.4
"""Share of its weight that a row keeps for a task its benchmark only resembles."""
GENERAL = 0.2
"""Weight, in rows, of the model's ability over all its rows, whatever they measure."""
VENDOR = 0.6
"""Weight of a maker's own value against an independent one."""
HALF_LIFE = 4.0
"""Years in which a row loses half its weight; a row without a date counts as one half-life old."""
SPREAD, FLOOR = 0.5, 0.15
"""Standard deviations, in those of models: of one row about its model; of all rows' mean about the truth."""
INHERITED = 0.35
"""Standard deviation added when a tuned model stands on the rows of its base."""
HEADROOM = 0.5
"""How far below the best measured model an estimate without a row of its own begins to level off."""
STEEPNESS = 1.2
"""Steepness of the logistic that maps ability to 0..1."""
TWO_SIDED_90 = 1.645
OUTLIER = 6.0
"""Deviations from the middle of the anchors beyond which a value is read as this far."""


class Measured(Struct, frozen=True):
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


class Ruler(Struct, frozen=True):
    """A benchmark as something to measure with.

    Attributes:
        id: its name.
        speaks_for: task id to how strongly (0 to 1) it speaks for it.
        rows: every published value; several for a model are its variants, of which the best counts.
        scale: values read as 0 and 1 (the first is the greater where less is better); None: 1.5 standard
            deviations about the mean of its own rows.
        maximise: whether more is better; used where there is no scale.
        noise: half-width within which two values are not told apart, in the metric's unit.
        test: the test it is, shared by benchmarks of the same anchors that differ in who ran it; None: no other is.
    """

    id: str
    speaks_for: Mapping[str, float]
    rows: tuple[Measured, ...]
    scale: tuple[float, float] | None = None
    maximise: bool = True
    noise: float = 0.0
    test: str | None = None


class Subject(Struct, frozen=True):
    """A model as far as its quality is concerned: its traits, and the id of the model it was tuned from."""

    id: str
    traits: Traits
    base: str | None = None


class Quality(Struct, frozen=True):
    """What is known of a model in a task, on the task's scale from 0 to 1.

    Attributes:
        value, low, high: the estimate and its 90 % interval.
        grade: ``measured`` (an independent row speaks for the task), ``self-reported`` (only the maker's do),
            ``inherited`` (rows of the base model do) or ``estimated`` (from traits and related rows).
        rows: what it rests on, heaviest first: (benchmark, value, date, kind, share of the estimate).
    """

    value: float
    low: float
    high: float
    grade: str
    rows: tuple[tuple[str, float, str | None, str, float], ...] = ()


class _Estimate(Struct, frozen=True):
    """An ability before it is put on the scale of 0 to 1, with the rows that speak for the task."""

    ability: float
    deviation: float
    direct: tuple[tuple[Observation, float], ...]


def aggregate(
    rulers: Sequence[Ruler], tasks: Mapping[str, Iterable[str]], subjects: Mapping[str, Subject], as_of: str
) -> dict[tuple[str, str], Quality]:
    """The quality of models in tasks, wherever anything is known.

    Args:
        rulers: the benchmarks; those that speak for no task are ignored.
        tasks: task id to the ids of the models asked about.
        subjects: every model by its id; rows of other models still place the benchmarks.
        as_of: the date of the catalogue, ISO; older rows weigh less.

    Returns:
        (task, model) to its quality, in the order asked. A model of which neither rows, size nor date are
        known is left out: its grade is ``none``.
    """
    traits = {key: subject.traits for key, subject in subjects.items()}
    fitted = fit(_observations(rulers, as_of), traits, {r.id: r.test for r in rulers if r.test})
    speaks = {ruler.id: ruler.speaks_for for ruler in rulers if any(ruler.speaks_for.values())}
    qualities: dict[tuple[str, str], Quality] = {}
    for task, models in tasks.items():
        estimates = _Task(task, fitted, speaks, subjects)
        found = ((model, estimates.quality(model)) for model in models)
        qualities |= {(task, model): quality for model, quality in found if quality is not None}
    return qualities


class _Task:
    """The estimates of one task, from one fit of everything."""

    def __init__(
        self,
        task: str,
        fitted: Fit,
        speaks: Mapping[str, Mapping[str, float]],
        subjects: Mapping[str, Subject],
    ) -> None:
        self._fit, self._subjects = fitted, subjects
        strengths = {ruler: told.get(task, 0.0) for ruler, told in speaks.items()}
        near = related(task, speaks)
        self._weights = {ruler: max(s, RELATED * near.get(ruler, 0.0)) for ruler, s in strengths.items()}
        self._direct = {ruler for ruler, strength in strengths.items() if strength >= SPEAKS}
        self._curve = learn_curve((fitted.traits(model), *self._mean(model)) for model in fitted.models)
        measured = (self._estimate(model, fitted.traits(model)) for model in fitted.models)
        self._best = max((each.ability for each in measured if each.direct), default=math.inf)

    def quality(self, model: str) -> Quality | None:
        """The quality of one model; None where nothing at all is known."""
        subject = self._subjects[model]
        own = self._estimate(model, subject.traits)
        if own.direct:
            independent = any(row.kind == "independent" for row, _ in own.direct)
            return _quality(own, "measured" if independent else "self-reported")
        base = self._subjects.get(subject.base or "")
        if base and base is not subject:
            inherited = self._estimate(base.id, base.traits)
            if inherited.direct:
                deviation = math.hypot(inherited.deviation, INHERITED)
                return _quality(_Estimate(inherited.ability, deviation, inherited.direct), "inherited")
        if not (self._fit.of(model) or subject.traits.known):
            return None
        return _quality(_Estimate(_levelled(own.ability, self._best), own.deviation, ()), "estimated")

    def _estimate(self, model: str, traits: Traits) -> _Estimate:
        mean, weight = self._mean(model)
        total, known = weight * mean + PRIOR * expectation(self._curve, traits), weight + PRIOR
        rows = self._fit.of(model)
        if rows:
            total, known = total + GENERAL * self._fit.abilities[model], known + GENERAL
        speak = [row for row in rows if row.ruler in self._direct]
        direct = tuple((row, row.weight * self._weights[row.ruler] / known) for row in speak)
        return _Estimate(total / known, math.sqrt(FLOOR**2 + SPREAD**2 / known), direct)

    def _mean(self, model: str) -> tuple[float, float]:
        """The mean of a model's rows as the task weighs them, and their weight."""
        total = weight = 0.0
        for row in self._fit.of(model):
            share = row.weight * self._weights[row.ruler]
            total, weight = total + share * (row.y - self._fit.offsets[row.ruler]), weight + share
        return (total / weight if weight else 0.0), weight


def _levelled(ability: float, best: float) -> float:
    """An ability that rises ever more slowly towards the best measured one and never reaches it."""
    knee = best - HEADROOM
    return ability if ability <= knee else best - HEADROOM * math.exp((knee - ability) / HEADROOM)


def _quality(estimate: _Estimate, grade: str) -> Quality:
    reach = TWO_SIDED_90 * estimate.deviation
    low, value, high = (_share(estimate.ability + step) for step in (-reach, 0.0, reach))
    heaviest = sorted(estimate.direct, key=lambda pair: (-pair[1], pair[0].ruler))
    rows = tuple((row.ruler, row.value, row.date, row.kind, round(share, 4)) for row, share in heaviest)
    return Quality(value, low, high, grade, rows)


def _share(ability: float) -> float:
    return 1.0 / (1.0 + math.exp(-STEEPNESS * ability))


def _observations(rulers: Iterable[Ruler], as_of: str) -> Iterator[Observation]:
    """The row that counts for each model on each benchmark, in deviations from the middle of the anchors."""
    for ruler in rulers:
        rows = [row for row in ruler.rows if math.isfinite(row.value)]
        if rows and any(ruler.speaks_for.values()):
            yield from _read(ruler, rows, as_of)


def _read(ruler: Ruler, rows: Sequence[Measured], as_of: str) -> Iterator[Observation]:
    low, high = _anchors(ruler, [row.value for row in rows])
    best: dict[str, tuple[bool, float, str, Measured]] = {}
    for row in rows:
        y = max(-OUTLIER, min(OUTLIER, 3.0 * (row.value - low) / (high - low) - 1.5))
        candidate = (row.kind == "independent", y, row.date or "", row)
        if row.model not in best or candidate[:3] > best[row.model][:3]:
            best[row.model] = candidate
    sharpness = 1.0 / (1.0 + (3.0 * ruler.noise / (high - low)) ** 2)
    for independent, y, _, row in best.values():
        weight = (1.0 if independent else VENDOR) * _freshness(row.date, as_of) * sharpness
        yield Observation(row.model, ruler.id, y, weight, row.value, row.date, row.kind)


def _freshness(date: str | None, as_of: str) -> float:
    now, then = year(as_of), year(date)
    age = HALF_LIFE if now is None or then is None else max(0.0, now - then)
    return float(0.5 ** (age / HALF_LIFE))


def year(date: str | None) -> float | None:
    """An ISO date as a year with decimals; the middle of the year or month where that is all it says.

    None where there is no date or it cannot be read.
    """
    parts = (date or "").split("-")
    if not all(part.isdecimal() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    day = (numbers[2] - 0.5) / 31 if len(numbers) > 2 else 0.5
    months = numbers[1] - 1 + day if len(numbers) > 1 else 6.0
    return numbers[0] + months / 12


def _anchors(ruler: Ruler, values: Sequence[float]) -> tuple[float, float]:
    if ruler.scale and ruler.scale[0] != ruler.scale[1]:
        return ruler.scale
    middle = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((v - middle) ** 2 for v in values) / len(values))
    reach = 1.5 * max(spread, ruler.noise, 1e-9 * max(1.0, abs(middle)))
    return (middle - reach, middle + reach) if ruler.maximise else (middle + reach, middle - reach)
