"""From GGUF metadata to facts."""

from __future__ import annotations

import pytest
from tests.importing.making import QWEN3, gguf

from modelpick.importing.facts import Unreadable
from modelpick.importing.gguf import read_header
from modelpick.importing.gguf_facts import facts_of


def facts(tensors=None, size=5_000_000_000, **changes):
    """Facts of the Qwen3 file with other metadata; underscores in keys are dots."""
    changed = {key.replace("__", "."): value for key, value in changes.items()}
    metadata = {key: value for key, value in {**QWEN3, **changed}.items() if value is not None}
    return facts_of(read_header(gguf(metadata, tensors)), size)


def test_what_the_file_says_is_taken():
    """In our words."""
    found = facts()

    assert (found.name, found.maker, found.kinds) == ("Qwen3 8B", "Qwen", ("qwen3",))
    assert (found.parameters, found.context) == (40_960_000, 40960)
    assert (found.license, found.base, found.languages) == ("apache-2.0", "Qwen/Qwen3-8B-Base", ("en", "zh"))
    assert found.files == (("Q4_K_M", 5_000_000_000),)


def test_the_architecture_is_that_of_the_catalogue():
    """The same numbers as the hand-checked entry of Qwen3-8B, with the vocabulary of the test."""
    assert facts().architecture == {
        "kind": "qwen3",
        "layers": 36,
        "full_layers": 36,
        "hidden": 4096,
        "heads": 32,
        "kv_heads": 8,
        "head_dim": 128,
        "vocab": 5000,
        "tied_embeddings": False,
        "confidence": "exact",
    }


def test_without_an_output_matrix_the_embedding_serves():
    """llama.cpp leaves it out then."""
    assert facts({"token_embd.weight": (4, 4)}).architecture["tied_embeddings"] is True


@pytest.mark.parametrize(
    ("pattern", "split"),
    [
        ({"qwen3__attention__sliding_window_pattern": 6}, (6, 30)),
        ({"qwen3__attention__sliding_window_pattern": [True] * 18 + [False] * 18}, (18, 18)),
    ],
)
def test_windows_are_counted_where_a_pattern_says_which_layers_have_them(pattern, split):
    """Every n-th layer, or layer by layer."""
    found = facts(qwen3__attention__sliding_window=1024, **pattern).architecture

    assert (found["full_layers"], found["window_layers"]) == split
    assert (found["window"], found["confidence"]) == (1024, "exact")


def test_a_window_of_unknown_layers_is_not_counted_on():
    """All layers are taken to keep everything, and it is said that this is not sure."""
    found = facts(qwen3__attention__sliding_window=1024).architecture

    assert (found["full_layers"], found["confidence"]) == (36, "kv-uncertain")
    assert "window" not in found


def test_layers_without_kv_heads_keep_a_state():
    """As hybrid models list them."""
    found = facts(qwen3__attention__head_count_kv=[0, 0, 0, 8] * 9).architecture

    assert (found["full_layers"], found["recurrent_layers"], found["kv_heads"]) == (9, 27, 8)


def test_idle_experts_are_not_active():
    """Of eight experts two work: a quarter of their parameters, and all of the rest."""
    changes = {
        "qwen3__expert_count": 8,
        "qwen3__expert_used_count": 2,
        "qwen3__expert_feed_forward_length": 768,
    }
    found = facts({"token_embd.weight": (10, 10), "blk.0.ffn_up_exps.weight": (100, 8)}, **changes)

    assert (found.parameters, found.active_parameters) == (900, 300)
    assert (found.architecture["experts"], found.architecture["experts_used"]) == (8, 2)


def test_one_part_of_several_does_not_speak_for_all():
    """Neither its size nor its tensors are the model's."""
    found = facts(split__count=4)

    assert (found.parameters, found.files) == (None, ())
    assert "several parts" in found.notes[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"general__architecture": None},
        {"general__architecture": "clip"},
        {"general__type": "adapter"},
        {"general__type": "mmproj"},
    ],
)
def test_what_is_no_model_is_refused(changes):
    """Projectors and adapters are parts of one."""
    with pytest.raises(Unreadable):
        facts(**changes)


def test_what_the_file_does_not_say_is_unknown():
    """Nothing is made up."""
    found = facts_of(read_header(gguf({"general.architecture": "llama"}, {})), 10)

    assert (found.name, found.parameters, found.context, found.license, found.architecture) == (None,) * 5
