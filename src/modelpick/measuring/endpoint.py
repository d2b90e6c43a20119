"""The address of a server, as typed, and what can be wrong with what it answers."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

from msgspec import Struct

from modelpick.errors import DataError, Problem, UsageError

__all__ = ["Endpoint", "EndpointError", "read_endpoint"]

_VERSION = re.compile(r"/v\d+$")
_CALLS = ("/chat/completions", "/completions", "/models")
_EXAMPLE = "--endpoint http://localhost:8080 (llama-server), :11434 (Ollama), :8000 (vLLM)"


class EndpointError(DataError):
    """A server that cannot be reached, or answers what an OpenAI-compatible one does not."""

    def __init__(self, url: str, message: str, *, hint: str | None = None) -> None:
        super().__init__([Problem(url, None, "", message)], hint=hint)


class Endpoint(Struct, frozen=True):
    """Where a server answers.

    Attributes:
        url: up to and with the version, as ``http://localhost:8080/v1``; holds no secret.
        local: whether the address means this very machine.
    """

    url: str
    local: bool


def read_endpoint(text: str) -> Endpoint:
    """The endpoint that an address means; scheme and version may be left out.

    Raises:
        UsageError: no http address, or one with a password or a query in it.
    """
    parts = _split(text.strip())
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        message = "--endpoint: the address may hold no user, password, query or fragment"
        raise UsageError(message, hint="a key goes into MODELPICK_API_KEY")
    path = parts.path.rstrip("/")
    for call in _CALLS:
        path = path.removesuffix(call)
    if not _VERSION.search(path):
        path += "/v1"
    url = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return Endpoint(url, _is_local(parts.hostname or ""))


def _split(text: str) -> SplitResult:
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not whole.isascii() or any(char.isspace() or not char.isprintable() for char in whole):
        raise UsageError("--endpoint: that is no http address", hint=_EXAMPLE)
    return parts


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
