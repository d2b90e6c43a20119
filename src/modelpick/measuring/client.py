"""Questions to one OpenAI-compatible server, and when the pieces of its answers came.

Nothing but the endpoint is talked to: redirects are not followed, and for this machine no proxy is used.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from modelpick.errors import UsageError
from modelpick.measuring.answers import (
    Heard,
    Served,
    Wrong,
    error_text,
    read_chunk,
    read_prompt_count,
    read_served,
)
from modelpick.measuring.endpoint import Endpoint, EndpointError
from modelpick.measuring.events import Events, TooLong
from modelpick.measuring.protocol import Trace
from modelpick.version import version

if TYPE_CHECKING:
    import httpx2

__all__ = ["BrokenOff", "Client", "Question", "Refused"]

_MOST_BYTES = 16_000_000
_MOST_ERROR = 20_000
_STARTING = "is the server running, and is that its address? (llama-server, ollama serve, vllm serve)"
_ODD = "it must speak the API of OpenAI: /v1/models and streamed /v1/chat/completions"
_SLOW = "--timeout gives each answer more seconds"


class Refused(Exception):
    """The server answered a question with an error.

    Attributes:
        status: of HTTP.
        said: the server's words; empty where it gave none.
    """

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"status {status}{': ' + said if said else ''}")
        self.status = status
        self.said = said


class BrokenOff(EndpointError):
    """An answer that ends before it is complete, as some servers do with a prompt that is too long."""


class Question(Struct, frozen=True):
    """What is asked: ``body`` for the path under the endpoint; ``most`` tokens may come, to ``words`` asked."""

    path: str
    body: Mapping[str, Any]
    most: int
    words: int


class Clock(Protocol):
    """Steady time."""

    def perf_counter(self) -> float:
        """Seconds since some moment."""

    def sleep(self, seconds: float, /) -> None:
        """Pause."""


class Client:
    """Keeps to one endpoint. Use as a context manager.

    Args:
        key: sent with every question, never shown or kept.
        timeout: seconds for a whole answer.

    Raises:
        UsageError: the HTTP library is not installed, or the key cannot be sent.
    """

    def __init__(self, endpoint: Endpoint, key: str | None, timeout: float, clock: Clock = time) -> None:
        try:
            import httpx2
        except ImportError:
            hint = "python -m pip install 'httpx2>=2,<3'"
            raise UsageError("this command needs the package httpx2", hint=hint) from None
        self.endpoint = endpoint
        self.clock = clock
        self._key = key.strip() if key else None
        self._seconds = timeout
        self._library = httpx2
        headers = {"User-Agent": f"modelpick/{version()}", "Accept-Encoding": "identity", **self._secret()}
        limits = httpx2.Timeout(timeout, connect=min(10.0, timeout))
        self._http = httpx2.Client(headers=headers, timeout=limits, trust_env=not endpoint.local)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def models(self) -> tuple[Served, ...] | None:
        """What the server offers; None where it has no list.

        Raises:
            EndpointError: it cannot be reached, refuses, or answers something else.
        """
        with self._asked("GET", "/models") as response:
            body = self._whole(response, _MOST_BYTES)
            if response.status_code in (404, 405, 501):
                return None
            if response.status_code != 200:
                raise self.error(Refused(response.status_code, self._clean(error_text(body))))
        try:
            return read_served(body)
        except Wrong:
            raise EndpointError(
                self.endpoint.url, "the answer of /models is no list of models", hint=_ODD
            ) from None

    def ask(self, question: Question) -> Trace:
        """Ask, and note when each piece of the answer came.

        Raises:
            Refused: the server does not take the question.
            EndpointError: it cannot be reached, breaks off, or answers what cannot be timed.
        """
        sent = self.clock.perf_counter()
        with self._asked("POST", question.path, question.body) as response:
            if response.status_code != 200:
                body = self._whole(response, _MOST_ERROR)
                raise Refused(response.status_code, self._clean(error_text(body)))
            self._require_events(response)
            heard = _Heard(question, sent)
            try:
                self._listen(response, heard)
            except Wrong as error:
                raise self._odd(self._clean(str(error))) from None
            except TooLong:
                raise self._odd("an event of the answer has no end") from None
        return self._complete(heard)

    def count(self, question: Question) -> int | None:
        """Tokens of a question as the server counts them in an answer that is not streamed; None: it does not.

        Raises:
            EndpointError: it cannot be reached or breaks off.
        """
        body = {name: value for name, value in question.body.items() if name != "stream_options"}
        with self._asked("POST", question.path, {**body, "stream": False}) as response:
            whole = self._whole(response, _MOST_BYTES)
        try:
            return read_prompt_count(whole) if response.status_code == 200 else None
        except Wrong:
            return None

    def error(self, refused: Refused) -> EndpointError:
        """A refusal as the end of it."""
        hint = {
            401: "--api-key, or the variable MODELPICK_API_KEY",
            403: "--api-key, or the variable MODELPICK_API_KEY",
            404: None if refused.said else _ODD,
            503: "the server is busy or loading; try again",
        }.get(refused.status)
        if 300 <= refused.status < 400:
            return EndpointError(
                self.endpoint.url, "redirects elsewhere", hint="name the address it leads to"
            )
        return EndpointError(self.endpoint.url, str(refused), hint=hint)

    @contextmanager
    def _asked(self, method: str, path: str, body: Any = None) -> Iterator[httpx2.Response]:
        """An answer, its body yet to be read; whatever the network does is said in a line."""
        http = self._library
        try:
            with self._http.stream(method, self.endpoint.url + path, json=body) as response:
                yield response
        except http.ConnectTimeout:
            raise self._unreached("it does not answer") from None
        except http.ConnectError as error:
            raise self._unreached(str(error)) from None
        except http.TimeoutException:
            raise EndpointError(
                self.endpoint.url, f"nothing came for {self._seconds:g} s", hint=_SLOW
            ) from None
        except (http.HTTPError, http.InvalidURL) as error:
            raise BrokenOff(self.endpoint.url, f"broke off: {self._clean(str(error))}") from None

    def _unreached(self, why: str) -> EndpointError:
        return EndpointError(self.endpoint.url, f"cannot be reached: {self._clean(why)}", hint=_STARTING)

    def _odd(self, why: str) -> EndpointError:
        return EndpointError(
            self.endpoint.url, f"not what an OpenAI-compatible server answers: {why}", hint=_ODD
        )

    def _whole(self, response: httpx2.Response, most: int) -> bytes:
        """The body, at most so many bytes of it."""
        begun, body = self.clock.perf_counter(), bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > most or self.clock.perf_counter() - begun > self._seconds:
                break
        return bytes(body[:most])

    def _require_events(self, response: httpx2.Response) -> None:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "text/event-stream":
            raise self._odd(f"{kind or 'something'} instead of a stream of events")

    def _listen(self, response: httpx2.Response, heard: _Heard) -> None:
        size = 0
        for piece in response.iter_raw():
            now = self.clock.perf_counter()
            size += len(piece)
            heard.take(piece, now)
            if heard.over:
                return
            if now - heard.sent > self._seconds or size > _MOST_BYTES:
                message = f"the answer does not end within {self._seconds:g} s"
                raise EndpointError(self.endpoint.url, message, hint=_SLOW)

    def _complete(self, heard: _Heard) -> Trace:
        if heard.running_on:
            message = f"the answer goes on after {heard.question.most} tokens, where no more were asked for"
            raise EndpointError(self.endpoint.url, message)
        if not heard.ended:
            raise BrokenOff(self.endpoint.url, "the answer breaks off", hint="see the log of the server")
        if not heard.arrivals:
            raise EndpointError(self.endpoint.url, "the answer holds no text", hint="is it a language model?")
        return heard.trace()

    def _secret(self) -> dict[str, str]:
        if not self._key:
            return {}
        if not (self._key.isascii() and self._key.isprintable()):
            raise UsageError("the key holds characters that no key has", hint="see MODELPICK_API_KEY")
        return {"Authorization": f"Bearer {self._key}"}

    def _clean(self, text: str) -> str:
        """The server's words without the key, should it repeat that."""
        text = " ".join(text.split())[:300]
        return text.replace(self._key, "(key)") if self._key else text


class _Heard:
    """What was heard of an answer so far."""

    def __init__(self, question: Question, sent: float) -> None:
        self.question = question
        self.sent = sent
        self.arrivals: list[float] = []
        self.ended = False
        self.over = False
        self._events = Events()
        self._counts = Heard(False, False)

    @property
    def running_on(self) -> bool:
        """Whether far more pieces came than tokens were asked for."""
        return len(self.arrivals) > 2 * self.question.most + 64

    def take(self, piece: bytes, now: float) -> None:
        """Note what a piece of the answer brings.

        Raises:
            Wrong, TooLong: it is not what it should be.
        """
        for data in self._events.feed(piece):
            if data.strip() == b"[DONE]":
                self.ended = self.over = True
                return
            found = read_chunk(data)
            if found.text:
                self.arrivals.append(now)
            self.ended = self.ended or found.ended
            if found.prompt is not None or found.answer is not None:
                self._counts = found
        self.over = self.over or self.running_on

    def trace(self) -> Trace:
        """The answer, with the server's counts where they can be."""
        counts, most = self._counts, self.question.most
        prompt = None if not counts.prompt else max(1, counts.prompt - counts.cached)
        answer = counts.answer if counts.answer and counts.answer <= most + 16 else None
        return Trace(self.sent, tuple(self.arrivals), prompt, answer, self.question.words)
