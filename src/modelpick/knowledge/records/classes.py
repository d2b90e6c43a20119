"""Classes of models, and the acronyms that name them."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Record, Ref, Statement

__all__ = ["ModelClass", "Sense", "Term"]


class ModelClass(Record, frozen=True, kw_only=True):
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
    workload: Literal["text", "diffusion", "asr", "tts", "encoder", "detector", "segmenter", "other"] = (
        "other"
    )
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


class Sense(Record, frozen=True, kw_only=True):
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


class Term(Record, frozen=True, kw_only=True):
    """An acronym with all its senses (``data/terms.yaml``)."""

    id: str
    """The acronym, upper case as people write it: ``LMM``."""
    aliases: tuple[str, ...] = ()
    """Other words that mean this entry: ``computer use`` for ``CUA``. Case does not matter."""
    senses: tuple[Sense, ...]
