"""Answer JSON lines on every core of a machine, or of a cluster, with Ray Data.

    pip install 'modelpick[ray]'
    python examples/ray_batch.py queries.jsonl answers.jsonl [--workers 2] [--catalog mine.sqlite]

One answer a line, in order: the lines that ``modelpick recommend --batch queries.jsonl`` prints. Stopped and started
again, it goes on behind the last whole answer.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import ray
from ray.data import ActorPoolStrategy, DataContext, Dataset

from modelpick import load
from modelpick.batch import answer_line

LINES = 256
"""At most in a block: answers take some 20 kB each, so that a block stays below 10 MB."""


class Answers:
    """A worker: the catalogue opened once, then every line a call of one pure function."""

    def __init__(self, catalog: str | None) -> None:
        self.adviser = load(catalog)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        found = [answer_line(self.adviser, {}, line) for line in batch["query"]]
        return {
            "line": batch["line"],
            "answer": [one.text for one in found],
            "kind": [one.kind for one in found],
        }


def queries(path: Path, done: int = 0) -> list[dict[str, Any]]:
    """The lines of a file that are not blank, numbered; the first ``done`` of them left out."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        lines = enumerate(line for line in file if line.strip())
        return [{"line": place, "query": line} for place, line in lines if place >= done]


def answered(rows: Dataset, workers: int, catalog: str | None = None) -> Dataset:
    """To rows of ``line`` and ``query`` rows of ``line``, ``answer`` (JSON) and ``kind``.

    Args:
        rows: the queries, from wherever Ray reads.
        workers: processes that answer, one a core, on whichever machine has one free.
        catalog: a compiled catalogue instead of the packaged one, at the same path on every machine.
    """
    pool = ActorPoolStrategy(min_size=1, max_size=workers)
    return rows.map_batches(
        Answers, fn_constructor_kwargs={"catalog": catalog}, compute=pool, batch_size=None, num_cpus=1
    )


def whole_lines(path: Path) -> int:
    """How many answers a file has; what is left of one that was being written is cut off."""
    count = end = 0
    with path.open("a+b") as file:
        file.seek(0)
        for line in file:
            if line.endswith(b"\n"):
                count, end = count + 1, end + len(line)
        file.truncate(end)
    return count


def main() -> None:
    """Write the answers that are missing."""
    parser = argparse.ArgumentParser(description="Answer JSON lines with Ray Data.")
    parser.add_argument("queries", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--catalog")
    asked = parser.parse_args()
    if missing := queries(asked.queries, done=whole_lines(asked.answers)):
        DataContext.get_current().execution_options.preserve_order = True
        blocks = max(len(missing) // LINES, min(len(missing), 4 * asked.workers))
        rows = ray.data.from_items(missing, override_num_blocks=blocks)
        with asked.answers.open("a", encoding="utf-8") as file:
            for batch in answered(rows, asked.workers, asked.catalog).iter_batches(batch_size=None):
                file.writelines(f"{answer}\n" for answer in batch["answer"])


if __name__ == "__main__":
    main()
