"""A real HTTP server on this machine that answers as a test says, and records of a small catalogue."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from modelpick.knowledge.records import Benchmark, ModelRecord, Price, RefreshSource, Score
from modelpick.refresh.client import Limits
from modelpick.refresh.findings import View


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


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that lives for one test."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
            reply = state.next_reply(self.path, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(reply.status)
            length = len(reply.body) if reply.length is None else reply.length
            for name, value in {"Content-Length": str(length), **reply.headers}.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            try:
                for piece in reply.pieces() if reply.pieces else (reply.body,):
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:
                pass
            if reply.length is not None or reply.pieces:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    state.url = f"http://127.0.0.1:{listening.server_address[1]}"
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield state
    listening.shutdown()
    listening.server_close()


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


@pytest.fixture
def clock() -> Clock:
    """Time for a client."""
    return Clock()


LIMITS = Limits(most_bytes=1_000_000, seconds=100, silence=0.5)


@pytest.fixture
def limits() -> Limits:
    """Limits that a test can reach."""
    return LIMITS


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Where an answer goes."""
    return tmp_path / "answer.part"


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
        Score(model=m, variant=v, value=x, date="2026-10-05", kind="independent", source="https://example.org")
        for m, v, x in rows
    )
    plain: dict[str, Any] = {"name": key, "measures": "it", "metric": "points", "url": "https://example.org"}
    return Benchmark(
        id=key, **plain, objective=objective, speaks_for={}, date="2026-10-05", scores=scores, checked="2026-11-01"
    )


@pytest.fixture
def view() -> View:
    """A small catalogue on 23 November 2026."""
    paid = Price(input=2.0, output=8.0, date="2026-10-01", source="https://example.org")
    models = [
        model("openai/gpt-6-sol", price=paid, context=400_000),
        model("openai/gpt-6.1-sol"),
        model("anthropic/claude-opus-4-6", price=paid, released="2026-02-05"),
        model("Qwen/Qwen3-8B", weights="open", refs=("https://huggingface.co/Qwen/Qwen3-8B",)),
        model("nvidia/parakeet-tdt-0.6b-v3", weights="open"),
    ]
    boards = [
        benchmark("arena-text", ("anthropic/claude-opus-4-6", None, 1500.0), ("openai/gpt-6-sol", "high", 1510.0)),
        benchmark("asr", ("nvidia/parakeet-tdt-0.6b-v3", None, 6.32), objective="min"),
        benchmark("mteb", ("Qwen/Qwen3-8B", None, 60.0)),
    ]
    return View(
        {m.id: m for m in models},
        {b.id: b for b in boards},
        {"apache-2.0": "Apache-2.0", "mit": "MIT"},
        "2026-11-23",
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


@pytest.fixture
def make_source() -> Callable[..., RefreshSource]:
    """`source`, as tests in other files get it."""
    return source
