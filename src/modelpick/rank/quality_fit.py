"""The arithmetic of `quality`: one additive fit of abilities and difficulties, and the curve of expectation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Curve", "Fit", "Observation", "Traits", "expectation", "fit", "learn_curve", "related"]

PRIOR = 0.4
"""Weight of the expectation, in rows."""
OFFSET_PRIOR = 1.0
"""Weight of a difficulty of zero, in rows."""
SWEEPS = 40
TYPICAL = (0.0, 0.3, 0.4, 0.4, 0.0)
"""What usually lifts a model: constant, a tenfold size, a year, closed weights, being made for the task."""
STIFFNESS = (2.0, 4.0, 4.0, 6.0, 4.0)
"""Rows it takes to move each of them halfway for one task."""
MIDDLE = (9.7, 2025.5)
"""Logarithm of the size and the year that are expected to be average."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a model's quality is expected from where nothing is measured.

    Attributes:
        log_parameters: decimal logarithm of its parameters, None where unknown.
        released: year with decimals, None where unknown.
        closed: whether its weights are closed (the maker's largest models are).
        specialist: whether it is made for a few tasks only.
    """

    log_parameters: float | None = None
    released: float | None = None
    closed: bool = False
    specialist: bool = False

    @property
    def known(self) -> bool:
        """Whether there is anything to expect from."""
        return self.log_parameters is not None or self.released is not None


@dataclass(frozen=True, slots=True)
class Observation:
    """One row, ready to be fitted: ``y`` in standard deviations, ``weight`` in rows."""

    model: str
    ruler: str
    y: float
    weight: float
    value: float
    date: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Curve:
    """What to expect of a model: a linear curve about the middle of the models it was learnt from."""

    slopes: tuple[float, ...]
    middle: tuple[float, float]


class Fit:
    """Abilities of models over all their rows, and offsets (minus the difficulty) of benchmarks."""

    prior = PRIOR

    def __init__(self, rows: Iterable[Observation], traits: Mapping[str, Traits]) -> None:
        self._traits = traits
        self._by_model: dict[str, list[Observation]] = {}
        self._by_ruler: dict[str, list[Observation]] = {}
        for row in sorted(rows, key=lambda o: (o.model, o.ruler)):
            self._by_model.setdefault(row.model, []).append(row)
            self._by_ruler.setdefault(row.ruler, []).append(row)
        usual = Curve(TYPICAL, MIDDLE)
        self.expected = {model: expectation(usual, self.traits(model)) for model in self._by_model}
        self.abilities = dict(self.expected)
        self.offsets = dict.fromkeys(self._by_ruler, 0.0)

    @property
    def models(self) -> Iterable[str]:
        """Every model with a row, in order of id."""
        return self._by_model

    def of(self, model: str) -> Sequence[Observation]:
        """The rows of one model, by benchmark."""
        return self._by_model.get(model, ())

    def traits(self, model: str) -> Traits:
        """The traits of a model; unknown for one outside the catalogue."""
        return self._traits.get(model, _UNKNOWN)

    def sweep(self) -> None:
        """One round of block descent: every ability given the offsets, then every offset given the abilities."""
        for model, rows in self._by_model.items():
            total, weight = PRIOR * self.expected[model], PRIOR
            for row in rows:
                total, weight = total + row.weight * (row.y - self.offsets[row.ruler]), weight + row.weight
            self.abilities[model] = total / weight
        for ruler, rows in self._by_ruler.items():
            total, weight = 0.0, OFFSET_PRIOR
            for row in rows:
                total, weight = total + row.weight * (row.y - self.abilities[row.model]), weight + row.weight
            self.offsets[ruler] = total / weight


_UNKNOWN = Traits()


def fit(rows: Iterable[Observation], traits: Mapping[str, Traits]) -> Fit:
    """Minimise the weighted squared error of ``y = ability + offset`` plus the two priors, by block descent."""
    found = Fit(rows, traits)
    for _ in range(SWEEPS):
        found.sweep()
    return found


def related(task: str, speaks: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """How much each benchmark resembles those that speak for a task: the cosine of what they speak for.

    Returns:
        Benchmark to 0..1, without those that share no task with any that speaks for this one.
    """
    profile: dict[str, float] = {}
    for told in speaks.values():
        strength = told.get(task, 0.0)
        if strength:
            for other, share in told.items():
                profile[other] = profile.get(other, 0.0) + strength * share
    length = math.sqrt(sum(v * v for v in profile.values()))
    overlaps = {ruler: sum(s * profile.get(t, 0.0) for t, s in told.items()) for ruler, told in speaks.items()}
    return {r: v / (length * math.sqrt(sum(s * s for s in speaks[r].values()))) for r, v in overlaps.items() if v}


def expectation(curve: Curve, traits: Traits) -> float:
    """What the curve expects of a model; an unknown trait counts as the middle."""
    return sum(slope * x for slope, x in zip(curve.slopes, _features(traits, curve.middle), strict=True))


def _features(traits: Traits, middle: tuple[float, float]) -> tuple[float, ...]:
    size = 0.0 if traits.log_parameters is None else traits.log_parameters - middle[0]
    years = 0.0 if traits.released is None else traits.released - middle[1]
    return (1.0, size, years, float(traits.closed), float(traits.specialist))


def learn_curve(found: Iterable[tuple[Traits, float, float]]) -> Curve:
    """The curve of one task: ridge regression of abilities on traits, drawn to what is typical of all tasks.

    Args:
        found: traits, ability and weight of each model with rows; weights saturate at one row.
    """
    rows = [(traits, y, w / (w + 0.5)) for traits, y, w in found if w > 0.05]
    middle = (_mean([(t.log_parameters, w) for t, _, w in rows], MIDDLE[0]), _mean([(t.released, w) for t, _, w in rows], MIDDLE[1]))
    n = len(TYPICAL)
    a = [[STIFFNESS[i] if i == j else 0.0 for j in range(n)] for i in range(n)]
    b = [STIFFNESS[i] * TYPICAL[i] for i in range(n)]
    for traits, y, w in rows:
        x = _features(traits, middle)
        for i in range(n):
            if x[i]:
                b[i] += w * x[i] * y
                for j in range(n):
                    a[i][j] += w * x[i] * x[j]
    return Curve(tuple(_solve(a, b)), middle)


def _mean(pairs: Sequence[tuple[float | None, float]], typical: float) -> float:
    """The weighted mean of what is known, with one row's weight on what is typical."""
    known = [(x, w) for x, w in pairs if x is not None]
    return (typical + sum(x * w for x, w in known)) / (1.0 + sum(w for _, w in known))


def _solve(a: list[list[float]], b: list[float]) -> list[float]:
    """Solve a small symmetric positive definite system by Cholesky's factors."""
    n = len(b)
    low = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = a[i][j] - sum(low[i][k] * low[j][k] for k in range(j))
            low[i][j] = math.sqrt(rest) if i == j else rest / low[j][j]
    y = [0.0] * n
    for i in range(n):
        y[i] = (b[i] - sum(low[i][k] * y[k] for k in range(i))) / low[i][i]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (y[i] - sum(low[k][i] * x[k] for k in range(i + 1, n))) / low[i][i]
    return x
