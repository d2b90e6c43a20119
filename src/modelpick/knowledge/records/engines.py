"""Programs that run models, and how each is told to."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Condition, Record, Ref

__all__ = ["EngineArgument", "EngineOption", "EngineRecipe", "EngineRecord", "EngineStep", "RuntimeRecord"]


class RuntimeRecord(Record, frozen=True, kw_only=True):
    """A program that runs models (``data/runtimes.yaml``)."""

    id: str
    name: str
    formats: tuple[str, ...]
    platforms: tuple[str, ...]
    """``cuda rocm metal vulkan cpu npu browser phone``."""
    capabilities: tuple[str, ...] = ()
    """Model capabilities it serves; empty: text generation."""
    detect: tuple[str, ...] = ()
    """Executables whose presence shows it is installed."""
    template: str | None = None
    """Command with ``{repo} {quant} {context} {model} {name} {task}`` in braces."""
    runs: tuple[str, ...] = ()
    """What the template is known to start beside models whose own record says so: classes, families, ids, or the
    organisation of ids with its slash (``timm/``). One that names ``{repo}`` starts whatever a file is published of."""
    url: Ref
    refs: tuple[Ref, ...]
    checked: str


class EngineOption(Record, frozen=True, kw_only=True):
    """An option of an engine's own command line, as its parser or reference lists it."""

    flag: str
    takes: Literal["nothing", "whole", "number", "text"] = "text"
    choices: tuple[str, ...] = ()
    """What may be given; empty: anything of that kind."""


class EngineArgument(Record, frozen=True, kw_only=True):
    """A part of a command; ``{names}`` in braces are filled in (`modelpick.planning.engines`)."""

    flag: str
    """An option, the name of an environment variable, or (without ``value``) a plain word."""
    value: str | None = None
    when: dict[str, Condition] = {}
    """Facts of the plan under which it is needed; left out: always."""


class EngineStep(Record, frozen=True, kw_only=True):
    """One command of a recipe."""

    where: str
    """On which machine it is typed."""
    environment: tuple[EngineArgument, ...] = ()
    serves: bool = False
    """Whether it is the engine's own ``serve`` command, which ``command`` then adds to."""
    command: tuple[EngineArgument, ...] = ()
    each_worker: bool = False
    """Typed once for every machine after the first, which is number ``{rank}``."""


class EngineRecipe(Record, frozen=True, kw_only=True):
    """One way to serve a model with an engine."""

    id: str
    name: str
    when: dict[str, Condition] = {}
    """Facts of the plan under which it applies."""
    steps: tuple[EngineStep, ...]
    leader: str | None = None
    """What the first pod of the engine's manifest runs in a shell; ``{serve}`` is the engine's own command."""
    worker: str | None = None
    """What the other pods run."""
    note: str | None = None
    refs: tuple[Ref, ...]


class EngineRecord(Record, frozen=True, kw_only=True):
    """How an engine is told to serve a model (``data/engines.yaml``)."""

    id: str
    """An id of ``data/runtimes.yaml``."""
    version: str
    """The release whose options these are."""
    parallel: Literal["tensor", "layers"]
    """How it uses several GPUs: all on every layer (and stages of layers), or one after another."""
    memory_share: float | None = None
    """Share of a GPU's memory it takes by default; None: what it needs."""
    kv_types: dict[str, str] = {}
    """KV cache types it can store, and what its option calls them."""
    online: dict[str, str] = {}
    """Quantisations it makes from 16-bit weights while loading, and what its option calls them."""
    images: dict[str, str] = {}
    """Container image by backend."""
    options: tuple[EngineOption, ...]
    """The options its commands use."""
    serve: tuple[EngineArgument, ...]
    """Its command on one machine."""
    recipes: tuple[EngineRecipe, ...]
    manifest: str | None = None
    """A Kubernetes manifest for several machines; ``{names}`` in braces are filled in, words as JSON."""
    refs: tuple[Ref, ...]
    checked: str
