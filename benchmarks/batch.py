"""How many queries a second one core answers, ranked models and JSON included, and how that grows with processes.

    python benchmarks/batch.py [--small]

Two streams over the packaged catalogue: queries that all differ (every task under drawn constraints), and the mix that
logs show, where a few queries are most of the traffic (Zipf). Warm answers of the Python interface are timed beside.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from msgspec.structs import replace

from modelpick import Query, load
from modelpick.batch import answers
from modelpick.render.recommendation_data import recommendation_data

HARDWARE = (
    "RTX 4090",
    "RTX 3060 12GB",
    "2x RTX 3090",
    "M4 Pro 48GB",
    "Raspberry Pi 5 8GB",
    "H100",
    "iPhone 16",
)
SIZES = ({"vram": "0GB"}, {"vram": "8GB"}, {"vram": "24GB"}, {"memory": "16GB"}, {"memory": "64GB"})
OTHERS: tuple[dict[str, Any], ...] = (
    {"license": "permissive"},
    {"license": "commercial"},
    {"privacy": "local"},
    {"prefer": "quality"},
    {"prefer": "speed"},
    {"latency": "interactive"},
    {"quality": "good"},
    {"language": "de"},
    {"max-price": 5},
)


def queries(tasks: list[str], seed: int = 7) -> Iterator[dict[str, Any]]:
    """Queries without end, drawn alike at every run."""
    draw = random.Random(seed)
    while True:
        query: dict[str, Any] = {"task": draw.choice(tasks)}
        where = draw.random()
        if where < 0.3:
            query["hardware"] = draw.choice(HARDWARE)
        elif where < 0.6:
            query |= draw.choice(SIZES)
        for extra in draw.sample(OTHERS, draw.choice((0, 0, 1, 1, 2))):
            query |= extra
        yield query


def distinct(tasks: list[str], count: int) -> list[str]:
    """Lines that all differ."""
    found: dict[str, None] = {}
    for query in queries(tasks):
        found[json.dumps(query)] = None
        if len(found) == count:
            return list(found)
    return list(found)


def zipf(lines: list[str], count: int) -> list[str]:
    """A stream in which the n-th commonest line comes up 1/n as often as the commonest."""
    weights = [1 / n for n in range(1, len(lines) + 1)]
    return random.Random(11).choices(lines, weights, k=count)


def rate(lines: list[str], jobs: int = 1) -> float:
    """Answers a second, the time to open the catalogue left out."""
    stream = answers(lines, {}, None, jobs)
    next(stream)
    start = time.perf_counter()
    count = sum(1 for _ in stream)
    return count / (time.perf_counter() - start)


def warm_ms(ask: Callable[[Query], object], query: Query, runs: int, *, again: bool) -> float:
    """Milliseconds of an answer (median): ``again`` to the same query, else to others that differ in one weight."""
    ask(query)
    others = (
        query if again else replace(query, weights={"quality": 0.2 + 0.5 * n / runs}) for n in range(runs)
    )
    return 1000 * statistics.median(_timed(ask, other) for other in others)


def _timed(ask: Callable[[Query], object], query: Query) -> float:
    start = time.perf_counter()
    ask(query)
    return time.perf_counter() - start


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Batches and warm answers.")
    parser.add_argument("--small", action="store_true", help="few queries, to see that it works")
    options = parser.parse_args()
    adviser = load()
    tasks, runs = adviser.catalog.ids("tasks"), 3 if options.small else 20
    asked = [adviser.query(**query) for query in islice(queries(tasks), 20 if options.small else 200)]
    full: Callable[[Query], object] = lambda q: recommendation_data(adviser.advise(q, relax=True))  # noqa: E731
    print(f"{'warm answer, milliseconds (over tasks and targets)':58} {'median':>8} {'95th':>8}")
    for again in (True, False):
        for name, ask in (("recommend", adviser.advise), ("with relaxations and stability, as JSON", full)):
            times = sorted(warm_ms(ask, query, runs, again=again) for query in asked)
            what = f"{name}, {'asked before' if again else 'other weights'}"
            print(f"{what:58} {statistics.median(times):8.2f} {times[int(len(times) * 0.95)]:8.2f}")
    lines = distinct(tasks, 60 if options.small else 1000)
    mixed = zipf(lines, 200 if options.small else 20_000)
    print(f"\n{'batch':58} {'jobs':>4} {'queries/s':>10}")
    for jobs in (1, 2):
        print(f"{f'{len(lines)} lines, all different':58} {jobs:4} {rate(lines, jobs):10.0f}")
        print(f"{f'{len(mixed)} lines, Zipf over {len(lines)}':58} {jobs:4} {rate(mixed, jobs):10.0f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
