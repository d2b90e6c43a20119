"""What tests of refreshing are made of: an HTTP server's answers, time, and records of a small catalogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from modelpick.knowledge.compile import compile_knowledge
from modelpick.knowledge.load import DOCUMENTS, Knowledge, Located
from modelpick.knowledge.records import Benchmark, ModelRecord, RefreshSource, Score
from modelpick.knowledge.store import Catalog


@dataclass
class Reply:
    """An answer of the server; ``wrong`` headers and bodies are the point of many tests."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    pieces: Callable[[], Iterator[bytes]] | None = None


@dataclass
class Server:
    """The server: paths to what is answered, in turn; the last answer stays. ``asked`` are the requests."""

    url: str = ""
    replies: dict[str, list[Reply | Callable[[dict[str, str]], Reply]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def on(self, path: str, *replies: Reply | Callable[[dict[str, str]], Reply]) -> str:
        """Answer ``path`` with these, one after the other; gives the address."""
        self.replies[path] = [*replies]
        return self.url + path

    def json(self, path: str, value: Any, **headers: str) -> str:
        """Answer with JSON."""
        return self.on(path, Reply(json.dumps(value).encode(), headers=headers))

    def next_reply(self, path: str, headers: dict[str, str]) -> Reply:
        """What the next request of a path gets."""
        self.asked.append((path, headers))
        queue = self.replies.get(path) or [Reply(status=404)]
        reply = queue.pop(0) if len(queue) > 1 else queue[0]
        return reply if isinstance(reply, Reply) else reply(headers)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Note the pause."""
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        """Seconds slept so far."""
        return self.now


def model(key: str, **values: Any) -> ModelRecord:
    """A model record of a hosted model."""
    plain: dict[str, Any] = {
        "name": key,
        "family": "F",
        "provider": "P",
        "tier": "official",
        "classes": ("llm",),
        "capabilities": ("text-generation",),
        "inputs": ("text",),
        "outputs": ("text",),
        "weights": "closed",
        "refs": ("https://example.org",),
        "checked": "2026-11-01",
    }
    return ModelRecord(id=key, **{**plain, **values})


def benchmark(key: str, *rows: tuple[str, str | None, float], objective: Any = "max") -> Benchmark:
    """A benchmark with scores of 2026-10-05."""
    scores = tuple(
        Score(
            model=m, variant=v, value=x, date="2026-10-05", kind="independent", source="https://example.org"
        )
        for m, v, x in rows
    )
    plain: dict[str, Any] = {"name": key, "measures": "it", "metric": "points", "url": "https://example.org"}
    return Benchmark(
        id=key,
        **plain,
        objective=objective,
        speaks_for={},
        date="2026-10-05",
        scores=scores,
        checked="2026-11-01",
    )


def source(form: Any, **values: Any) -> RefreshSource:
    """A source of that form."""
    plain: dict[str, Any] = {
        "id": form,
        "name": "N",
        "url": "https://example.org/data",
        "page": "https://example.org/page",
        "license": "MIT",
        "checked": "2026-11-23",
    }
    return RefreshSource(form=form, **{**plain, **values})


def small_catalog(folder: Path, models: Iterable[ModelRecord], boards: Iterable[Benchmark]) -> Catalog:
    """A compiled catalogue of these records alone, of 23 November 2026."""
    knowledge = Knowledge(documents={Path(name).stem: {} for name in DOCUMENTS})
    for kind, records in (("models", models), ("benchmarks", boards)):
        knowledge.by_kind[kind] = {record.id: Located(record, "data", 1) for record in records}
    path = folder / "small.sqlite"
    compile_knowledge(knowledge, path, version="1", built="2026-11-23", key="small")
    return Catalog(path)
