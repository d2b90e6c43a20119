"""What one answer costs as the catalogue grows: 1 000, 10 000, 100 000 and 1 000 000 models.

    python benchmarks/growth.py [--sizes 1000 10000 100000 1000000] [--runs 7] [--small]

The catalogues are made: each model is one of the packaged ones, drawn at random, under a name of its own, with its size
and the quality in each of its tasks moved a little, so that sizes, licences, tasks and evidence are distributed as they
are. A whole ``recommend --json`` process on each is timed, and its memory read, beside the smallest.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.startup import Timing, measure
from modelpick.knowledge.compile import (
    COUNT_SERVING,
    INSERT_BODY,
    INSERT_MODEL,
    INSERT_SERVES,
    INSERT_STANDING,
    body_row,
    least_bytes,
    model_row,
    serves_row,
    standing_order,
    standing_row,
)
from modelpick.knowledge.locate import open_packaged
from modelpick.knowledge.records import ModelRecord
from modelpick.knowledge.store import Catalog, Quality

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ASK = ("recommend", "--task", "captioning", "--on-device", "--json")
_AT_ONCE = 10_000
_SIZE_SPREAD, _QUALITY_SPREAD = 0.25, 0.05


class Drawn(NamedTuple):
    """One made model: its number, the packaged one it is drawn from, and what it was moved by."""

    number: int
    original: int
    factor: float
    shift: float


def draw(count: int, originals: int) -> list[Drawn]:
    """The same models at every run; the first thousand of a large catalogue are those of a small one."""
    source = random.Random(5)
    return [
        Drawn(
            n,
            source.randrange(originals),
            source.lognormvariate(0, _SIZE_SPREAD),
            source.gauss(0, _QUALITY_SPREAD),
        )
        for n in range(1, count + 1)
    ]


def made(original: ModelRecord, drawn: Drawn) -> ModelRecord:
    """A packaged model under another name and size."""
    parameters = original.parameters and max(1, int(original.parameters * drawn.factor))
    files = tuple(replace(file, bytes=max(1, int(file.bytes * drawn.factor))) for file in original.files)
    name = f"{original.id}-{drawn.number}"
    return replace(
        original, id=name, name=f"{original.name} {drawn.number}", parameters=parameters, files=files
    )


def moved(quality: Quality | None, drawn: Drawn) -> Quality | None:
    """A quality moved a little, within its scale."""
    if quality is None:
        return None
    ends = (min(1.0, max(0.0, round(v + drawn.shift, 4))) for v in (quality.value, quality.low, quality.high))
    value, low, high = ends
    return replace(quality, value=value, low=low, high=high)


def grow(base: Catalog, count: int, path: Path) -> None:
    """Write a catalogue of ``count`` models beside the packaged vocabularies."""
    originals = base.models()
    place = {model.id: i for i, model in enumerate(originals)}
    drawn = draw(count, len(originals))
    sources = defaultdict(list)
    for one in drawn:
        sources[one.original].append(one)
    connection = sqlite3.connect(path)
    connection.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;"
    )
    _copy(connection, base, count)
    bounds: list[tuple[bool, float | None]] = [(False, None)]
    for start in range(0, count, _AT_ONCE):
        models = [(d.number, made(originals[d.original], d)) for d in drawn[start : start + _AT_ONCE]]
        connection.executemany(INSERT_MODEL, (model_row(n, model) for n, model in models))
        connection.executemany(INSERT_BODY, (body_row(n, model) for n, model in models))
        bounds += ((model.weights == "closed", least_bytes(model)) for _, model in models)
    for task in base.ids("tasks"):
        served = [(place[s.model.id], s.quality) for s in base.servants(task)]
        rows = sorted(
            ((d.number, moved(quality, d)) for at, quality in served for d in sources[at]), key=itemgetter(0)
        )
        connection.executemany(INSERT_SERVES, (serves_row(task, n, q) for n, q in rows))
        standing = sorted((standing_row(task, n, q, *bounds[n]) for n, q in rows), key=standing_order)
        connection.executemany(INSERT_STANDING, standing)
    connection.execute(COUNT_SERVING)
    connection.execute("CREATE UNIQUE INDEX model_folded ON model (folded)")
    connection.commit()
    connection.close()


def _copy(connection: sqlite3.Connection, base: Catalog, count: int) -> None:
    """The tables that do not grow, and the empty ones that do."""
    connection.execute("ATTACH ? AS base", (str(base.path),))
    grown = ("model", "body", "serves", "standing", "serving")
    tables = connection.execute("SELECT name, sql FROM base.sqlite_master WHERE type = 'table'").fetchall()
    for name, sql in tables:
        connection.execute(sql)
        if name not in grown:
            connection.execute(f"INSERT INTO {name} SELECT * FROM base.{name}")
    counts = json.dumps({**base.counts, "models": count})
    connection.execute("UPDATE meta SET value = ? WHERE key = 'counts'", (counts,))
    connection.commit()
    connection.execute("DETACH base")


def command(path: Path) -> list[str]:
    """A process that answers from the catalogue at ``path``."""
    return [sys.executable, "-m", "modelpick", *ASK, "--catalog", str(path)]


def _rows(sizes: Sequence[int], runs: int, folder: Path) -> Iterator[tuple[int, float, Timing, float]]:
    for size in sizes:
        path = folder / f"catalog-{size}.sqlite"
        start = time.perf_counter()
        # In a process of its own: what starts a command counts towards the peak memory the system reports of it.
        subprocess.run([sys.executable, __file__, "--make", str(path), "--sizes", str(size)], check=True)
        took = time.perf_counter() - start
        yield size, took, measure(command(path), runs), os.path.getsize(path) / 1e6
        path.unlink()


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Cost of one answer by size of the catalogue.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--small", action="store_true", help="two small catalogues, to see that it works")
    parser.add_argument(
        "--make", type=Path, metavar="FILE", help="only write a catalogue of the size, and keep it"
    )
    options = parser.parse_args()
    if options.make:
        grow(open_packaged(), options.sizes[0], options.make)
        return 0
    sizes, runs = ((1_000, 3_000), 2) if options.small else (options.sizes, options.runs)
    print(
        f"{'models':>10} {'file MB':>9} {'made in s':>10} {'cpu s':>8} {'ratio':>6} {'MiB':>6} {'ratio':>6}"
    )
    first: Timing | None = None
    with tempfile.TemporaryDirectory() as folder:
        for size, took, timing, megabytes in _rows(sizes, runs, Path(folder)):
            first = first or timing
            slower, larger = timing.seconds / first.seconds, timing.memory / first.memory
            figures = f"{timing.seconds:8.3f} {slower:6.2f} {timing.memory:6.0f} {larger:6.2f}"
            print(f"{size:10,} {megabytes:9.0f} {took:10.1f} {figures}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
