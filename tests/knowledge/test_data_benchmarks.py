"""The benchmarks (``data/benchmarks``): every row can be traced, and every ruler can be read."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import Benchmark

DATA = Path(__file__).parents[2] / "data"
DATED = re.compile(r"\d{4}(-\d\d){0,2}$")


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Every benchmark of the packaged data."""
    kind = next(kind for kind in KINDS if kind.name == "benchmarks")
    return tuple(load_file(path, kind, DATA)[0].record for path in sorted(DATA.glob(kind.pattern)))


@cache
def ids(folder: str) -> frozenset[str]:
    """The ids of models or tasks, without reading more than it takes."""
    if folder == "models":
        return frozenset(f"{path.parent.name}/{path.stem}" for path in (DATA / "models").glob("*/*.yaml"))
    lines = (
        line for path in (DATA / "tasks").glob("*.yaml") for line in path.read_text("utf-8").splitlines()
    )
    return frozenset(line.removeprefix("- id:").strip() for line in lines if line.startswith("- id:"))


def named(found: list[str]) -> str:
    """What failed, short."""
    return ", ".join(found[:10])


def test_the_file_is_named_after_the_benchmark() -> None:
    """One file a benchmark, found by its id."""
    assert {path.stem for path in (DATA / "benchmarks").glob("*.yaml")} == {each.id for each in benchmarks()}


def test_there_is_evidence_enough() -> None:
    """The catalogue rests on thousands of rows over hundreds of benchmarks."""
    assert len(benchmarks()) >= 200
    assert sum(len(each.scores) for each in benchmarks()) >= 2000


def test_rows_name_models_of_the_catalogue() -> None:
    """A score of a model nobody can look up is no evidence."""
    assert not (found := [s.model for b in benchmarks() for s in b.scores if s.model not in ids("models")]), (
        named(found)
    )


def test_benchmarks_speak_for_tasks_that_exist() -> None:
    """``speaks_for`` names canonical tasks, with a strength from 0 to 1."""
    found = [
        f"{b.id}: {t}"
        for b in benchmarks()
        for t, s in b.speaks_for.items()
        if t not in ids("tasks") or not 0 < s <= 1
    ]
    assert not found, named(found)


def test_every_row_has_a_source() -> None:
    """An address or an entry of the bibliography."""
    assert not (found := [b.id for b in benchmarks() for s in b.scores if not s.source]), named(found)


def test_dates_are_iso_and_not_in_the_future() -> None:
    """A year, a month or a day, up to the day the catalogue was built."""
    dates = [(b.id, date) for b in benchmarks() for date in (b.date, *(s.date for s in b.scores)) if date]
    assert not (
        found := [f"{key} {date}" for key, date in dates if not DATED.match(date) or date > "2026-11-23"]
    ), named(found)


def test_anchors_point_where_the_objective_says() -> None:
    """The value read as 1 is the greater one where more is better."""
    scaled = [b for b in benchmarks() if b.scale]
    found = [b.id for b in scaled if b.scale and (b.scale[1] > b.scale[0]) != (b.objective == "max")]
    assert not found, named(found)


def test_every_benchmark_has_anchors_and_noise() -> None:
    """Without them a newcomer would move the others, and small differences would count."""
    assert not (found := [b.id for b in benchmarks() if not b.scale or not b.noise or b.noise <= 0]), named(
        found
    )


def test_values_are_finite() -> None:
    """Every score is a number."""
    assert all(math.isfinite(score.value) for b in benchmarks() for score in b.scores)


def test_no_row_is_there_twice() -> None:
    """One row for a model, setting, value and source."""
    rows = Counter((b.id, s.model, s.variant, s.value, s.source) for b in benchmarks() for s in b.scores)
    assert not (found := [f"{key[0]} {key[1]}" for key, count in rows.items() if count > 1]), named(found)


def test_speed_is_not_quality() -> None:
    """Latency and throughput are kept, and speak for no task."""
    found = [b.id for b in benchmarks() if re.search(r"latency|-speed$", b.id)]
    assert len(found) == 4
    assert all(not b.speaks_for for b in benchmarks() if b.id in found)


def test_arena_is_attributed() -> None:
    """CC BY 4.0 asks for the name."""
    arena = [b for b in benchmarks() if b.id.startswith("arena-")]
    assert len(arena) == 15
    assert all(b.license == "CC BY 4.0" and b.attribution and "Arena" in b.attribution for b in arena)


def test_what_it_measures_is_said_in_words() -> None:
    """A sentence of its own for each."""
    said = Counter(b.measures for b in benchmarks())
    assert all(len(text) > 20 for text in said)
    assert max(said.values()) == 1


@pytest.mark.parametrize(
    ("benchmark", "model", "value", "kind"),
    [
        ("arena-text", "google/gemini-4-argon", 1525.215, "independent"),
        ("swe-bench-verified", "moonshotai/Kimi-K2.6", 80.2, "vendor"),
        ("open-asr-english", "Qwen/Qwen3-ASR-1.7B", None, "independent"),
        ("screenspot-pro", "inclusionAI/UI-Venus-1.5-8B", 67.68, "independent"),
        ("olmocr-bench", "datalab-to/chandra-ocr-2", 85.9, "vendor"),
    ],
)
def test_pinned_rows(benchmark: str, model: str, value: float | None, kind: str) -> None:
    """Rows read off their source by hand."""
    rows = [
        s for b in benchmarks() if b.id == benchmark for s in b.scores if s.model == model and s.kind == kind
    ]
    assert rows
    assert value is None or value in [row.value for row in rows]


def test_one_test_is_read_on_one_scale() -> None:
    """Benchmarks that are the same ``test`` share metric, direction and anchors, and there are at least two."""
    read: dict[str, Counter[tuple[object, ...]]] = {}
    for b in benchmarks():
        if b.test is not None:
            read.setdefault(b.test, Counter())[b.metric, b.objective, b.scale] += 1
    found = [test for test, ways in read.items() if len(ways) > 1 or sum(ways.values()) < 2]
    assert not found, named(found)
