"""The acronyms (``data/terms.yaml``): every sense kept, one meant by default, the others within reach."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import ModelClass, Record, Sense, Term

DATA = Path(__file__).parents[2] / "data"
AMBIGUOUS = {
    "LVM": {"lvm", "latent-variable"},
    "LMM": {"lmm", "linear-mixed"},
    "MLLM": {"mllm", "multilingual-lm"},
    "LCM": {"lcm", None},
    "SAM": {"sam", None},
    "SLM": {"slm", "omni"},
    "LAM": {"lam", "audio-llm"},
    "VLM": {"vlm", "clip"},
}
DEFAULTS = {
    "CLIP-style": "clip",
    "FM": "foundation-model",
    "LAM": "lam",
    "LCM": "lcm",
    "LLM": "llm",
    "LMM": "lmm",
    "LVLM": "lvlm",
    "LVM": "lvm",
    "MLLM": "mllm",
    "MLM": "mlm",
    "MoE": "moe",
    "SAM": "sam",
    "SLM": "slm",
    "TTS": "tts",
    "VLM": "vlm",
    "omni": "omni",
}
NAMES_OF_ONE_CLASS = ("LMM", "LVLM", "MLLM", "VLM")


@cache
def records(kind: str) -> tuple[Record, ...]:
    """Every record of one kind, read from its files alone."""
    found = next(k for k in KINDS if k.name == kind)
    paths = sorted(DATA.glob(found.pattern))
    return tuple(entry.record for path in paths for entry in load_file(path, found, DATA))


def terms() -> list[Term]:
    return [record for record in records("terms") if isinstance(record, Term)]


def senses() -> list[tuple[str, Sense]]:
    return [(term.id, sense) for term in terms() for sense in term.senses]


def term(name: str) -> Term:
    return next(t for t in terms() if t.id == name)


def default(name: str) -> Sense:
    return next(s for s in term(name).senses if s.status == "default")


@pytest.mark.parametrize("entry", terms(), ids=lambda t: t.id)
def test_one_sense_is_the_default(entry: Term) -> None:
    """A term means one thing unless the context says otherwise; none only if every sense is rejected."""
    statuses = Counter(sense.status for sense in entry.senses)

    assert statuses["default"] == (0 if set(statuses) == {"rejected"} else 1)


def test_a_word_leads_to_one_term() -> None:
    """No id or alias is shared between terms, whatever its case."""
    words = Counter(word.casefold() for t in terms() for word in (t.id, *t.aliases))

    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_an_ambiguous_acronym_keeps_its_senses(name: str) -> None:
    """The acronyms that sources expand differently hold each expansion."""
    found = {s.class_id for s in term(name).senses if s.status in {"default", "other"}}

    assert found == AMBIGUOUS[name]


@pytest.mark.parametrize("entry", [t for t in terms() if len(t.senses) > 1], ids=lambda t: t.id)
def test_every_sense_can_be_chosen(entry: Term) -> None:
    """Where a term has several senses, each has context words."""
    assert [sense.sense for sense in entry.senses if not sense.context_words] == []


@pytest.mark.parametrize("entry", terms(), ids=lambda t: t.id)
def test_a_context_word_chooses_one_sense(entry: Term) -> None:
    """Two senses of a term share no context word."""
    words = Counter(word for sense in entry.senses for word in set(sense.context_words))

    assert [word for word, times in words.items() if times > 1] == []


def test_context_words_are_lower_case() -> None:
    """They are compared with a query in lower case."""
    assert [(name, w) for name, s in senses() for w in s.context_words if w != w.casefold()] == []


@pytest.mark.parametrize("name", DEFAULTS)
def test_the_default_names_its_class(name: str) -> None:
    """The common acronyms mean the class of that name."""
    assert default(name).class_id == DEFAULTS[name]


def test_classes_exist() -> None:
    """A sense names a class of the taxonomy or none."""
    classes = {record.id for record in records("classes") if isinstance(record, ModelClass)}

    assert [(name, s.class_id) for name, s in senses() if s.class_id and s.class_id not in classes] == []


def test_senses_of_the_field_are_sourced() -> None:
    """Only a sense from outside the field may go without a source."""
    assert [(name, s.sense) for name, s in senses() if s.status != "non-ai" and not s.refs] == []


def test_senses_are_dated() -> None:
    """Each says when it was last checked."""
    assert [(name, s.sense) for name, s in senses() if not s.checked] == []


def test_language_learning_model_is_rejected() -> None:
    """A wrong expansion is recognised as wrong, not forgotten."""
    found = next(s for s in term("LLM").senses if s.sense == "Language Learning Model")

    assert found.status == "rejected"


@pytest.mark.parametrize("name", NAMES_OF_ONE_CLASS)
def test_rival_names_are_argued(name: str) -> None:
    """The rival names of one class say who uses them, what speaks for each and what against."""
    found = default(name)

    assert all((found.proponents, found.points_for, found.points_against))
