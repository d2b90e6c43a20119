"""Bringing an answer of the network to a file; beside `measuring.client` the only module that touches the network.

Bounded in size and time, retried with growing pauses, resumed where it broke off, never led away from https.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from modelpick.errors import UsageError
from modelpick.refresh.addresses import require_safe, target_of
from modelpick.refresh.answers import BadAnswer
from modelpick.refresh.validators import Validators
from modelpick.version import version

if TYPE_CHECKING:
    import httpx2

__all__ = ["Client", "Gone", "Limits", "Report", "Unreachable"]

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5

Report = Callable[[int, int | None], None]
"""Called with bytes read so far and in all, where that is known."""


class Unreachable(BadAnswer):
    """The address gave no answer, or not in time; what came of it stays for the next attempt."""


class Gone(BadAnswer):
    """The address says that what was asked does not exist or is not for everyone."""


class _Again(Exception):
    """A failure that may pass. ``wait``: seconds the address asks for, None where it does not say."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Limits(Struct, frozen=True):
    """What is put up with.

    Attributes:
        most_bytes: an answer larger than this is refused.
        seconds: for a whole answer; ``silence``: between two pieces of it.
        tries: attempts before giving up; ``pause``: seconds before the second, doubled each time.
        longest_wait: an address that asks for more than this many seconds is given up.
    """

    most_bytes: int
    seconds: float
    silence: float = 30.0
    tries: int = 4
    pause: float = 1.0
    longest_wait: float = 60.0


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def sleep(self, seconds: float, /) -> None:
        """Pause."""

    def monotonic(self) -> float:
        """Seconds since some moment."""


class Client:
    """Keeps connections open between questions. Use as a context manager.

    Raises:
        UsageError: the HTTP library is not installed.
    """

    def __init__(self, clock: Clock = time) -> None:
        try:
            import httpx2
        except ImportError:
            hint = "python -m pip install 'httpx2>=2,<3'"
            raise UsageError("this command needs the package httpx2", hint=hint) from None
        self._clock = clock
        self._failures: tuple[type[Exception], ...] = (httpx2.HTTPError,)
        self._no_address: tuple[type[Exception], ...] = (httpx2.InvalidURL,)
        self._timeout = httpx2.Timeout
        headers = {"User-Agent": f"modelpick/{version()}", "Accept-Encoding": "identity", "Accept": "*/*"}
        self._http = httpx2.Client(headers=headers, follow_redirects=False)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def fetch(
        self,
        url: str,
        part: Path,
        known: Validators | None,
        limits: Limits,
        *,
        report: Report | None = None,
    ) -> Validators | None:
        """Bring an answer to the file ``part``; None when it is the same as the one ``known`` came with.

        A part left by an earlier attempt is gone on with, where the address can prove that it still holds.

        Raises:
            BadAnswer: what came is too large or may not be asked for; the part is removed.
            Unreachable: nothing came in spite of several attempts; what did come stays for the next time.
        """
        require_safe(url)
        errand = _Errand(url, part, known, limits, self._clock.monotonic() + limits.seconds, report)
        why = "no answer"
        for attempt in range(limits.tries):
            try:
                return self._once(errand)
            except _Again as error:
                why = str(error)
                self._pause(error, attempt, errand)
            except BadAnswer as error:
                if not isinstance(error, Unreachable):
                    _drop(part)
                raise
        raise Unreachable(f"{why} ({limits.tries} attempts)")

    def _pause(self, error: _Again, attempt: int, errand: _Errand) -> None:
        """Wait before the next attempt, if there is one and the wait is bearable."""
        limits = errand.limits
        wait = limits.pause * 2**attempt if error.wait is None else error.wait
        if wait > limits.longest_wait:
            raise Unreachable(f"{error}; asks to come back in {wait:.0f} s") from None
        if self._clock.monotonic() + wait > errand.ends:
            raise Unreachable(f"{error}; not complete after {limits.seconds:g} s") from None
        if attempt + 1 < limits.tries:
            self._clock.sleep(wait)

    def _once(self, errand: _Errand) -> Validators | None:
        start, asked = errand.beginning()
        target = errand.url
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                with self._stream(target, asked, errand.limits) as response:
                    if response.status_code in _REDIRECTS:
                        target = target_of(target, response.headers.get("location"))
                        continue
                    if response.status_code == 304 and errand.known is not None and not start:
                        return None
                    return self._take(response, errand, start)
            except self._no_address:  # older releases of the library read a redirect before we do
                raise BadAnswer("is, or redirects to, no address") from None
            except self._failures as error:
                raise _Again(_reason(error)) from None
        raise BadAnswer("redirects in a circle")

    def _stream(self, url: str, headers: Mapping[str, str], limits: Limits) -> Any:
        timeout = self._timeout(min(limits.silence, limits.seconds), connect=min(10.0, limits.seconds))
        return self._http.stream("GET", url, headers=dict(headers), timeout=timeout)

    def _take(self, response: httpx2.Response, errand: _Errand, start: int) -> Validators:
        start = _resumed_at(response, errand.part, start)
        total = _announced(response, start)
        errand.refuse_above(total or 0)
        came = Validators.of(response.headers, errand.url)
        came.keep_beside(errand.part)
        size = start
        with errand.part.open("ab" if start else "wb") as file:
            for piece in response.iter_raw():  # as it comes: a broken-off answer keeps its last bytes
                size += len(piece)
                errand.refuse_above(size)
                file.write(piece)
                if errand.report is not None:
                    errand.report(size, total)
                if self._clock.monotonic() > errand.ends:
                    raise Unreachable(f"not complete after {errand.limits.seconds:g} s")
        if total is not None and size != total:
            raise _Again(f"broke off after {size} of {total} bytes")
        return came


class _Errand(Struct, frozen=True):
    """One address to be asked, and by when its answer must have come."""

    url: str
    part: Path
    known: Validators | None
    limits: Limits
    ends: float
    report: Report | None

    def beginning(self) -> tuple[int, dict[str, str]]:
        """Where to begin, and the headers that say so: at the end of a part, else for the whole."""
        resumed = Validators.beside(self.part, self.url)
        start = self.part.stat().st_size if resumed and self.part.is_file() else 0
        if resumed and start:
            return start, resumed.resume(start)
        return 0, self.known.unless() if self.known else {}

    def refuse_above(self, size: int) -> None:
        most = self.limits.most_bytes
        if size > most:
            raise BadAnswer(f"{size / 1e6:.3g} MB or more, where {most / 1e6:g} MB at most are expected")


def _resumed_at(response: httpx2.Response, part: Path, start: int) -> int:
    """Where the body begins: at ``start`` if the address goes on there, at 0 if it gives the whole again."""
    status = response.status_code
    if status == 206 and start and response.headers.get("content-range", "").startswith(f"bytes {start}-"):
        return start
    if status == 200:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise BadAnswer("packed although it was asked not to be")
        return 0
    if start and status in (206, 416):
        _drop(part)
        raise _Again("could not be resumed", wait=0.0)
    if status in _AGAIN:
        raise _Again(f"status {status}", wait=_asked_wait(response.headers.get("retry-after")))
    if status in (401, 403, 404, 410, 451):
        raise Gone(f"status {status}")
    raise BadAnswer(f"status {status}")


def _announced(response: httpx2.Response, start: int) -> int | None:
    length = response.headers.get("content-length", "")
    return start + int(length) if length.isdecimal() and len(length) < 16 else None


def _asked_wait(text: str | None) -> float | None:
    """Seconds of a Retry-After, which is a number or a date; None where there is none that can be read."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _drop(part: Path) -> None:
    for path in (part, Validators.place(part)):
        with suppress(OSError):
            os.remove(path)
