"""What users want done, and the modalities it is done in."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Record, Ref, Statement

__all__ = ["Modality", "Task", "TaskBenchmark", "TaskSpeed"]


class Modality(Record, frozen=True, kw_only=True):
    """A word for what goes in or comes out (``data/modalities.yaml``)."""

    id: str
    name: str
    carried_as_input: tuple[str, ...] = ()
    """What it may be turned into before a model reads it, where the class allows: a video's frames are images."""
    carried_as_output: tuple[str, ...] = ()
    """What a model may answer with where the class allows: labels printed as text, a ranking made from embeddings."""
    aliases: tuple[str, ...] = ()


class TaskSpeed(Record, frozen=True, kw_only=True):
    """How fast is fast for a task, in its own unit (higher is faster)."""

    unit: Literal["tok/s", "images/s", "items/s", "x realtime", "frames/s"]
    realtime: float | None = None
    """The floor that ``--latency realtime`` sets."""
    interactive: float | None = None
    batch: float | None = None
    reason: str | None = None
    """How the floors were chosen."""
    refs: tuple[Ref, ...] = ()


class TaskBenchmark(Record, frozen=True, kw_only=True):
    """A benchmark that speaks for a task, and how strongly (0 to 1)."""

    id: str
    weight: float


class Task(Record, frozen=True, kw_only=True):
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
    many_languages: bool = False
    """Whether a model is worth more, the more languages it knows, where none was named."""
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
