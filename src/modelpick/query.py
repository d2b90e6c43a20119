"""The frozen question: what a user wants done and under which constraints, in plain units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import astuple, replace

__all__ = [
    "LATENCIES",
    "LICENSES",
    "PREFERENCES",
    "PRIVACIES",
    "QUALITIES",
    "Policy",
    "Query",
    "under_policy",
]

Privacy = Literal["any", "private-cloud", "local", "air-gapped"]
PRIVACIES: tuple[Privacy, ...] = ("any", "private-cloud", "local", "air-gapped")
Latency = Literal["realtime", "interactive", "batch"]
LATENCIES: tuple[Latency, ...] = ("realtime", "interactive", "batch")
Quality = Literal["any", "good", "best"]
QUALITIES: tuple[Quality, ...] = ("any", "good", "best")
PREFERENCES = ("balanced", "quality", "speed", "small", "cost")
LICENSES = ("any", "open", "permissive", "commercial")
_LAXEST_FIRST: Mapping[str, tuple[str, ...]] = {
    "privacy": PRIVACIES,
    "latency": LATENCIES[::-1],
    "quality": QUALITIES,
}
_AT_LEAST = {"modalities", "on_device", "min_speed", "context", "concurrency"}
_AT_MOST = {"max_latency", "max_price", "vram", "ram", "memory"}


class Policy(Struct, frozen=True):
    """An organisation's hard rules, applied on top of the query.

    Attributes:
        source: the file they were read from.
        licenses: licence ids or kinds allowed; empty: any.
        deny: classes, families, providers or models never to be offered.
        allow_providers: providers allowed; empty: any.
        require: fields of the query that always hold; merged into it by `under_policy`.
        only: fields that list what may be chosen (``license``, ``classes`` …), judged beside the query's own.
        unknown: names in the file that nothing in the catalogue answers to.
    """

    source: str
    licenses: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    allow_providers: tuple[str, ...] = ()
    require: Mapping[str, Any] = {}
    only: Mapping[str, tuple[str, ...]] = {}
    unknown: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.source, self.licenses, self.deny, self.allow_providers))


class Query(Struct, frozen=True):
    """One question. Sizes are bytes, durations seconds, speeds the task's own unit.

    ``None`` or an empty tuple means that nothing is asked of that kind. Names are canonical ids.
    """

    task: str | None = None
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    modalities: int | None = None
    on_device: bool = False
    privacy: Privacy = "any"
    region: str | None = None
    hardware: str | None = None
    vram: float | None = None
    ram: float | None = None
    memory: float | None = None
    latency: Latency | None = None
    min_speed: float | None = None
    max_latency: float | None = None
    context: int | None = None
    concurrency: int = 1
    license: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    max_price: float | None = None
    quality: Quality = "any"
    prefer: str = "balanced"
    weights: Mapping[str, float] = {}
    classes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    policy: Policy | None = None
    limit: int = 10
    matrix: Literal["current", "as-sourced"] = "current"

    def __hash__(self) -> int:
        return hash(tuple(value for value in astuple(self) if not isinstance(value, dict)))

    @property
    def says_what(self) -> bool:
        """Whether anything says what is to be done: a task, modalities or classes."""
        return any((self.task, self.inputs, self.outputs, self.modalities, self.classes))

    @property
    def local_only(self) -> bool:
        """Whether the model must run on machines the user controls."""
        return self.on_device or self.privacy in ("local", "air-gapped")

    @property
    def states_hardware(self) -> bool:
        """Whether a target for local models was asked for."""
        sizes = (self.vram, self.ram, self.memory)
        return self.on_device or self.hardware is not None or any(size is not None for size in sizes)


def under_policy(query: Query) -> Query:
    """The query with what its policy requires: of two demands the stricter, of two lists of demands both."""
    if query.policy is None:
        return query
    required = query.policy.require.items()
    return replace(query, **{name: _strictest(name, getattr(query, name), value) for name, value in required})


def _strictest(name: str, asked: Any, required: Any) -> Any:
    if asked is None:
        return required
    if name in _LAXEST_FIRST:
        return max(asked, required, key=_LAXEST_FIRST[name].index)
    if name in _AT_LEAST:
        return max(asked, required)
    if name in _AT_MOST:
        return min(asked, required)
    return tuple(dict.fromkeys((*asked, *required))) if isinstance(asked, tuple) else required
