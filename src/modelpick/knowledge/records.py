"""The shape of every record under ``data/``: one frozen dataclass a kind.

The same classes are what a file is validated against (`knowledge.load`), what the compiled catalogue is
decoded into (`knowledge.store`) and what the rest of the package reads. A field left out of a file takes the
default shown here; ``None`` means *unknown* and is shown as unknown, never guessed.

Conventions
-----------
* ``Ref`` is where a fact comes from: the id of an entry of ``data/sources.yaml``, or an ``https://`` address.
* dates are ISO strings (``2026-11-22``, ``2026-11`` or ``2026`` where only that is known);
* sizes are bytes, parameters are counts, bandwidths GB/s (10^9 bytes), throughputs TFLOP/s, prices USD.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Architecture",
    "Benchmark",
    "Case",
    "Caution",
    "Claim",
    "Condition",
    "Contradiction",
    "CriterionRecord",
    "DecisionTable",
    "DeviceRecord",
    "EngineArgument",
    "EngineOption",
    "EngineRecipe",
    "EngineRecord",
    "EngineStep",
    "FileSize",
    "InterconnectRecord",
    "License",
    "MemoryBySize",
    "Modality",
    "ModelClass",
    "ModelKind",
    "ModelRecord",
    "Outcome",
    "Price",
    "PublishedSpeed",
    "QuantizationRecord",
    "Question",
    "QuestionChoice",
    "Record",
    "RefreshPart",
    "RefreshSource",
    "ReserveRecord",
    "Rule",
    "RunHint",
    "RuntimeRecord",
    "Score",
    "Sense",
    "Source",
    "SourceRow",
    "SourceTable",
    "SourcedRule",
    "Statement",
    "Task",
    "TaskBenchmark",
    "TaskSpeed",
    "Term",
    "TimelineEvent",
    "Trend",
    "TypicalSize",
]

Ref = str
Fact = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Record:
    """What every record shares: a field that is not declared is an error."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic, not a field


Condition = Fact | tuple[Fact, ...]
"""A cell of a decision table: a value, a list (any of), or a comparison such as ``">= 16"`` or ``"[8..16)"``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """An entry of the bibliography (``data/sources.yaml``)."""

    id: str
    title: str
    url: str | None = None
    date: str | None = None
    """When it was published or, failing that, read."""
    license: str | None = None
    file: str | None = None
    """For the five seed documents: the file name they are cited by."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    """One statement of a seed document and what became of it (``data/claims/<seed>.yaml``)."""

    id: str
    """Seed and number, as in ``004-012``."""
    source: Ref
    section: str
    line: str
    about: tuple[str, ...]
    """What it speaks of: class ids, ``term:LMM``, ``task:captioning``, ``table:by-task``, ``timeline``, ``memory``,
    ``trend``, ``source``."""
    aspect: str
    """The row of a class card it belongs to (`ModelClass`), or ``history``, ``rule``, ``memory``, ``opinion`` …"""
    text: str
    """What the source says, in our words; figures and names kept."""
    verdict: Literal["true", "imprecise", "outdated", "wrong", "opinion"]
    correction: str | None = None
    """What is right instead; required where the verdict is imprecise, outdated or wrong."""
    refs: tuple[Ref, ...] = ()
    """Sources of the verdict or correction."""
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """One current sentence of a class card."""

    text: str
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClass(Record):
    """A class of models, an umbrella term or an attribute (``data/classes/<id>.yaml``)."""

    id: str
    name: str
    short: str
    """The acronym or word people say: ``VLM``, ``SAM``."""
    kind: Literal["class", "umbrella", "attribute"]
    """Only a ``class`` is recommended as such; an attribute (MoE) appears as a modifier, an umbrella is explained."""
    aliases: tuple[str, ...] = ()
    candidate: str | None = None
    """The class that stands for this one in a ranking (``mllm``, ``lmm``, ``lvlm`` → ``vlm``); None: itself."""
    workload: Literal["text", "diffusion", "asr", "tts", "encoder", "other"] = "other"
    """Which laws size and time it: ``text`` answers token by token, the others an item at a time."""
    stage_task: str | None = None
    """The task it does as one stage of a pipeline."""
    inputs: tuple[str, ...]
    """Modalities it can take (`Task.inputs` vocabulary)."""
    outputs: tuple[str, ...]
    """Modalities it can give."""
    definition: tuple[Statement, ...]
    primary_focus: tuple[Statement, ...] = ()
    size: tuple[Statement, ...] = ()
    speed: tuple[Statement, ...] = ()
    best_for: tuple[Statement, ...] = ()
    architecture: tuple[Statement, ...] = ()
    training_data: tuple[Statement, ...] = ()
    complexity: tuple[Statement, ...] = ()
    compute: tuple[Statement, ...] = ()
    advantages: tuple[Statement, ...] = ()
    limitations: tuple[Statement, ...] = ()
    challenges: tuple[Statement, ...] = ()
    applications: tuple[Statement, ...] = ()
    examples: tuple[Statement, ...] = ()
    characteristics: tuple[Statement, ...] = ()
    cautions: tuple[Statement, ...] = ()
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense(Record):
    """One meaning of an acronym."""

    sense: str
    """The expansion."""
    status: Literal["default", "other", "rejected", "non-ai"]
    class_id: str | None = None
    """The class it names, where it names one."""
    definition: str
    examples: tuple[str, ...] = ()
    proponents: tuple[str, ...] = ()
    """Who uses the word this way."""
    points_for: tuple[str, ...] = ()
    points_against: tuple[str, ...] = ()
    context_words: tuple[str, ...] = ()
    """Words in a query that choose this sense."""
    refs: tuple[Ref, ...] = ()
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """An acronym with all its senses (``data/terms.yaml``)."""

    id: str
    """The acronym, upper case as people write it: ``LMM``."""
    aliases: tuple[str, ...] = ()
    """Other words that mean this entry: ``computer use`` for ``CUA``. Case does not matter."""
    senses: tuple[Sense, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSpeed(Record):
    """How fast is fast for a task, in its own unit (higher is faster)."""

    unit: Literal["tok/s", "images/s", "items/s", "x realtime", "frames/s"]
    realtime: float | None = None
    """The floor that ``--latency realtime`` sets."""
    interactive: float | None = None
    batch: float | None = None
    reason: str | None = None
    """How the floors were chosen."""
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBenchmark(Record):
    """A benchmark that speaks for a task, and how strongly (0 to 1)."""

    id: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """What a user wants done (``data/tasks/<modality>.yaml``)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    pipeline_tag: str | None = None
    """The Hugging Face pipeline tag, where there is one."""
    parent: str | None = None
    """A more general task whose rules apply where none is written for this one."""
    inputs: tuple[str, ...]
    """What goes in: text image video audio document table timeseries screen robot-state."""
    outputs: tuple[str, ...]
    """What comes out: text image video audio boxes masks labels embedding ranking actions scores."""
    optional_inputs: tuple[str, ...] = ()
    """Inputs a user may add without changing the task."""
    optional_outputs: tuple[str, ...] = ()
    capabilities: tuple[str, ...]
    """A model with any of these capabilities (`ModelRecord.capabilities`) can be asked to do the task."""
    native: tuple[str, ...] = ()
    """Of these, the ones that say a model was made for the very task; empty: no such difference."""
    trained_from: tuple[str, ...] = ()
    """Of these, the ones that only do the task after training on the user's own examples."""
    metrics: tuple[str, ...] = ()
    speed: TaskSpeed
    prompt_tokens: int | None = None
    """Tokens (text) that go in with a usual item; the basis of latency estimates."""
    answer_tokens: int | None = None
    """Tokens of a complete short answer; None where the answer is not text."""
    context: int | None = None
    """Context assumed when none is asked, tokens."""
    needs_tools: bool = False
    thinking: Literal["off", "optional", "on"] = "optional"
    """Whether reasoning before the answer pays."""
    no_model: str | None = None
    """When plain code, a rule or SQL would do instead."""
    cautions: tuple[Statement, ...] = ()
    """Safety-critical domains, consent, licences …"""
    example: str | None = None
    """One sentence a user might say."""
    refs: tuple[Ref, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Record):
    """One ranked place of a rule: a class (or a pipeline of classes) and modifiers."""

    class_id: str
    modifiers: tuple[str, ...] = ()
    """``quantized-4bit small tools frame-by-frame few-step several-specialists experts-offloaded`` …"""
    pipeline: tuple[str, ...] = ()
    """For ``class_id: pipeline``: the classes in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedRule(Record):
    """What a source says, exactly: kept beside the current rule."""

    rule: str
    """The id of the seed rule, as in ``SR079``."""
    source: Ref
    section: str
    lines: str
    says: tuple[str, ...]
    """The ranked words of the source, in order."""
    classes: tuple[Outcome, ...]
    """The same, as class ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Record):
    """A row of a decision table."""

    id: str
    when: dict[str, Condition]
    """Input to condition. An input left out matches anything."""
    classes: tuple[Outcome, ...]
    """The current outcome, best first. Empty: the rule only cautions."""
    status: Literal["keep", "amend", "added"]
    because: str
    """Completes "chosen because …"."""
    as_sourced: tuple[SourcedRule, ...] = ()
    origin: tuple[str, ...] = ()
    """Ids of the researched rules it carries beyond the sourced ones, as in ``AR17``."""
    refs: tuple[Ref, ...] = ()
    caution: str | None = None
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """An example that is also a test: these facts must hit that rule."""

    given: dict[str, Condition]
    expect: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Record):
    """A DMN-style decision table (``data/tables/<id>.yaml``)."""

    id: str
    title: str
    question: str
    hit_policy: Literal["first", "unique", "collect"]
    role: Literal["task", "modality", "constraint", "need", "caution"]
    """How its outcome enters the formula of `docs/ranking.md`."""
    weight: float
    """Share of this table's vote in the class score."""
    inputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(Record):
    """One row of a table of a source, cell by cell, and the claims that judge it."""

    cells: tuple[str, ...]
    claims: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable(Record):
    """A table, list or matrix exactly as a seed document gives it (``data/source-tables/<id>.yaml``)."""

    id: str
    title: str
    source: Ref
    section: str
    lines: str
    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction(Record):
    """Two sources that disagree, and what we do about it (``data/contradictions.yaml``)."""

    id: str
    conflict: str
    between: tuple[str, ...]
    resolution: str
    because: str
    refs: tuple[Ref, ...] = ()
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent(Record):
    """A milestone (``data/timeline.yaml``)."""

    date: str
    event: str
    classes: tuple[str, ...] = ()
    said: str | None = None
    """What the seed said, where it said something (with its year)."""
    status: Literal["as-said", "corrected", "added"]
    note: str | None = None
    refs: tuple[Ref, ...] = ()
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSize(Record):
    """A published file of the model."""

    quantization: str
    bytes: int
    source: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHint(Record):
    """How a model is started in one runtime."""

    runtime: str
    command: str
    source: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Price(Record):
    """USD per million tokens, or per item where ``unit`` says so."""

    input: float | None = None
    output: float | None = None
    unit: str = "USD per million tokens"
    date: str | None = None
    source: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSpeed(Record):
    """A speed stated by a source, on a named device or service."""

    value: float
    unit: str
    device: str
    """A hardware id, or ``api`` for a hosted model."""
    note: str | None = None
    date: str | None = None
    source: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution(Record):
    """Something a user of the model must know, with its source."""

    text: str
    source: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRecord(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Record):
    """One measured value of one model on one benchmark."""

    model: str
    value: float
    date: str | None = None
    kind: Literal["independent", "vendor"]
    variant: str | None = None
    """Reasoning effort, harness setting, checkpoint …"""
    note: str | None = None
    source: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark(Record):
    """How to read a benchmark, and its rows (``data/benchmarks/<id>.yaml``)."""

    id: str
    name: str
    measures: str
    metric: str
    objective: Literal["max", "min"]
    scale: tuple[float, float] | None = None
    """Values at which a quality of 0 and 1 is read; None: standardised within the benchmark."""
    harness: str | None = None
    noise: float | None = None
    """Half-width within which two values are not told apart, in the metric's unit."""
    speaks_for: dict[str, float]
    """Task id to how strongly (0 to 1) the benchmark speaks for it."""
    license: str | None = None
    attribution: str | None = None
    date: str | None = None
    url: Ref
    scores: tuple[Score, ...] = ()
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class License(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantizationRecord(Record):
    """A weight format (``data/quantizations.yaml``)."""

    id: str
    """As written on files: ``Q4_K_M``, ``BF16``, ``FP8``, ``MXFP4``, ``AWQ-INT4``, ``MLX-4bit``."""
    format: Literal["gguf", "safetensors", "mlx", "onnx", "any"]
    aliases: tuple[str, ...] = ()
    """Other words people type for it: ``fp16``, ``awq``."""
    bits_per_weight: float
    """Median over published files above 6B parameters, or the definition where it is exact."""
    usual: bool = False
    """Whether it is worth making where no file of it is published; others are only offered as published."""
    exact: bool
    quality_loss: float | None = None
    """Share of quality lost against 16 bit on a stated measure; None: not measured."""
    loss_note: str | None = None
    refs: tuple[Ref, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeRecord(Record):
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
    """Command with ``{repo} {quant} {context} {model}`` in braces."""
    url: Ref
    refs: tuple[Ref, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRecord(Record):
    """A device a model can run on (``data/hardware/<vendor>/*.yaml``)."""

    id: str
    """Lower case with dashes: ``rtx-4090``, ``m4-pro``, ``raspberry-pi-5``."""
    name: str
    aliases: tuple[str, ...] = ()
    vendor: str
    kind: Literal["gpu", "soc", "cpu", "phone", "board", "npu", "microcontroller"]
    memory_kind: Literal["dedicated", "unified", "system"]
    memory_gb: tuple[float, ...]
    """Sizes it is sold with, GB or GiB as the maker says it; several: the user must name one."""
    memory_type: str | None = None
    bandwidth_gbps: float | None = None
    """Memory bandwidth in GB/s; where it depends on the memory size, of the first size."""
    bandwidths_gbps: tuple[float, ...] = ()
    """One for each of ``memory_gb`` where they differ."""
    fp16_tflops: float | None = None
    """Dense FP16 with FP32 accumulation where known."""
    int8_tops: float | None = None
    cores: int | None = None
    backend: str | None = None
    """``cuda rocm metal vulkan sycl cpu npu``: what runs models on it."""
    tdp_w: float | None = None
    released: str | None = None
    usable_share: float | None = None
    """Share of the memory a model may take, where a source states it; else the rule of its kind."""
    default_memory_gb: float | None = None
    """The size taken where the user names none, printed as an assumption; None: naming one is required."""
    assumed_for: tuple[str, ...] = ()
    """Names shared with other records that mean this one where nothing tells them apart, printed as an assumption
    (``h100`` for the SXM module, ``m4 pro`` for the version with fewer GPU cores)."""
    note: str | None = None
    refs: tuple[Ref, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Modality(Record):
    """A word for what goes in or comes out (``data/modalities.yaml``)."""

    id: str
    name: str
    carried_as_input: tuple[str, ...] = ()
    """What it may be turned into before a model reads it, where the class allows: a video's frames are images."""
    carried_as_output: tuple[str, ...] = ()
    """What a model may answer with where the class allows: labels printed as text, a ranking made from embeddings."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRecord(Record):
    """What a model is ranked by (``data/criteria.yaml``)."""

    id: str
    name: str
    objective: Literal["max", "min"]
    unit: str
    worst: float
    """The value that scores 0, on a fixed scale: a newcomer never moves it."""
    best: float
    """The value that scores 1."""
    log: bool = False
    """Whether the scale between the anchors is logarithmic."""
    because: str
    """Why the anchors stand where they do."""
    weights: dict[str, float]
    """Weight under each preference (``balanced quality speed small cost``), under ``on-device`` instead of
    ``balanced`` with that flag, and on top ``license-asked`` where the query names a licence, ``local-asked`` where it
    keeps to machines of one's own without naming one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveRecord(Record):
    """What a model cannot have of a memory (``data/hardware/reserves.yaml``).

    The record that states the most of ``kinds``, ``memory_kinds``, ``vendors``, ``memory_types`` and size bounds,
    all of them true, is the rule: usable = max(``share`` × total − ``fixed_gb``, ``floor`` × total).
    """

    id: str
    kinds: tuple[str, ...] = ()
    """`DeviceRecord.kind`, or ``described`` for a target known by its memory alone; empty: any."""
    memory_kinds: tuple[str, ...] = ()
    """``dedicated unified system``; empty: any."""
    vendors: tuple[str, ...] = ()
    memory_types: tuple[str, ...] = ()
    """Beginnings of `DeviceRecord.memory_type`, such as ``HBM``."""
    min_gb: float | None = None
    max_gb: float | None = None
    """Bounds of the size as the maker says it, inclusive."""
    share: float = 1.0
    fixed_gb: float = 0.0
    """Kept for the system, GB of 10^9 bytes."""
    floor: float = 0.0
    because: str
    """Completes "… of memory is kept because …"."""
    refs: tuple[Ref, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryBySize(Record):
    """What a dense model of a round size takes (``data/memory-by-size.yaml``): as said, and as it is.

    Weights in GB are parameters × bits per weight / 8 / 10^9; a GB is 10^9 bytes.
    """

    id: str
    size: str
    """As people say it: ``70B``."""
    parameters: int
    source: Ref
    line: str
    said_fp16: str
    """The source's own words, as ``~140GB``."""
    said_4bit: str
    said_use: str
    fp16_gb: float
    """Weights at 16 bits."""
    four_bit_gb: float
    """Weights at exactly 4 bits, which no common file has."""
    q4_k_m_gb: float
    """Weights at 4.8944 bits, the usual 4-bit file."""
    example: str
    """The model whose KV cache is given."""
    context: int
    """Tokens of that cache."""
    kv_cache_gb: float
    """At 16 bits, for one sequence."""
    use: str
    """Where it runs today."""
    because: str
    """Why the source's figures are amended, or may stand."""
    claims: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Seed rules, as in ``SR093``."""
    refs: tuple[Ref, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOption(Record):
    """An option of an engine's own command line, as its parser or reference lists it."""

    flag: str
    takes: Literal["nothing", "whole", "number", "text"] = "text"
    choices: tuple[str, ...] = ()
    """What may be given; empty: anything of that kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineArgument(Record):
    """A part of a command; ``{names}`` in braces are filled in (`modelpick.planning.engines`)."""

    flag: str
    """An option, the name of an environment variable, or (without ``value``) a plain word."""
    value: str | None = None
    when: dict[str, Condition] = field(default_factory=dict)
    """Facts of the plan under which it is needed; left out: always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStep(Record):
    """One command of a recipe."""

    where: str
    """On which machine it is typed."""
    environment: tuple[EngineArgument, ...] = ()
    serves: bool = False
    """Whether it is the engine's own ``serve`` command, which ``command`` then adds to."""
    command: tuple[EngineArgument, ...] = ()
    each_worker: bool = False
    """Typed once for every machine after the first, which is number ``{rank}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRecipe(Record):
    """One way to serve a model with an engine."""

    id: str
    name: str
    when: dict[str, Condition] = field(default_factory=dict)
    """Facts of the plan under which it applies."""
    steps: tuple[EngineStep, ...]
    leader: str | None = None
    """What the first pod of the engine's manifest runs in a shell; ``{serve}`` is the engine's own command."""
    worker: str | None = None
    """What the other pods run."""
    note: str | None = None
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRecord(Record):
    """How an engine is told to serve a model (``data/engines.yaml``)."""

    id: str
    """An id of ``data/runtimes.yaml``."""
    version: str
    """The release whose options these are."""
    parallel: Literal["tensor", "layers"]
    """How it uses several GPUs: all on every layer (and stages of layers), or one after another."""
    memory_share: float | None = None
    """Share of a GPU's memory it takes by default; None: what it needs."""
    kv_types: dict[str, str] = field(default_factory=dict)
    """KV cache types it can store, and what its option calls them."""
    online: dict[str, str] = field(default_factory=dict)
    """Quantisations it makes from 16-bit weights while loading, and what its option calls them."""
    images: dict[str, str] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class InterconnectRecord(Record):
    """A link between GPUs or machines (``data/interconnects.yaml``)."""

    id: str
    name: str
    gbps: float
    """GB/s of one device, both directions together, as makers say it."""
    reach: Literal["machine", "pair", "slot", "network"]
    """All GPUs of a machine, two joined by a bridge, any through the slot, or machines."""
    devices: tuple[str, ...] = ()
    """Hardware ids that have it."""
    since: str | None = None
    """Of a slot: assumed for devices released on or after this date and not named by another."""
    refs: tuple[Ref, ...]
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalSize(Record):
    """Which model stands for a plain size such as ``7B`` or ``8x7B`` (``data/typical-sizes.yaml``)."""

    id: str
    """The size, lower case."""
    model: str
    """A model of the catalogue whose architecture is typical of the size."""
    because: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend(Record):
    """A trend that a source expected, and what came of it (``data/trends.yaml``)."""

    id: str
    title: str
    """The source's own name for it."""
    said: str
    """The source's own words after the name."""
    source: Ref
    line: str
    verdict: Literal["confirmed", "partly", "refuted"]
    outcome: tuple[Statement, ...]
    claims: tuple[str, ...] = ()
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChoice(Record):
    """One answer to a `Question`."""

    id: str
    """What may be typed for it."""
    label: str
    help: str | None = None
    sets: dict[str, Fact] = field(default_factory=dict)
    """Options of ``recommend`` by their long name, and their values; none: nothing is asked of this kind."""
    tasks: tuple[dict[str, Condition], ...] = ()
    """For the question of the task: the choice is a heading, and a task stands under it when all conditions of
    one of these rows hold: ``main`` and ``gives`` (its first input and output), ``task`` (its id and ancestors)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Record):
    """Something the wizard may ask (``data/questions.yaml``)."""

    id: str
    option: str
    """The option of ``recommend`` that answers it: what a typed answer sets, and what is named where nobody answers."""
    order: int
    """Its place in the dialogue."""
    asks: str
    short: str
    """The question in one or two words, before the answer in a summary."""
    help: str
    """Why it is asked."""
    choices: tuple[QuestionChoice, ...]
    default: str | None = None
    """Id of the choice taken on Enter; None: one must be made."""
    typed: str | None = None
    """What may be typed instead of a choice, with an example; None: nothing."""
    many: bool = False
    """Whether several choices may be made."""
    always: bool = False
    """Asked whether or not its choices lead to different answers: without it there is no query."""
    when: dict[str, Condition] = field(default_factory=dict)
    """Facts (``docs/tables.md``) under which it makes sense at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshPart(Record):
    """One board, file or table of a `RefreshSource`."""

    benchmark: str
    """The benchmark whose scores it holds."""
    values: dict[str, str] = field(default_factory=dict)
    """What stands for the words in braces of the address."""
    column: str | None = None
    """The column that holds the values, where there are several."""
    tasks: tuple[str, ...] = ()
    """Tasks whose mean the value is; ``STS17/en-en`` is one subset of a task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshSource(Record):
    """A public address that ``modelpick catalog update`` reads facts from (``data/refresh.yaml``)."""

    id: str
    """What ``--from`` takes."""
    name: str
    form: Literal["models.dev", "litellm", "hub", "arena", "mteb", "open-asr"]
    """The shape of the answers."""
    url: Ref
    """The address asked, with words in braces: ``{model}``, ``{offset}`` and those of a part's ``values``."""
    page: Ref
    """The page that facts are cited by."""
    file_url: str | None = None
    """The address of one file of a repository: ``{model}``, ``{file}``."""
    license: str
    attribution: str | None = None
    """What its licence asks to be shown."""
    default: bool = True
    """Whether it is read where no source is named; large ones are not."""
    publishers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """A provider of the source to the first parts of our ids that mean the same maker."""
    variants: tuple[str, ...] = ()
    """Endings of a published name that say how a model was run, not which model it is."""
    names: dict[str, str] = field(default_factory=dict)
    """Published names that are not ours, and the id of the model they mean."""
    parts: tuple[RefreshPart, ...] = ()
    most_megabytes: int = 32
    """Size beyond which an answer is refused."""
    seconds: int = 120
    """Time after which an answer is given up."""
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKind(Record):
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
