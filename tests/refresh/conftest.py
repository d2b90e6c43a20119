"""A real HTTP server on this machine that answers as a test says, and records of a small catalogue."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.refresh.making import Clock, Server, benchmark, model

from modelpick.knowledge.records import Price
from modelpick.refresh.client import Limits
from modelpick.refresh.findings import View


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that lives for one test."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
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
        benchmark(
            "arena-text", ("anthropic/claude-opus-4-6", None, 1500.0), ("openai/gpt-6-sol", "high", 1510.0)
        ),
        benchmark("asr", ("nvidia/parakeet-tdt-0.6b-v3", None, 6.32), objective="min"),
        benchmark("mteb", ("Qwen/Qwen3-8B", None, 60.0)),
    ]
    return View(
        {m.id: m for m in models},
        {b.id: b for b in boards},
        {"apache-2.0": "Apache-2.0", "mit": "MIT"},
        "2026-11-23",
    )
