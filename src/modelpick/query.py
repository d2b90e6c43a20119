"""The frozen question: what a user wants done and under which constraints, in plain units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["LATENCIES", "LICENSES", "PREFERENCES", "PRIVACIES", "QUALITIES", "Policy", "Query"]

Privacy = Literal["any", "private-cloud", "local", "air-gapped"]
PRIVACIES: tuple[Privacy, ...] = ("any", "private-cloud", "local", "air-gapped")
Latency = Literal["realtime", "interactive", "batch"]
LATENCIES: tuple[Latency, ...] = ("realtime", "interactive", "batch")
Quality = Literal["any", "good", "best"]
QUALITIES: tuple[Quality, ...] = ("any", "good", "best")
PREFERENCES = ("balanced", "quality", "speed", "small", "cost")
LICENSES = ("any", "open", "permissive", "commercial")


@dataclass(frozen=True, slots=True)
class Policy:
    """An organisation's hard rules, applied on top of the query.

    Attributes:
        source: the file they were read from.
        licenses: licence ids or kinds allowed; empty: any.
        deny: classes, families, providers or models never to be offered.
        allow_providers: providers allowed; empty: any.
        require: constraints as options of the command line, already merged into the query.
    """

    source: str
    licenses: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    allow_providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
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
    weights: Mapping[str, float] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    policy: Policy | None = None
    limit: int = 10
    matrix: Literal["current", "as-sourced"] = "current"

    @property
    def local_only(self) -> bool:
        """Whether the model must run on machines the user controls."""
        return self.on_device or self.privacy in ("local", "air-gapped")

    @property
    def states_hardware(self) -> bool:
        """Whether a target for local models was asked for."""
        sizes = (self.vram, self.ram, self.memory)
        return self.on_device or self.hardware is not None or any(size is not None for size in sizes)
