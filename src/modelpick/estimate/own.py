"""What a user's own measurements say of a device: speeds that win, and factors for every other model.

A device is off its law by a factor of its own, and each model on it is off that again. With ``τ²`` and ``σ²`` the
variances of the two in log speed, known from published measurements (``data/calibration.yaml``), ``k`` models
measured with a mean of ``z`` move the estimate of any other by ``exp(w·z)``, ``w = τ²/(τ² + σ²/k)``: one run
says little where the law is good already and nearly all where the bandwidth itself was a guess. The
variance left, ``σ² + τ²(1 - w)``, narrows the interval. (Best linear prediction in a one-way random-effects
model; Searle, Casella and McCulloch, Variance Components, 1992, chapter 7.)
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, sqrt
from typing import Literal

from msgspec import Struct

from modelpick.estimate.interval import Interval

__all__ = ["Judged", "Own", "OwnRun", "Shift", "Variance", "engine_of", "range_variance", "shift_of"]

_ON_GGML = {"ollama", "lm-studio"}
_NINETY = 1.645
"""Standard deviations of a normal law on either side of its median that enclose 90 %."""

What = Literal["decode", "prefill"]


class Variance(Struct, frozen=True):
    """Standard deviations of log speed: of devices about the law, and of models on one device."""

    between: float
    within: float


class OwnRun(Struct, frozen=True):
    """What was measured of one model, in tokens a second; None where it was not.

    Attributes:
        model, quantization: catalogue ids.
        engine: of the program that served it, see `engine_of`.
    """

    model: str
    quantization: str
    engine: str
    decode: Interval | None
    prefill: Interval | None


class Judged(Struct, frozen=True):
    """How far the estimate of one model was off: ``ratio`` is measured over estimated speed."""

    what: What
    engine: str
    ratio: float


class Shift(Struct, frozen=True):
    """What own measurements do to an estimate: a factor, and the share of the log width that is left."""

    factor: float
    width: float
    runs: int


class Own(Struct, frozen=True):
    """Own measurements on a device.

    Attributes:
        place: how it is called, in words: ``this machine``.
        runs: the newest of every model, quantisation and engine.
        judged: of those the catalogue has an estimate for.
    """

    place: str
    runs: tuple[OwnRun, ...] = ()
    judged: tuple[Judged, ...] = ()

    def measured(self, model: str, quantization: str, runtime: str, *, only: bool) -> OwnRun | None:
        """The run of this very model and quantisation: in the engine of ``runtime``, or ``only`` there."""
        same = [run for run in self.runs if (run.model, run.quantization) == (model, quantization)]
        fitting = [run for run in same if run.engine == engine_of(runtime)]
        return next(iter(fitting or ([] if only else same)), None)

    def ratios(self, what: What, runtime: str) -> tuple[float, ...]:
        """Measured over estimated, for models run by the engine of ``runtime``."""
        engine = engine_of(runtime)
        return tuple(found.ratio for found in self.judged if (found.what, found.engine) == (what, engine))


def engine_of(runtime: str) -> str:
    """The engine inside a program: Ollama and LM Studio run llama.cpp."""
    return "llama.cpp" if runtime in _ON_GGML else runtime


def range_variance(low: float, high: float) -> float:
    """The variance of log speed that a range of bandwidths stands for, taken as a 90 % interval."""
    return (log(high / low) / (2 * _NINETY)) ** 2 if high > low else 0.0


def shift_of(ratios: Iterable[float], variance: Variance, guessed: float = 0.0) -> Shift | None:
    """What models measured on a device say of those that were not; None without any.

    Args:
        ratios: measured over estimated speed, one a model.
        guessed: more variance between devices, where the device's bandwidth is a range (`range_variance`).
    """
    logs = [log(ratio) for ratio in ratios]
    between, within = variance.between**2 + guessed, variance.within**2
    if not logs or between + within <= 0.0:
        return None
    weight = between / (between + within / len(logs))
    left = within + between * (1.0 - weight)
    return Shift(exp(weight * sum(logs) / len(logs)), sqrt(left / (within + between)), len(logs))
