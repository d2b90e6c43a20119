"""The arithmetic of `quality`: one additive fit of abilities and offsets, and the curve of expectation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

__all__ = ["Curve", "Fit", "Observation", "Traits", "expectation", "fit", "learn_curve", "related"]

Span = tuple[float, float, float]
"""The lowest, middle and highest value between which a curve is linear."""

PRIOR = 0.4
"""Weight of the expectation, in rows."""
OFFSET_PRIOR = 0.1
"""Weight of an offset of zero, in rows: what is left of the anchors where nothing else says how hard a test is. Small,
so that whoever was measured by the makers of easy tables alone is held against what such models can be expected to do.
"""
SAME_TEST = 2.0
"""Weight, in rows, with which the offsets of one test in several hands are drawn to each other."""
SWEEPS = 40
FAMILY = 0.2
"""Weight, in rows, with which what a family is ahead by is drawn to nothing."""
TYPICAL = (0.0, 0.3, 0.4, 0.4, 0.5, 0.5, 0.2)
"""What usually lifts a model: nothing; of a generalist a tenfold size and a year; closed weights; being made for the
task; of a specialist a tenfold size and a year.
"""
STIFFNESS = (2.0, 4.0, 4.0, 6.0, 1.0, 4.0, 4.0)
"""Rows it takes to move each of them halfway for one task."""
MIDDLE = (9.7, 2025.5)
"""Decimal logarithm of the size, and the year, of a model of which nothing special is expected."""
REACH = (1.0, 1.5)
"""How far beyond the middle a curve is read even where no measured model lies: decades of size, years."""


class Traits(Struct, frozen=True):
    """What a model's quality is expected from where nothing is measured.

    Attributes:
        log_parameters: decimal logarithm of its parameters, None where unknown.
        released: year with decimals, None where unknown.
        closed: whether its weights are closed (the maker's largest models are).
        specialist: whether it is made for a few tasks only.
        family: the line of models it belongs to, whose members are good or bad together; None: none is known.
    """

    log_parameters: float | None = None
    released: float | None = None
    closed: bool = False
    specialist: bool = False
    family: str | None = None

    @property
    def known(self) -> bool:
        """Whether there is anything to expect from."""
        return self.log_parameters is not None or self.released is not None


_UNKNOWN = Traits()


class Observation(Struct, frozen=True):
    """One row, ready to be fitted: ``y`` in standard deviations, ``weight`` in rows."""

    model: str
    ruler: str
    y: float
    weight: float
    value: float
    date: str | None
    kind: str


class Curve(Struct, frozen=True):
    """What to expect of a model: linear in its traits, and almost level beyond the models it was learnt from.

    Attributes:
        slopes: one for each trait, in the order of `TYPICAL`.
        sizes, years: the spans of logarithm of size and of year in which it is linear.
    """

    slopes: tuple[float, ...]
    sizes: Span
    years: Span


class Fit:
    """Abilities of models over all their rows, and offsets (minus the difficulty) of benchmarks."""

    def __init__(
        self, rows: Iterable[Observation], traits: Mapping[str, Traits], tests: Mapping[str, str]
    ) -> None:
        self._all_traits = traits
        self._by_model: dict[str, list[Observation]] = {}
        self._by_ruler: dict[str, list[Observation]] = {}
        for row in sorted(rows, key=lambda o: (o.model, o.ruler)):
            self._by_model.setdefault(row.model, []).append(row)
            self._by_ruler.setdefault(row.ruler, []).append(row)
        usual = Curve(TYPICAL, _span([], MIDDLE[0], 3.0), _span([], MIDDLE[1], 4.0))
        self.expected = {model: expectation(usual, self.traits(model)) for model in self._by_model}
        self.abilities = dict(self.expected)
        self.offsets = dict.fromkeys(self._by_ruler, 0.0)
        self._families = _shared(self._by_model, {m: self.traits(m).family for m in self._by_model}, 1)
        self._ahead = dict.fromkeys(self._by_model, 0.0)
        self._tests = _shared(self._by_ruler, tests, 2)
        self._drawn = dict.fromkeys(self._by_ruler, (0.0, OFFSET_PRIOR))

    @property
    def models(self) -> Iterable[str]:
        """Every model with a row, in order of id."""
        return self._by_model

    def of(self, model: str) -> Sequence[Observation]:
        """The rows of one model, by benchmark."""
        return self._by_model.get(model, ())

    def traits(self, model: str) -> Traits:
        """The traits of a model; unknown for one outside the catalogue."""
        return self._all_traits.get(model, _UNKNOWN)

    def sweep(self) -> None:
        """One round of block descent: abilities, offsets, then what those of a family and of one test share."""
        for model, rows in self._by_model.items():
            total, weight = PRIOR * (self.expected[model] + self._ahead[model]), PRIOR
            for row in rows:
                total, weight = total + row.weight * (row.y - self.offsets[row.ruler]), weight + row.weight
            self.abilities[model] = total / weight
        for ruler, rows in self._by_ruler.items():
            mean, weight = self._drawn[ruler]
            total = mean * weight
            for row in rows:
                total, weight = total + row.weight * (row.y - self.abilities[row.model]), weight + row.weight
            self.offsets[ruler] = total / weight
        for family in self._families:
            total = PRIOR * sum(self.abilities[model] - self.expected[model] for model in family)
            self._ahead |= dict.fromkeys(family, total / (FAMILY + PRIOR * len(family)))
        for rulers in self._tests:
            total = SAME_TEST * sum(self.offsets[ruler] for ruler in rulers)
            mean = total / (OFFSET_PRIOR + SAME_TEST * len(rulers))
            self._drawn |= dict.fromkeys(rulers, (mean, SAME_TEST))


def fit(
    rows: Iterable[Observation], traits: Mapping[str, Traits], tests: Mapping[str, str] | None = None
) -> Fit:
    """Minimise the weighted squared error of ``y = ability + offset`` and the priors, by block descent.

    Args:
        rows: what was measured.
        traits: by model.
        tests: benchmark to the test it is, where others are the same test in other hands.
    """
    found = Fit(rows, traits, tests or {})
    for _ in range(SWEEPS):
        found.sweep()
    return found


def _shared(members: Iterable[str], groups: Mapping[str, str | None], enough: int) -> list[tuple[str, ...]]:
    """Those that belong together, where there are enough of them, by the name of their group."""
    found: dict[str, list[str]] = {}
    for member in members:
        name = groups.get(member)
        if name is not None:
            found.setdefault(name, []).append(member)
    return [tuple(group) for _, group in sorted(found.items()) if len(group) >= enough]


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
    cosines = {ruler: _cosine(told, profile) for ruler, told in speaks.items()}
    return {ruler: cosine for ruler, cosine in cosines.items() if cosine}


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    dot = sum(x * b.get(key, 0.0) for key, x in a.items())
    return dot / math.sqrt(sum(x * x for x in a.values()) * sum(x * x for x in b.values())) if dot else 0.0


def expectation(curve: Curve, traits: Traits) -> float:
    """What the curve expects of a model; an unknown trait counts as the middle."""
    x = _features(traits, curve.sizes, curve.years)
    return sum(slope * value for slope, value in zip(curve.slopes, x, strict=True))


def _features(traits: Traits, sizes: Span, years: Span) -> tuple[float, ...]:
    size, age = _within(traits.log_parameters, sizes), _within(traits.released, years)
    made, general = float(traits.specialist), float(not traits.specialist)
    return (1.0, size * general, age * general, float(traits.closed), made, size * made, age * made)


def _within(value: float | None, span: Span) -> float:
    """The distance from the middle, which beyond the ends hardly grows; 0 where unknown."""
    if value is None:
        return 0.0
    low, middle, high = span
    inside = min(high, max(low, value))
    beyond = 0.2 * math.log1p(abs(value - inside))
    return inside - middle + math.copysign(beyond, value - inside)


def learn_curve(found: Iterable[tuple[Traits, float, float]]) -> Curve:
    """The curve of one task: ridge regression of abilities on traits, drawn to what is typical of all tasks.

    Args:
        found: traits, ability and weight (in rows) of each model; the weight saturates, and a model with
            hardly any is left out.
    """
    rows = [(traits, y, w / (w + 0.5)) for traits, y, w in found if w > 0.05]
    sizes = _span([(traits.log_parameters, w) for traits, _, w in rows], MIDDLE[0], REACH[0])
    years = _span([(traits.released, w) for traits, _, w in rows], MIDDLE[1], REACH[1])
    seen = [(_features(traits, sizes, years), y, w) for traits, y, w in rows]
    return Curve(tuple(_solve(*_normal_equations(seen))), sizes, years)


def _normal_equations(
    seen: Iterable[tuple[tuple[float, ...], float, float]],
) -> tuple[list[list[float]], list[float]]:
    n = len(TYPICAL)
    matrix = [[STIFFNESS[i] if i == j else 0.0 for j in range(n)] for i in range(n)]
    right = [stiffness * slope for stiffness, slope in zip(STIFFNESS, TYPICAL, strict=True)]
    for x, y, w in seen:
        for i in range(n):
            right[i] += w * x[i] * y
            for j in range(n):
                matrix[i][j] += w * x[i] * x[j]
    return matrix, right


def _span(pairs: Sequence[tuple[float | None, float]], typical: float, reach: float) -> Span:
    """The mean of what is known, a little drawn to what is typical, between the ends of what is seen."""
    known = [(x, w) for x, w in pairs if x is not None]
    weight = 0.2 if known else 1.0
    middle = (weight * typical + sum(x * w for x, w in known)) / (weight + sum(w for _, w in known))
    values = [x for x, w in known if w >= 0.3]
    return min([middle - reach, *values]), middle, max([middle + reach, *values])


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a small symmetric positive definite system by its Cholesky factor."""
    n = len(right)
    low = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(low[i][k] * low[j][k] for k in range(j))
            low[i][j] = math.sqrt(rest) if i == j else rest / low[j][j]
    half = [0.0] * n
    for i in range(n):
        half[i] = (right[i] - sum(low[i][k] * half[k] for k in range(i))) / low[i][i]
    solution = [0.0] * n
    for i in reversed(range(n)):
        solution[i] = (half[i] - sum(low[k][i] * solution[k] for k in range(i + 1, n))) / low[i][i]
    return solution
