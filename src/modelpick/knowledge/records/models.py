"""Models, their licences, and how a model is known from its own metadata."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Record, Ref

__all__ = [
    "Architecture",
    "Caution",
    "FileSize",
    "License",
    "ModelKind",
    "ModelRecord",
    "Price",
    "PublishedSpeed",
    "RunHint",
]


class Architecture(Record, frozen=True, kw_only=True):
    """What sizes the KV cache and the compute of a transformer-like model."""

    kind: str
    """llama.cpp's name of the architecture where there is one: ``llama``, ``gemma3``, ``deepseek2`` …"""
    layers: int
    full_layers: int
    """Layers with attention over the whole context."""
    window_layers: int = 0
    window: int | None = None
    """Tokens a sliding-window layer keeps."""
    recurrent_layers: int = 0
    """State-space or linear-attention layers, whose state does not grow."""
    hidden: int
    heads: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None
    mla_rank: int | None = None
    mla_rope: int | None = None
    vocab: int | None = None
    experts: int | None = None
    experts_used: int | None = None
    expert_hidden: int | None = None
    tied_embeddings: bool | None = None
    kv_bytes_per_token: int | None = None
    """Where the source gives it outright (f16, full attention only)."""
    source: Ref
    confidence: str


class FileSize(Record, frozen=True, kw_only=True):
    """A published file of the model."""

    quantization: str
    bytes: int
    source: Ref


class RunHint(Record, frozen=True, kw_only=True):
    """How a model is started in one runtime."""

    runtime: str
    command: str
    source: Ref


_PER_TOKEN = "USD per million tokens"


class Price(Record, frozen=True, kw_only=True):
    """USD per million tokens, or per item where ``unit`` says so."""

    input: float | None = None
    output: float | None = None
    unit: str = _PER_TOKEN
    date: str | None = None
    source: Ref

    @property
    def per_million(self) -> float | None:
        """USD for a million tokens written, or read by what writes none; None where it is sold by something else."""
        if self.unit != _PER_TOKEN:
            return None
        return self.output if self.output is not None else self.input


class PublishedSpeed(Record, frozen=True, kw_only=True):
    """A speed stated by a source, on a named device or service: of one sequence or item at a time, unless ``note``
    says otherwise."""

    value: float
    unit: str
    device: str
    """A hardware id, or ``api`` for a hosted model."""
    what: Literal["decode", "prefill", "item"] | None = None
    """Which speed of a language model it is; None: decode where it counts tokens, else whole items."""
    quantization: str | None = None
    """None: the source does not say, or it makes no difference."""
    runtime: str | None = None
    """What ran it; None: not said, or of no matter to those who run it otherwise."""
    note: str | None = None
    date: str | None = None
    source: Ref


class Caution(Record, frozen=True, kw_only=True):
    """Something a user of the model must know, with its source."""

    text: str
    source: Ref


class ModelRecord(Record, frozen=True, kw_only=True):
    """One model a user can get (``data/models/<org>/<name>.yaml``; the path is the id)."""

    id: str
    name: str
    family: str
    provider: str
    tier: Literal["official", "community", "other"]
    """Who published the weights: the maker; a well-known community project; anyone else."""
    classes: tuple[str, ...]
    """Class ids, the main one first: a 4B vision-language model is ``[vlm, slm]``."""
    attributes: tuple[str, ...] = ()
    """``moe reasoning few-step text-prompt fill-in-the-middle tools native-video voice-cloning streaming`` …"""
    capabilities: tuple[str, ...]
    """What it is made for, in the vocabulary of `Task.capabilities`."""
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: int | None = None
    active_parameters: int | None = None
    """Parameters used per token; None where all are, or unknown for a closed model."""
    operations: int | None = None
    """Floating-point operations for one item (a picture at its usual size), as published; None: not stated."""
    context: int | None = None
    license: str | None = None
    """An id of ``data/licenses.yaml``; None: unknown."""
    weights: Literal["open", "gated", "closed"]
    released: str | None = None
    released_note: str | None = None
    lifecycle: Literal["active", "deprecated", "retired"] = "active"
    retires: str | None = None
    replaced_by: str | None = None
    languages: tuple[str, ...] | None = None
    """BCP-47 codes; ``multilingual:N`` where only a count is stated; None: not stated."""
    base: str | None = None
    """The model this one was tuned from, where that is known."""
    architecture: Architecture | None = None
    files: tuple[FileSize, ...] = ()
    run: tuple[RunHint, ...] = ()
    price: Price | None = None
    regions: tuple[str, ...] | None = None
    """Where inference and storage can be pinned (API models); None: not stated."""
    speeds: tuple[PublishedSpeed, ...] = ()
    downloads: int | None = None
    """Hub downloads in 30 days when read: shown, never ranked on."""
    cautions: tuple[Caution, ...] = ()
    refs: tuple[Ref, ...]
    checked: str


class License(Record, frozen=True, kw_only=True):
    """What a licence allows (``data/licenses.yaml``)."""

    id: str
    name: str
    spdx: str | None = None
    kind: Literal[
        "permissive", "copyleft", "open-weights", "restricted", "non-commercial", "proprietary", "unknown"
    ]
    commercial: Literal["yes", "conditional", "no", "unknown"]
    conditions: tuple[str, ...] = ()
    excluded_regions: tuple[str, ...] = ()
    user_cap: int | None = None
    """Monthly active users above which a separate licence is needed."""
    read: bool
    """Whether the text itself was read for this entry."""
    refs: tuple[Ref, ...]
    checked: str


class ModelKind(Record, frozen=True, kw_only=True):
    """What a model is, from its pipeline tag or its architecture (``data/model-kinds.yaml``).

    Read by ``modelpick catalog import``, which knows a model by its own metadata alone.
    """

    id: str
    """The pipeline tag, which is also the capability."""
    architectures: tuple[str, ...] = ()
    """Names of architectures that are always of this kind: of GGUF files, or endings of those in config.json."""
    classes: tuple[str, ...]
    """As in `ModelRecord`; ``slm`` becomes ``llm`` above 10 B parameters."""
    capabilities: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
