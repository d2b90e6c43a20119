"""A pretended language model, as slow and as odd as a test wants it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from modelpick.measuring.protocol import Figure
from modelpick.measuring.runs import Place, Run

Pieces = Callable[["Model", dict[str, Any]], Iterator[bytes]]


@dataclass
class Model:
    """A server with a model that reads and writes at set speeds.

    Attributes:
        latency: seconds before anything else; each_read, each_written: seconds a token.
        longest: tokens of a prompt that it takes; longer ones get status 400.
        counts: whether it counts tokens when asked to, in streamed answers; whole_counts: in whole ones.
        strict: whether unknown fields are refused; chats: whether it knows chats, and not plain text alone.
        stream: replaces the whole stream.
    """

    url: str = ""
    models: tuple[str, ...] = ("tiny",)
    owner: str = "llamacpp"
    latency: float = 0.0
    each_read: float = 0.0
    each_written: float = 0.0005
    longest: int = 100_000
    counts: bool = True
    whole_counts: bool = True
    strict: bool = False
    chats: bool = True
    ends_after: int = 100_000
    content_type: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict)
    refuse: list[tuple[int, Any]] = field(default_factory=list)
    list_answer: tuple[int, Any] | None = None
    stream: Pieces | None = None
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The bodies of all questions so far."""
        return [body for _, _, body in self.asked if body is not None]

    def listing(self, path: str) -> tuple[int, Any]:
        """The answer of ``/v1/models``."""
        if self.list_answer is not None:
            return self.list_answer
        if path != "/v1/models":
            return 404, {"error": {"message": "no such page"}}
        return 200, {"object": "list", "data": [{"id": name, "owned_by": self.owner} for name in self.models]}

    def refusal(self, path: str, body: dict[str, Any]) -> tuple[int, Any] | None:
        """Why a question is not taken; None: it is."""
        if self.refuse:
            return self.refuse.pop(0) if len(self.refuse) > 1 else self.refuse[0]
        if path == "/v1/chat/completions" and not self.chats:
            return 404, {"detail": "Not Found"}
        if self.strict and {"ignore_eos", "stream_options"} & body.keys():
            return 422, {"detail": "extra fields not permitted"}
        if tokens(body) > self.longest:
            return 400, {"error": {"message": "the prompt is longer than the context"}}
        return None

    def whole(self, body: dict[str, Any]) -> Any:
        """An answer that is not streamed."""
        usage = {"prompt_tokens": tokens(body), "completion_tokens": body["max_tokens"]}
        return {"choices": [{"message": {"content": "x"}}], **({"usage": usage} if self.whole_counts else {})}

    def pieces(self, body: dict[str, Any]) -> Iterator[bytes]:
        """The events of a streamed answer, in their own time."""
        if self.stream is not None:
            yield from self.stream(self, body)
            return
        self.over.wait(self.latency + self.each_read * tokens(body))
        count = min(body["max_tokens"], self.ends_after)
        yield event(choice(body, "", role="assistant"))
        for at in range(count):
            if at:
                self.over.wait(self.each_written)
            yield event(choice(body, " word"))
        yield event(choice(body, None, end="length"))
        if self.counts and body.get("stream_options", {}).get("include_usage"):
            yield event({"choices": [], "usage": {"prompt_tokens": tokens(body), "completion_tokens": count}})
        yield b"data: [DONE]\n\n"


def tokens(body: dict[str, Any]) -> int:
    """Tokens of a question: two a word, and four for the form of a chat."""
    if "prompt" in body:
        return 2 * len(body["prompt"].split())
    return 4 + 2 * len(body["messages"][0]["content"].split())


def choice(body: dict[str, Any], text: str | None, *, role: str | None = None, end: str | None = None) -> Any:
    """One event's content, in the form of the question."""
    if "prompt" in body:
        return {"choices": [{"text": text or "", "finish_reason": end}]}
    delta = {key: value for key, value in (("role", role), ("content", text)) if value is not None}
    return {"choices": [{"delta": delta, "finish_reason": end}]}


def event(value: Any) -> bytes:
    """A server-sent event of JSON."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def handler_of(model: Model) -> type[BaseHTTPRequestHandler]:
    """What answers for a model."""
    return type("Handler", (_Handler,), {"state": model})


class _Handler(BaseHTTPRequestHandler):
    state: Model
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.state.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, None))
        self._plain(*self.state.listing(self.path))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.state.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        refused = self.state.refusal(self.path, body)
        if refused is not None:
            self._plain(*refused)
        elif not body["stream"]:
            self._plain(200, self.state.whole(body))
        else:
            self._stream(body)

    def _plain(self, status: int, value: Any) -> None:
        content = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, text in self.state.headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.state.content_type)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for piece in self.state.pieces(body):
                self.wfile.write(piece)
                self.wfile.flush()
        except OSError:
            pass  # the client has heard enough
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


FIGURE = Figure(50.0, 48.0, 51.0, 3)
PLACE = Place("GeForce RTX 4090", ("rtx-4090",), "gpu", "cuda", 1, "vram", None)


def run(name: str, **values: Any) -> Run:
    """A stored run of Qwen3-8B on an RTX 4090."""
    plain: dict[str, Any] = {
        "date": "2026-11-23T04:05:06+00:00",
        "endpoint": "http://localhost:8080/v1",
        "served": "qwen3-8b-q4_k_m.gguf",
        "model": "Qwen/Qwen3-8B",
        "quantization": "Q4_K_M",
        "runtime": "llama.cpp",
        "hardware": PLACE,
        "prompt_tokens": (60, 250, 1000),
        "answer_tokens": 128,
        "counted": True,
        "read": True,
        "first_token": Figure(0.2, 0.19, 0.3, 3),
        "latency": Figure(0.05, 0.04, 0.06, 3),
        "decode": FIGURE,
        "prefill": Figure(3000.0, 2900.0, 3100.0, 3),
    }
    return Run(id=name, **{**plain, **values})
