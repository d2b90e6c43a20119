"""What own measurements on a device say of other models on it: the variances, and the error with and without.

Published speeds stand for own ones: those of one device and engine are taken as one user's. They come from several
hands, so what is said here is the least that runs of one's own can do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log, sqrt
from statistics import fmean, median, pvariance
from typing import NamedTuple

from benchmarks.intervals import Judged, judged
from benchmarks.speed_laws import CPU, GPU, PREFILL
from modelpick.estimate.own import Variance, engine_of, shift_of

__all__ = ["Gain", "gains", "table", "variances"]

Home = tuple[str, str]
Models = Mapping[str, float]
"""Measured over predicted speed by model, of one device and engine; the law knew nothing of the device."""


ENOUGH = 12
"""Models beyond the first of their device that a variance within devices needs to be believed on its own."""


class Gain(NamedTuple):
    """A row: what, models measured, rows judged, median error without them and with them."""

    what: str
    models: int
    rows: int
    before: float
    after: float


def _families() -> Mapping[str, Sequence[Judged]]:
    prompts = judged(PREFILL)
    return {
        "decode/gpu": judged(GPU),
        "decode/cpu": judged(CPU),
        "prefill/gpu": [one for one in prompts if not one.prepared.family.startswith("cpu")],
        "prefill/cpu": [one for one in prompts if one.prepared.family.startswith("cpu")],
    }


def _homes(rows: Sequence[Judged]) -> dict[Home, Models]:
    """By device and engine, the ratio of every model: the median of its rows."""
    found: dict[Home, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        row = one.prepared.row
        found[row.device.name, engine_of(row.runtime)][row.shape.id].append(one.ratio)
    return {home: {model: median(all_) for model, all_ in models.items()} for home, models in found.items()}


def variances() -> dict[str, Variance]:
    """Of devices about each law, and of models on one device: the moments of a one-way layout.

    Where few devices have several models, the models of a device are taken to differ as much as on GPUs at least.
    """
    found: dict[str, Variance] = {}
    for name, rows in _families().items():
        gpus = found.get(name.replace("/cpu", "/gpu"))
        found[name] = _variance(list(_homes(rows).values()), gpus.within if gpus else 0.0)
    return found


def _variance(homes: Sequence[Models], floor: float) -> Variance:
    logs = [[log(ratio) for ratio in models.values()] for models in homes]
    several = [values for values in logs if len(values) > 1]
    spare = sum(len(values) - 1 for values in several)
    within = sum(len(values) * pvariance(values) for values in several) / spare
    within = max(within, floor**2) if spare < ENOUGH else within
    means = [fmean(values) for values in logs]
    chance = within * fmean(1 / len(values) for values in logs)
    return Variance(sqrt(max(fmean(mean**2 for mean in means) - chance, 0.0)), sqrt(within))


def gains(counts: Sequence[int] = (1, 2, 3, 5)) -> Iterator[Gain]:
    """For each law and number of models measured, the median error of the others."""
    known = variances()
    for name, rows in _families().items():
        homes, variance = _homes(rows), known[name]
        for count in counts:
            pairs = [pair for models in homes.values() for pair in _pairs(models, count, variance)]
            if pairs:
                before, after = (median(errors) for errors in zip(*pairs, strict=True))
                yield Gain(name, count, len(pairs), before, after)


def _pairs(models: Models, count: int, variance: Variance) -> Iterator[tuple[float, float]]:
    """Of every model the error without and with ``count`` others measured: every run of neighbours by name."""
    for model, ratio in models.items():
        others = [other for name, other in sorted(models.items()) if name != model]
        for start in range(len(others) if len(others) > count else len(others) == count):
            taken = [others[(start + step) % len(others)] for step in range(count)]
            shift = shift_of(taken, variance)
            yield abs(1 / ratio - 1), abs((shift.factor if shift else 1.0) / ratio - 1)


def table() -> str:
    """The table of ``docs/bench.md``."""
    lines = [
        "| speed | own models | rows | median error without | with |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for found in gains():
        if found.rows >= ENOUGH:
            lines.append(
                f"| {found.what} | {found.models} | {found.rows} | {found.before:.1%} | {found.after:.1%} |"
            )
    return "\n".join(lines)


def main() -> None:
    """Print the variances and the table."""
    for name, variance in variances().items():
        print(f"{name}: devices {variance.between:.3f}, models {variance.within:.3f}")
    print(table())


if __name__ == "__main__":
    main()
