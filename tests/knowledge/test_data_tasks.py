"""The tasks (``data/tasks``): every word people use leads to exactly one of them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import Task

DATA = Path(__file__).parents[2] / "data"


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


WORDS = words(
    """
    agentic agentic-coding anomaly-detection asr audio-captioning audio-transcription autonomous-driving
    background-removal captioning chat classification clustering code-completion code-generation
    code-review complex-scene-understanding cross-modal-retrieval data-augmentation density-estimation
    depth-estimation document-parsing embeddings explanation extractive-question-answering forecasting
    function-calling grouped-inference gui-automation handwriting-ocr image-classification
    image-clustering image-editing image-generation image-search image-to-image image-to-image-search
    image-to-video inpainting intent-classification interactive-ai keyword-spotting
    language-identification long-context long-context-chat long-document-qa machine-translation
    math-reasoning moderation multi-task music-generation ner object-detection ocr open-vocab-detection
    pii-detection pii-redaction pos-tagging pose-estimation prompt-injection-detection query-generation
    question-answering rag rerank research-qa retrieval robot-manipulation routing segmentation
    semantic-search sentiment sentiment-analysis sound-event sound-event-captioning
    sound-question-answering speaker-diarization speech-recognition speech-synthesis speech-to-speech
    speech-translation structured-extraction summarization super-resolution table-extraction
    tabular-classification tabular-regression text-classification text-completion text-generation
    text-to-3d translation tts video-analysis video-generation video-segmentation video-summarization
    video-understanding visual-document-retrieval visual-recognition voice-activity-detection
    voice-agent vqa web-automation zero-shot-image-classification
    """
)
PIPELINE_TAGS = words(
    """
    any-to-any audio-classification audio-text-to-text audio-to-audio automatic-speech-recognition
    depth-estimation document-question-answering feature-extraction fill-mask graph-ml
    image-classification image-feature-extraction image-segmentation image-text-to-image
    image-text-to-text image-text-to-video image-to-3d image-to-image image-to-text image-to-video
    keypoint-detection mask-generation multiple-choice object-detection other question-answering
    reinforcement-learning robotics sentence-similarity summarization table-question-answering
    table-to-text tabular-classification tabular-regression tabular-to-text text-classification
    text-generation text-ranking text-retrieval text-to-3d text-to-audio text-to-image text-to-speech
    text-to-video time-series-forecasting token-classification translation
    unconditional-image-generation video-classification video-text-to-text video-to-video
    visual-document-retrieval visual-question-answering voice-activity-detection
    zero-shot-classification zero-shot-image-classification zero-shot-object-detection
    """
)
SEED_WORDS = words(
    """
    generative image-captioning natural-language-processing nlp segmentation text-to-image
    visual-question-answering
    """
)
MEANINGS = {
    "captioning": "image-captioning",
    "classification": "classification",
    "diffusion": "image-generation",
    "question-answering": "question-answering",
    "sentiment": "sentiment-analysis",
    "text-ranking": "rerank",
    "transcription": "speech-recognition",
    "wake-word": "keyword-spotting",
}


@cache
def records(kind: str) -> tuple[Any, ...]:
    """Every record of one kind, read from its files alone."""
    found = next(k for k in KINDS if k.name == kind)
    paths = sorted(DATA.glob(found.pattern))
    return tuple(entry.record for path in paths for entry in load_file(path, found, DATA))


@cache
def tasks() -> dict[str, Task]:
    """The tasks by id."""
    return {task.id: task for task in records("tasks")}


@cache
def meanings() -> dict[str, str]:
    """Every word that names a task, and the task: its id first, then aliases, then pipeline tags."""
    tags = {task.pipeline_tag: task.id for task in tasks().values() if task.pipeline_tag}
    aliases = {alias: task.id for task in tasks().values() for alias in task.aliases}
    return tags | aliases | {task_id: task_id for task_id in tasks()}


@pytest.mark.parametrize("word", [*WORDS, *PIPELINE_TAGS, *SEED_WORDS])
def test_word_leads_to_a_task(word: str) -> None:
    """What people, the hub and the seed documents call a task is understood."""
    assert word in meanings()


@pytest.mark.parametrize(("word", "task_id"), MEANINGS.items())
def test_word_leads_to_the_task_it_means(word: str, task_id: str) -> None:
    """Words with a settled meaning lead there."""
    assert meanings()[word] == task_id


def test_no_word_names_two_tasks() -> None:
    """An id or alias belongs to one task only."""
    words = Counter(word for task in tasks().values() for word in (task.id, *task.aliases))
    assert [word for word, count in words.items() if count > 1] == []


def test_no_pipeline_tag_belongs_to_two_tasks() -> None:
    """A pipeline tag says which task is meant."""
    tags = Counter(task.pipeline_tag for task in tasks().values() if task.pipeline_tag)
    assert [tag for tag, count in tags.items() if count > 1] == []


def test_aliases_are_written_as_they_are_looked_up() -> None:
    """Lower case, words joined by dashes."""
    odd = [a for t in tasks().values() for a in t.aliases if a != a.lower() or " " in a or "_" in a]
    assert odd == []


def test_parents_lead_to_a_root() -> None:
    """Every parent exists and no task is its own ancestor."""
    for task in tasks().values():
        seen = [task.id]
        while (parent := tasks()[seen[-1]].parent) is not None:
            assert parent in tasks(), f"{seen[-1]} names the unknown parent {parent}"
            assert parent not in seen, f"{' > '.join(seen)} turns in a circle"
            seen.append(parent)


def test_inputs_and_outputs_are_known_modalities() -> None:
    """Only words of ``data/modalities.yaml`` are used."""
    known = {modality.id for modality in records("modalities")}
    for task in tasks().values():
        used = {*task.inputs, *task.outputs, *task.optional_inputs, *task.optional_outputs}
        assert used <= known, f"{task.id} uses {', '.join(sorted(used - known))}"


def test_optional_is_not_also_required() -> None:
    """A kind of data is required, optional or foreign to a task."""
    for task in tasks().values():
        assert not {*task.inputs} & {*task.optional_inputs}, task.id
        assert not {*task.outputs} & {*task.optional_outputs}, task.id


def test_speed_floors_rise_with_the_need() -> None:
    """Realtime asks at least what interactive asks, and that at least what batch asks."""
    for task in tasks().values():
        floors = (task.speed.batch, task.speed.interactive, task.speed.realtime)
        known = [floor for floor in floors if floor is not None]
        assert known == sorted(known), task.id


def test_speed_floors_have_a_reason() -> None:
    """A floor that excludes models says where it comes from."""
    assert [task.id for task in tasks().values() if not task.speed.reason] == []


def test_tasks_measured_in_tokens_say_how_long_an_answer_is() -> None:
    """A latency can only be worked out from a length."""
    unknown = [
        t.id
        for t in tasks().values()
        if t.speed.unit == "tok/s" and not (t.answer_tokens and t.prompt_tokens)
    ]
    assert unknown == []


def test_assumed_context_holds_prompt_and_answer() -> None:
    """What is assumed when nothing is asked is enough for a usual item."""
    for task in tasks().values():
        if task.context is not None:
            assert (task.prompt_tokens or 0) + (task.answer_tokens or 0) <= task.context, task.id


@pytest.mark.parametrize(
    "task_id", ["autonomous-driving", "medical-diagnosis", "legal-advice", "voice-cloning"]
)
def test_dangerous_tasks_carry_a_caution(task_id: str) -> None:
    """Where errors or misuse harm people, the answer says so."""
    assert tasks()[task_id].cautions
