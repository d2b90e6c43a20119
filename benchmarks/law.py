"""A law as a fitting problem: measurements, constants with a prior, predicted seconds, leave-one-out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from benchmarks.least_squares import Prior, fit
from benchmarks.measurements import Speed
from modelpick.estimate.kv_cache import cache_law
from modelpick.estimate.quantization import format_class
from modelpick.estimate.roofline import Reads, bytes_read, family
from modelpick.estimate.throughput import throughput

__all__ = ["Constants", "Law", "Predict", "Prepared"]

Constants = Mapping[str, float]
Predict = Callable[[Constants], Callable[["Prepared"], float]]


@dataclass(frozen=True, eq=False)
class Prepared:
    """A measurement with all that does not depend on the constants."""

    row: Speed

    @cached_property
    def family(self) -> str:
        """Of the device, backend and runtime."""
        return family(self.row.device, self.row.device.pools[0], self.row.runtime)

    @cached_property
    def reads(self) -> Reads:
        """Bytes of weights for one token."""
        return bytes_read(self.row.cost, self.row.weights, self.row.quantization)

    @cached_property
    def kv(self) -> float:
        """Bytes of cache for one token; 0 where the architecture is not known."""
        arch = self.row.shape.architecture
        law = cache_law(arch, self.row.kv_type) if arch else None
        return law.at(self.row.depth) if law else 0.0

    @cached_property
    def flops(self) -> tuple[float, float]:
        """Throughput and matrix throughput."""
        power = throughput(self.row.device, self.row.device.pools[0])
        assert power is not None
        return power.flops, power.matrix

    @cached_property
    def bandwidth(self) -> float:
        """Bytes per second."""
        return self.row.device.pools[0].bandwidth or 0.0

    @cached_property
    def format(self) -> str:
        """Class of the weight format."""
        return format_class(self.row.quantization)


@dataclass(frozen=True, eq=False)
class Law:
    """A law to fit.

    Attributes:
        measured: its measurements.
        expected: of every constant, the logarithm it is expected at and how far it may be off.
        predict: seconds per token under given constants.
        group: what is left out together.
        balance: how far a device of many rows is held down: 0 not at all, 1 to the weight of one row.
    """

    name: str
    measured: tuple[Prepared, ...]
    expected: Mapping[str, tuple[float, float]]
    predict: Predict
    group: Callable[[Prepared], str]
    balance: float = 0.5
    scale: float = 0.1
    strength: float = 0.2

    def fit(self, chosen: Sequence[Prepared], start: Constants | None = None) -> Constants:
        """The constants that ``chosen`` ask for."""
        names = list(self.expected)
        centre, width = zip(*self.expected.values(), strict=True)
        count = Counter(self.group(p) for p in chosen)
        weights = [count[self.group(p)] ** (-self.balance / 2) for p in chosen]

        def residuals(vector: Sequence[float]) -> list[float]:
            seconds = self.predict(dict(zip(names, vector, strict=True)))
            return [w * log(seconds(p) / p.row.seconds) for p, w in zip(chosen, weights, strict=True)]

        first = [start[name] for name in names] if start else list(centre)
        prior = Prior(centre, width, self.strength)
        return dict(zip(names, fit(residuals, first, prior, scale=self.scale), strict=True))

    def leave_one_out(self) -> list[float]:
        """Of every measurement, predicted over measured speed with its whole group kept out of the fit."""
        start = self.fit(self.measured)
        ratios = {}
        for group in dict.fromkeys(map(self.group, self.measured)):
            rest = [p for p in self.measured if self.group(p) != group]
            seconds = self.predict(self.fit(rest, start))
            for p in self.measured:
                if self.group(p) == group:
                    ratios[id(p)] = p.row.seconds / seconds(p)
        return [ratios[id(p)] for p in self.measured]
