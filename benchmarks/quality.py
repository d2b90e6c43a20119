"""Hide one benchmark, rank its models from all the others, and see how many pairs come out in its order.

    python benchmarks/quality.py [--data DIR] [--suites] [--hidden]

A pair counts when the hidden benchmark tells its two models apart (their values differ by more than its
noise). A model without any remaining evidence is ranked by the expectation from its traits; a pair that a
ranking leaves tied counts half. The baselines rank the same pairs by parameters, by release date and by
downloads; where one of the two is unknown the pair counts half. ``--suites`` hides every benchmark with the
same harness along with it: a stricter question.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from modelpick.knowledge.evidence import rulers_of, subjects_of
from modelpick.knowledge.load import Knowledge, load_folder
from modelpick.knowledge.records import ModelRecord
from modelpick.rank.quality import Ruler, Subject, aggregate, year

AS_OF = "2026-11-23"
STRONG = 0.5
"""How strongly a benchmark must speak for a task to be counted for it."""
ENOUGH = 3
"""Benchmarks that a task needs to be judged."""
BASELINES = ("parameters", "date", "downloads")
ROOT = Path(__file__).resolve().parent.parent

Pair = tuple[str, str]
Ranking = Callable[[str], float | None]


@dataclass(slots=True)
class Tally:
    """Pairs put in order, by ranking, out of the pairs told apart."""

    pairs: int = 0
    right: dict[str, float] = field(default_factory=dict)

    def add(self, pairs: int, right: Mapping[str, float]) -> None:
        """Count more pairs."""
        self.pairs += pairs
        for name, count in right.items():
            self.right[name] = self.right.get(name, 0.0) + count

    def share(self, name: str) -> float:
        """The share of pairs that one ranking put in order."""
        return self.right.get(name, 0.0) / self.pairs if self.pairs else float("nan")


@dataclass(slots=True)
class Result:
    """What hiding every benchmark in turn showed."""

    by_benchmark: dict[str, Tally] = field(default_factory=dict)
    by_task: dict[str, Tally] = field(default_factory=dict)
    main_task: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def judged(self) -> list[str]:
        """Tasks with enough benchmarks, those with most pairs first."""
        enough = (task for task, count in self.counts.items() if count >= ENOUGH)
        return sorted(enough, key=lambda task: (-self.by_task[task].pairs, task))

    def overall(self) -> Tally:
        """Every hidden benchmark once, at the task it speaks for most, where that task is judged."""
        total = Tally()
        for benchmark in self.counted():
            total.add(self.by_benchmark[benchmark].pairs, self.by_benchmark[benchmark].right)
        return total

    def counted(self) -> list[str]:
        """The benchmarks whose main task is judged."""
        judged = set(self.judged())
        return [benchmark for benchmark, task in self.main_task.items() if task in judged]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Pairs of models ordered as a hidden benchmark orders them.")
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--suites", action="store_true", help="hide the whole suite of the benchmark")
    parser.add_argument("--hidden", action="store_true", help="one line for every hidden benchmark too")
    options = parser.parse_args()
    knowledge = load_folder(options.data)
    print("\n".join(table(measure(knowledge, options.suites), options.hidden)))


def measure(knowledge: Knowledge, suites: bool = False) -> Result:
    """Hide every benchmark that speaks for a task in turn."""
    models: dict[str, ModelRecord] = dict(knowledge.of("models"))
    measuring, known = rulers_of(knowledge), subjects_of(knowledge)
    harness = {b.id: b.harness or b.id for b in knowledge.of("benchmarks").values()}
    result = Result()
    for hidden in measuring:
        strong = [task for task, strength in hidden.speaks_for.items() if strength >= STRONG]
        if not strong or not told_apart(hidden, known):
            continue
        rest = [
            r for r in measuring if r is not hidden and (not suites or harness[r.id] != harness[hidden.id])
        ]
        _count(result, hidden, rest, known, models)
    return result


def _count(
    result: Result,
    hidden: Ruler,
    rest: Sequence[Ruler],
    known: Mapping[str, Subject],
    models: Mapping[str, ModelRecord],
) -> None:
    pairs = told_apart(hidden, known)
    ids = sorted({model for pair in pairs for model in pair})
    strong = {task: s for task, s in hidden.speaks_for.items() if s >= STRONG}
    found = aggregate(rest, dict.fromkeys(strong, ids), known, AS_OF)
    base = {name: ordered(pairs, ranking) for name, ranking in _baselines(models).items()}
    main_task = max(strong, key=lambda task: (strong[task], task))
    for task in strong:
        values = {model: q.value for (of, model), q in found.items() if of == task}
        right = {"quality": ordered(pairs, values.get), **base}
        result.by_task.setdefault(task, Tally()).add(len(pairs), right)
        result.counts[task] = result.counts.get(task, 0) + 1
        if task == main_task:
            result.by_benchmark.setdefault(hidden.id, Tally()).add(len(pairs), right)
            result.main_task[hidden.id] = task


def told_apart(ruler: Ruler, known: Mapping[str, Subject]) -> list[Pair]:
    """Pairs of catalogue models that the benchmark tells apart, the better one first."""
    sign = 1.0 if ruler.maximise else -1.0
    best: dict[str, float] = {}
    for row in ruler.rows:
        if row.model in known:
            best[row.model] = max(sign * row.value, best.get(row.model, float("-inf")))
    ids = sorted(best)
    pairs = ((a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if abs(best[a] - best[b]) > ruler.noise)
    return [(a, b) if best[a] > best[b] else (b, a) for a, b in pairs]


def ordered(pairs: Iterable[Pair], ranking: Ranking) -> float:
    """How many pairs a ranking puts in order; half for each it cannot tell."""
    right = 0.0
    for better, worse in pairs:
        a, b = ranking(better), ranking(worse)
        right += 0.5 if a is None or b is None or a == b else float(a > b)
    return right


def _baselines(models: Mapping[str, ModelRecord]) -> dict[str, Ranking]:
    return {
        "parameters": lambda key: models[key].parameters,
        "date": lambda key: year(models[key].released),
        "downloads": lambda key: models[key].downloads,
    }


def table(result: Result, hidden: bool = False) -> list[str]:
    """The result as Markdown."""
    head = ["task", "benchmarks", "pairs", "quality", *BASELINES]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    lines += [_line(task, result.by_task[task], str(result.counts[task])) for task in result.judged()]
    lines.append(_line("**overall**", result.overall(), str(len(result.counted()))))
    if hidden:
        order = sorted(result.by_benchmark, key=lambda key: (result.by_benchmark[key].share("quality"), key))
        lines += ["", "| hidden | task | pairs | quality | " + " | ".join(BASELINES) + " |"]
        lines += ["|---|---|" + "--:|" * (2 + len(BASELINES))]
        lines += [_line(key, result.by_benchmark[key], result.main_task[key]) for key in order]
    return lines


def _line(name: str, tally: Tally, second: str) -> str:
    shares = [f"{100 * tally.share(key):.1f}" for key in ("quality", *BASELINES)]
    return "| " + " | ".join([name, second, str(tally.pairs), *shares]) + " |"


if __name__ == "__main__":
    main()
