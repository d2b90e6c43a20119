"""A query as the command line that asks it, so that every answer can be repeated and changed by hand."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from modelpick.query import Query

__all__ = ["REPEATED", "arguments_of", "command_line", "options_of", "size_text"]

_DEFAULT = Query()
REPEATED = {
    "inputs": "--input",
    "outputs": "--output",
    "license": "--license",
    "languages": "--language",
    "classes": "--class",
    "families": "--family",
    "providers": "--provider",
    "models": "--model",
    "exclude": "--exclude",
}
_PLAIN = {"modalities": "--modalities", "region": "--region", "hardware": "--hardware"}
_WORDS = {"privacy": "any", "quality": "any", "prefer": "balanced", "matrix": "current"}


def command_line(query: Query) -> str:
    """The whole ``modelpick recommend`` line of a query, quoted for a shell."""
    return shlex.join(["modelpick", "recommend", *arguments_of(query)])


def arguments_of(query: Query) -> list[str]:
    """The arguments of ``recommend`` that say what the query says, defaults left out."""
    return [*_what(query), *_where(query), *_how_fast(query), *_limits(query), *_ranking(query)]


def size_text(size: float) -> str:
    """Bytes as an option takes them: ``16GB``, ``512MB``, ``0GB``."""
    if size and size < 1e9:
        return f"{_exact(size / 1e6)}MB"
    return f"{_exact(size / 1e9)}GB"


def _exact(number: float) -> str:
    """A number that is read back as it was: rounding it would ask another question."""
    text = f"{Decimal(repr(float(number))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _duration(seconds: float) -> str:
    text = _exact(round(seconds * 1000, 9))
    return f"{text}ms" if seconds < 1 and float(text) * 1e-3 == seconds else f"{_exact(seconds)}s"


def _what(query: Query) -> Iterator[str]:
    if query.task:
        yield query.task
    for name in ("inputs", "outputs"):
        yield from _each(REPEATED[name], getattr(query, name))
    yield from _plain(query, "modalities")


def _where(query: Query) -> Iterator[str]:
    if query.on_device:
        yield "--on-device"
    yield from _word(query, "privacy")
    yield from _plain(query, "region", "hardware")
    for name in ("vram", "ram", "memory"):
        size = getattr(query, name)
        if size is not None:
            yield from (f"--{name}", size_text(size))


def _how_fast(query: Query) -> Iterator[str]:
    if query.latency:
        yield from ("--latency", query.latency)
    if query.min_speed is not None:
        yield from ("--min-speed", _exact(query.min_speed))
    if query.max_latency is not None:
        yield from ("--max-latency", _duration(query.max_latency))


def _limits(query: Query) -> Iterator[str]:
    if query.context is not None:
        yield from ("--context", str(query.context))
    if query.concurrency != 1:
        yield from ("--concurrency", str(query.concurrency))
    for name in ("license", "languages"):
        yield from _each(REPEATED[name], getattr(query, name))
    if query.max_price is not None:
        yield from ("--max-price", _exact(query.max_price))
    yield from _word(query, "quality")
    for name in ("classes", "families", "providers", "models", "exclude"):
        yield from _each(REPEATED[name], getattr(query, name))
    if query.policy is not None:
        yield from ("--policy", query.policy.source)


def _ranking(query: Query) -> Iterator[str]:
    yield from _word(query, "prefer")
    if query.weights:
        shares = (f"{name}={_exact(weight)}" for name, weight in query.weights.items())
        yield from ("--weights", ",".join(shares))
    if query.limit != _DEFAULT.limit:
        yield from ("--limit", str(query.limit))
    yield from _word(query, "matrix")


def _each(flag: str, values: tuple[str, ...]) -> Iterator[str]:
    for value in values:
        yield from (flag, value)


def _plain(query: Query, *names: str) -> Iterator[str]:
    for name in names:
        value = getattr(query, name)
        if value is not None:
            yield from (_PLAIN[name], str(value))


def _word(query: Query, name: str) -> Iterator[str]:
    value = getattr(query, name)
    if value != _WORDS[name]:
        yield from (f"--{name}", value)


def options_of(query: Query) -> dict[str, str]:
    """The options a query sets, by their name on the command line."""
    found: dict[str, Any] = {
        "input": query.inputs,
        "output": query.outputs,
        "modalities": query.modalities,
        "on-device": query.on_device or None,
        "privacy": None if query.privacy == "any" else query.privacy,
        "region": query.region,
        "hardware": query.hardware,
        "vram": None if query.vram is None else size_text(query.vram),
        "ram": None if query.ram is None else size_text(query.ram),
        "memory": None if query.memory is None else size_text(query.memory),
        "latency": query.latency,
        "min-speed": query.min_speed,
        "max-latency": None if query.max_latency is None else _duration(query.max_latency),
        "context": query.context,
        "concurrency": None if query.concurrency == 1 else query.concurrency,
        "license": query.license,
        "language": query.languages,
        "max-price": query.max_price,
        "quality": None if query.quality == "any" else query.quality,
        "class": query.classes,
        "family": query.families,
        "provider": query.providers,
        "model": query.models,
        "exclude": query.exclude,
        "policy": query.policy.source if query.policy else None,
        "matrix": None if query.matrix == "current" else query.matrix,
    }
    return {name: _text(value) for name, value in found.items() if value not in (None, ())}


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return " ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
