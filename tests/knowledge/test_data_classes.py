"""The class cards (``data/classes``): complete, sourced, and true to what goes in and comes out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from modelpick.knowledge.load import KINDS, load_file
from modelpick.knowledge.records import ModelClass, Statement

DATA = Path(__file__).parents[2] / "data"
CONTRACT = (
    "llm",
    "slm",
    "lrm",
    "vlm",
    "lvm",
    "lmm",
    "mllm",
    "omni",
    "lam",
    "lcm",
    "t2i",
    "t2v",
    "mlm",
    "sam",
    "moe",
    "clip",
    "embedder",
    "reranker",
    "vdr",
    "ocr",
    "asr",
    "tts",
    "audio-llm",
    "detector",
    "open-vocab-detector",
    "vla",
    "tsfm",
    "tabular",
    "guard",
    "pii",
    "dllm",
    "mt",
    "kws",
    "latent-variable",
    "linear-mixed",
    "gbdt",
    "pipeline",
    "foundation-model",
    "generative-ai",
    "multimodal",
)
OURS = (
    "lvlm",
    "multilingual-lm",
    "segmenter",
    "depth",
    "t2a",
    "t23d",
    "restoration",
    "diarizer",
)
SEED_CLASSES = (
    "llm",
    "vlm",
    "lvm",
    "lmm",
    "mllm",
    "lam",
    "slm",
    "lcm",
    "mlm",
    "sam",
    "moe",
    "multimodal",
    "foundation-model",
    "generative-ai",
    "lvlm",
    "omni",
    "clip",
    "latent-variable",
    "linear-mixed",
    "multilingual-lm",
)
ASPECTS = (
    "definition",
    "primary_focus",
    "size",
    "speed",
    "best_for",
    "architecture",
    "training_data",
    "complexity",
    "compute",
    "advantages",
    "limitations",
    "challenges",
    "applications",
    "examples",
    "characteristics",
)
LEAST = (
    "definition",
    "primary_focus",
    "size",
    "speed",
    "best_for",
    "compute",
    "advantages",
    "limitations",
    "applications",
    "examples",
)
TAKES_NOT = (("llm", "image"), ("llm", "audio"), ("slm", "video"), ("vlm", "audio"), ("detector", "text"))
GIVES_NOT = (("clip", "text"), ("lvm", "text"), ("vlm", "image"), ("llm", "image"), ("asr", "audio"))


@cache
def loaded(name: str) -> tuple[Any, ...]:
    """Every record of one kind, read from its files alone."""
    found = next(k for k in KINDS if k.name == name)
    paths = sorted(DATA.glob(found.pattern))
    return tuple(entry.record for path in paths for entry in load_file(path, found, DATA))


def cards() -> dict[str, ModelClass]:
    return {card.id: card for card in loaded("classes")}


def statements(card: ModelClass) -> list[Statement]:
    return [statement for aspect in (*ASPECTS, "cautions") for statement in getattr(card, aspect)]


def test_every_class_of_the_contract_has_a_card() -> None:
    """The ids that users may rely on are all there, and so are those added since."""
    assert set(cards()) >= {*CONTRACT, *OURS}


def test_a_file_is_named_after_its_class() -> None:
    """A card is found by the id of its class."""
    assert {path.stem for path in DATA.glob("classes/*.yaml")} == set(cards())


@pytest.mark.parametrize("key", SEED_CLASSES)
def test_a_class_of_the_seeds_has_every_aspect(key: str) -> None:
    """Whatever a seed says of such a class stands beside a current statement."""
    assert [aspect for aspect in ASPECTS if not getattr(cards()[key], aspect)] == []


@pytest.mark.parametrize("key", [*CONTRACT, *OURS])
def test_a_card_has_what_a_choice_needs(key: str) -> None:
    """No card lacks one of the aspects that people compare."""
    assert [aspect for aspect in LEAST if not getattr(cards()[key], aspect)] == []


@pytest.mark.parametrize("key", [*CONTRACT, *OURS])
def test_every_statement_has_a_source(key: str) -> None:
    """No fact stands without where it comes from."""
    assert [s.text for s in statements(cards()[key]) if not s.refs] == []


@pytest.mark.parametrize("key", [*CONTRACT, *OURS])
def test_a_statement_is_made_once(key: str) -> None:
    """A card does not repeat itself."""
    texts = [s.text for s in statements(cards()[key])]
    assert len(texts) == len(set(texts))


def test_no_card_repeats_what_a_source_says_of_it() -> None:
    """What the seeds say is kept as claims, so that no sentence of theirs passes for ours."""
    said = {claim.text.rstrip(".").lower() for claim in loaded("claims") if len(claim.text) > 40}
    ours = {s.text.rstrip(".").lower() for card in cards().values() for s in statements(card)}
    assert said & ours == set()


@pytest.mark.parametrize("key", ["lmm", "lvlm", "mllm"])
def test_synonyms_stand_for_the_vision_language_model(key: str) -> None:
    """The umbrella words are explained, and one candidate is ranked for all of them."""
    assert (cards()[key].kind, cards()[key].candidate) == ("umbrella", "vlm")


@pytest.mark.parametrize("key", ["foundation-model", "generative-ai", "multimodal"])
def test_parent_terms_stand_for_no_class(key: str) -> None:
    """A word for everything is explained and ranks nothing."""
    assert (cards()[key].kind, cards()[key].candidate) == ("umbrella", None)


def test_a_mixture_of_experts_is_an_attribute() -> None:
    """It is an architecture, which modifies a choice and is none."""
    assert cards()["moe"].kind == "attribute"


def test_a_candidate_is_a_class_that_can_be_ranked() -> None:
    """An umbrella never points at another umbrella."""
    named = {card.candidate for card in cards().values() if card.candidate}
    assert {cards()[name].kind for name in named} == {"class"}


def test_no_alias_means_two_classes() -> None:
    """A name that a user types leads to one card."""
    owners: dict[str, set[str]] = {}
    for card in cards().values():
        for word in {card.id, card.name.lower(), *(alias.lower() for alias in card.aliases)}:
            owners.setdefault(word, set()).add(card.id)
    assert {word: ids for word, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(("key", "modality"), TAKES_NOT)
def test_a_class_does_not_take_what_it_cannot_read(key: str, modality: str) -> None:
    """Inputs are hard filters, so none is claimed that the class as such lacks."""
    assert modality not in cards()[key].inputs


@pytest.mark.parametrize(("key", "modality"), GIVES_NOT)
def test_a_class_does_not_give_what_it_cannot_make(key: str, modality: str) -> None:
    """Outputs are hard filters too."""
    assert modality not in cards()[key].outputs


@pytest.mark.parametrize("key", [*CONTRACT, *OURS])
def test_modalities_are_words_of_the_vocabulary(key: str) -> None:
    """What goes in and comes out is said in the words that users may say."""
    words = {modality.id for modality in loaded("modalities")}
    assert {*cards()[key].inputs, *cards()[key].outputs} <= words


@pytest.mark.parametrize("card", [c for c in loaded("classes") if c.stage_task], ids=lambda card: card.id)
def test_a_class_can_do_its_own_task(card: ModelClass) -> None:
    """The task that a class does as a stage is within what it takes and gives."""
    task = next(task for task in loaded("tasks") if task.id == card.stage_task)
    assert set(task.inputs) <= set(card.inputs)
    assert set(task.outputs) <= set(card.outputs)


def test_references_are_in_the_bibliography() -> None:
    """A card cites entries of the bibliography by their id, or a secure address."""
    known = {source.id for source in loaded("sources")}
    cited = {ref for card in cards().values() for s in statements(card) for ref in s.refs}
    assert {ref for ref in cited if ref not in known and not ref.startswith("https://")} == set()


@pytest.mark.parametrize("number", range(5))
def test_the_seeds_are_in_the_bibliography_by_file_name(number: int) -> None:
    """Each of the five documents is cited by the name of its file."""
    seed = next(source for source in loaded("sources") if source.id == f"seed-00{number}")
    assert seed.file is not None
    assert seed.file.startswith(f"00{number}_")
