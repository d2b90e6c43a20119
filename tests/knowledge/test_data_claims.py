"""The claims of the seed documents (``data/claims``): none left out, each judged and sourced."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import Claim, ModelClass

DATA = Path(__file__).parents[2] / "data"
COUNTS = {"000": 52, "001": 77, "002": 62, "003": 76, "004": 240}
VERDICTS = {
    "000": {"true": 42, "imprecise": 7, "outdated": 2, "opinion": 1},
    "001": {"true": 51, "imprecise": 20, "outdated": 3, "wrong": 1, "opinion": 2},
    "002": {"true": 27, "imprecise": 22, "outdated": 3, "wrong": 7, "opinion": 3},
    "003": {"true": 61, "imprecise": 8, "wrong": 1, "opinion": 6},
    "004": {"true": 124, "imprecise": 78, "outdated": 19, "wrong": 11, "opinion": 8},
}
NEEDS_CORRECTION = {"imprecise", "outdated", "wrong"}
CARD_ROWS = {f.name for f in msgspec.structs.fields(ModelClass) if "Statement" in str(f.type)} - {"cautions"}
ASPECTS = CARD_ROWS | {"inputs", "outputs", "history", "rule", "memory", "opinion", "source", "term"}
SUBJECTS = {"timeline", "memory", "trend", "source"}


@cache
def records(kind: str) -> tuple[Any, ...]:
    """Every record of one kind, read from its files alone."""
    found = next(k for k in KINDS if k.name == kind)
    paths = sorted(DATA.glob(found.pattern))
    return tuple(entry.record for path in paths for entry in load_file(path, found, DATA))


@cache
def ids(kind: str) -> frozenset[str]:
    return frozenset(record.id for record in records(kind))


def claims(seed: str) -> list[Claim]:
    return [claim for claim in records("claims") if claim.id.startswith(f"{seed}-")]


def resolves(subject: str) -> bool:
    """Whether a subject of a claim names something that exists."""
    prefix, _, rest = subject.partition(":")
    if prefix == "table":
        return rest in ids("tables") | ids("source_tables") or (DATA / f"{rest}.yaml").is_file()
    if rest:
        return rest in ids({"term": "terms", "task": "tasks"}[prefix])
    return subject in SUBJECTS or subject in ids("classes")


@pytest.mark.parametrize("seed", COUNTS)
def test_ids_run_without_a_gap(seed: str) -> None:
    """Each seed's claims are numbered from 001 to their count, in order."""
    expected = [f"{seed}-{number:03}" for number in range(1, COUNTS[seed] + 1)]
    assert [claim.id for claim in claims(seed)] == expected


@pytest.mark.parametrize("seed", VERDICTS)
def test_verdicts_are_as_reviewed(seed: str) -> None:
    """No verdict has changed unnoticed."""
    assert Counter(claim.verdict for claim in claims(seed)) == VERDICTS[seed]


@pytest.mark.parametrize("seed", COUNTS)
def test_source_is_the_seed_of_the_id(seed: str) -> None:
    """A claim is credited to the document that its id names."""
    assert {claim.source for claim in claims(seed)} == {f"seed-{seed}"}


def test_what_is_not_right_is_corrected() -> None:
    """An imprecise, outdated or wrong claim says what is right."""
    assert not [c.id for c in records("claims") if c.verdict in NEEDS_CORRECTION and not c.correction]


def test_every_verdict_has_a_source() -> None:
    """A claim names at least one source, and none twice."""
    assert not [c.id for c in records("claims") if not c.refs or len(set(c.refs)) < len(c.refs)]


def test_refs_are_addresses_or_known_sources() -> None:
    """A source is an https address or an entry of the bibliography."""
    unknown = {r for c in records("claims") for r in c.refs if not r.startswith("https://")} - ids("sources")
    assert not unknown


def test_a_correction_adds_something() -> None:
    """A correction is never the claim said again."""
    assert not [c.id for c in records("claims") if c.correction and c.correction == c.text]


def test_subjects_exist() -> None:
    """Whatever a claim is about is a class, term, task, table or named subject that exists."""
    unknown = {f"{c.id}: {s}" for c in records("claims") for s in c.about if not resolves(s)}
    assert not unknown


def test_every_claim_is_about_something() -> None:
    """A claim without a subject would be shown nowhere."""
    assert not [c.id for c in records("claims") if not c.about or len(set(c.about)) < len(c.about)]


def test_aspects_are_rows_of_a_card_or_named() -> None:
    """An aspect is a row of the class card or one of the others the schema lists."""
    assert {claim.aspect for claim in records("claims")} <= ASPECTS


def test_lines_are_numbers_or_ranges() -> None:
    """A line is where to look in the document: ``15``, ``25-29`` or several of them."""
    pattern = re.compile(r"\d+(-\d+)?([, ]+\d+(-\d+)?)*")
    assert not [c.id for c in records("claims") if not pattern.fullmatch(c.line)]


def test_every_claim_is_dated() -> None:
    """A claim says when it was checked, to the day."""
    assert not [c.id for c in records("claims") if not re.fullmatch(r"\d{4}-\d\d-\d\d", c.checked)]


def test_seed_classes_have_examples_claims() -> None:
    """The umbrella terms of the seeds carry what the seeds give as examples of them."""
    shown = {subject for c in records("claims") if c.aspect == "examples" for subject in c.about}
    assert {"llm", "vlm", "lmm", "multimodal", "foundation-model", "generative-ai", "clip"} <= shown
