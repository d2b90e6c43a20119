"""Arena's leaderboards as the Hub's dataset viewer pages through them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from modelpick.knowledge.records import RefreshPart, RefreshSource
from modelpick.refresh.answers import (
    BadAnswer,
    by_name,
    day,
    json_of,
    mapping,
    number,
    plain_name,
    sequence,
    whole,
)
from modelpick.refresh.findings import Findings, Values, View
from modelpick.refresh.scores import merged

__all__ = ["PAGE", "named", "parse", "rows_in_all"]

PAGE = 100
_MOST_ROWS = 5_000
_DATED = re.compile(r"-(?:20\d{6}|20\d{2}-\d{2}-\d{2})$")


def rows_in_all(page: bytes) -> int:
    """How many rows the board has, by its first page.

    Raises:
        BadAnswer: the page does not say, or more than a board can have.
    """
    total = whole(mapping(json_of(page), "the answer").get("num_rows_total"), 0, _MOST_ROWS)
    if total is None:
        raise BadAnswer("does not say how many rows there are")
    return total


def parse(pages: Sequence[bytes], part: RefreshPart, source: RefreshSource, view: View) -> Findings:
    """Read the scores of one board.

    Raises:
        BadAnswer: the pages have another shape, or name too few of the models we hold scores of.
    """
    names = by_name(view.models) | {plain_name(n): [m] for n, m in source.names.items() if m in view.models}
    scores: dict[tuple[str, str | None], Values] = {}
    unknown: list[str] = []
    rows = list(_rows(pages, part.values.get("category", "")))
    # The shortest name first: a dated snapshot counts only where the model itself is not on the board.
    for row in sorted(rows, key=lambda row: len(str(row.get("model_name")))):
        name = str(row.get("model_name"))
        found = named(name, names, source.variants)
        score = _score(row, source.page)
        if found is None or score is None:
            unknown.append(f"{part.benchmark}: {name}")
            continue
        variant = {"variant": found[1]} if found[1] else {}
        scores.setdefault(found, {"model": found[0], **score, **variant})
    fields = merged(view.benchmarks[part.benchmark], [*scores.values()], view.today)
    return Findings(benchmarks={part.benchmark: fields}, unknown=tuple(sorted(set(unknown))))


def named(name: str, ids: Mapping[str, list[str]], variants: Iterable[str]) -> tuple[str, str | None] | None:
    """Which of our models a published name means, and the variant; None where none or several could be meant.

    ``claude-opus-4-6-thinking`` is ``anthropic/claude-opus-4-6`` run with thinking.
    """
    plain = plain_name(name)
    endings = sorted((v for v in variants if plain.endswith(f"-{v}")), key=len, reverse=True)
    for variant in (None, *endings):
        base = plain if variant is None else plain[: -len(variant) - 1]
        for spelling in dict.fromkeys((base, _DATED.sub("", base))):
            found = ids.get(spelling, [])
            if found:
                return (found[0], variant) if len(found) == 1 else None
    return None


def _rows(pages: Sequence[bytes], category: str) -> Iterable[Mapping[str, Any]]:
    for page in pages:
        answer = mapping(json_of(page), "the answer")
        for entry in sequence(answer.get("rows"), "rows"):
            row = mapping(mapping(entry, "a row").get("row"), "a row")
            if row.get("category") == category:
                yield row


def _score(row: Mapping[str, Any], page: str) -> Values | None:
    value = number(row.get("rating"), 100, 5_000)
    published = day(row.get("leaderboard_publish_date"))
    if value is None or published is None:
        return None
    low, high = (number(row.get(name), 0, 10_000) for name in ("rating_lower", "rating_upper"))
    votes = whole(row.get("vote_count"), 0, 10**9)
    said = [f"95 % CI {low:.0f} to {high:.0f}"] if low is not None and high is not None else []
    said += [f"{votes} votes"] if votes is not None else []
    note = {"note": ", ".join(said)} if said else {}
    return {"value": round(value, 4), "date": published, "kind": "independent", **note, "source": page}
