"""From facts to an entry of the catalogue."""

from __future__ import annotations

import pytest

from modelpick.errors import UsageError
from modelpick.importing.facts import Facts, joined
from modelpick.importing.record import Known, entry_of, id_of, kind_of, laid_on
from modelpick.knowledge.records import FileSize, ModelKind, ModelRecord


def kind(key, classes, *architectures):
    """A kind of text models."""
    return ModelKind(
        id=key,
        architectures=architectures,
        classes=classes,
        capabilities=(key,),
        inputs=("text",),
        outputs=("text",),
    )


KINDS = {
    k.id: k
    for k in (
        kind("text-generation", ("slm",), "ForCausalLM", "llama"),
        kind("image-text-to-text", ("vlm", "slm"), "vision_config"),
    )
}
QWEN = ModelRecord(
    id="Qwen/Qwen3-8B",
    name="Qwen3-8B",
    family="Qwen3",
    provider="Alibaba",
    tier="official",
    classes=("slm", "lrm"),
    capabilities=("text-generation", "code"),
    inputs=("text",),
    outputs=("text",),
    weights="open",
    files=(FileSize(quantization="Q8_0", bytes=8, source="https://x"),),
    refs=("https://x",),
    checked="2026-11-22",
)
KNOWN = Known(KINDS, {"apache-2.0": "Apache-2.0"}, (QWEN,), frozenset({"Q4_K_M", "Q8_0"}))


def entry(facts, key="org/Tiny-3B", task=None):
    """The entry of those facts."""
    found = kind_of((*facts.kinds, "llama"), KINDS, task)
    return entry_of(facts, KNOWN, key=key, kind=found, source="own-files", today="2026-11-23")


def test_an_entry_says_what_is_known_and_no_more():
    """Unknown fields are left out, and named."""
    made = entry(Facts(parameters=3_000_000_000, license="apache-2.0"))

    assert made.values["classes"] == ["slm"]
    assert made.values["license"] == "Apache-2.0"
    assert "context" not in made.values
    assert "unknown: context, architecture" in made.notes


def test_a_large_model_is_no_small_one():
    """Nor is one whose size is unknown."""
    assert entry(Facts(parameters=30_000_000_000)).values["classes"] == ["llm"]
    assert entry(Facts()).values["classes"] == ["llm"]


def test_a_licence_that_is_not_in_the_catalogue_is_unknown():
    """And it is said which one was meant."""
    made = entry(Facts(license="tiny-licence"))

    assert "license" not in made.values
    assert any("tiny-licence" in note for note in made.notes)


def test_a_maker_is_called_as_in_the_catalogue():
    """Other models of Qwen are of Alibaba."""
    made = entry(Facts(), key="Qwen/Qwen9-1B").values

    assert (made["provider"], made["tier"], made["family"]) == ("Alibaba", "official", "Qwen9")


def test_the_first_name_that_tells_decides_the_kind():
    """Class names by their ending; what a model sees before that; the user's word before all."""
    assert kind_of(("Qwen3ForCausalLM",), KINDS, None).id == "text-generation"
    assert kind_of(("LlavaLlamaForCausalLM", "vision_config"), KINDS, None).id == "image-text-to-text"
    assert kind_of(("llama",), KINDS, "image-text-to-text").id == "image-text-to-text"


@pytest.mark.parametrize(
    ("named", "task"), [((), None), (("tea-pot",), None), (("llama",), "text-genration")]
)
def test_a_kind_that_cannot_be_told_is_asked_for(named, task):
    """With --task."""
    with pytest.raises(UsageError):
        kind_of(named, KINDS, task)


def test_what_people_wrote_of_a_model_stays():
    """Only what the catalogue lacks is added to a model it has."""
    facts = Facts(parameters=8, context=40960, files=(("Q4_K_M", 4), ("Q8_0", 99)), kinds=("llama",))

    made = laid_on(entry(facts, key="Qwen/Qwen3-8B"), QWEN).values

    assert {*made} == {"id", "parameters", "context", "files", "refs"}
    assert [(file["quantization"], file["bytes"]) for file in made["files"]] == [("Q8_0", 8), ("Q4_K_M", 4)]


@pytest.mark.parametrize(
    ("facts", "given", "key"),
    [
        (Facts(repository="org/Tiny-3B"), None, "org/Tiny-3B"),
        (Facts(name="Tiny 3B", maker="Org GmbH"), None, "Org-GmbH/Tiny-3B"),
        (Facts(), None, "local/model-file"),
        (Facts(name="../../etc/passwd", maker=".."), None, "local/etc-passwd"),
        (Facts(repository="qwen/qwen3-8b"), None, "Qwen/Qwen3-8B"),
        (Facts(), "me/mine", "me/mine"),
    ],
)
def test_an_id_is_found(facts, given, key):
    """As given, of the repository, or made of names that cannot lead anywhere; known models by their own id."""
    assert id_of(facts, given, "model file", KNOWN.models) == key


@pytest.mark.parametrize("given", ["", "x", "a/b/c", "../x", "a/ b", "a/" + "b" * 200])
def test_an_id_that_is_none_is_refused(given):
    """It would name a file elsewhere."""
    with pytest.raises(UsageError):
        id_of(Facts(), given, "x", ())


def test_facts_are_joined():
    """What the first lacks, the second tells."""
    both = joined(Facts(context=1, kinds=("a",)), Facts(context=2, parameters=3, kinds=("b",)))

    assert (both.context, both.parameters, both.kinds) == (1, 3, ("a", "b"))
