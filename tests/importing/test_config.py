"""Reading config.json."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.importing.config import facts_of
from modelpick.importing.facts import Unreadable

QWEN3 = {
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "hidden_size": 4096,
    "num_hidden_layers": 36,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "max_position_embeddings": 40960,
    "sliding_window": None,
    "use_sliding_window": False,
    "tie_word_embeddings": False,
    "vocab_size": 151936,
}


def facts(**changes):
    """Facts of Qwen3-8B's configuration with changes."""
    return facts_of(json.dumps({**QWEN3, **changes}).encode())


def test_a_configuration_is_read():
    """The same numbers as the hand-checked entry of Qwen3-8B."""
    found = facts()

    assert (found.kinds, found.context, found.parameters) == (("Qwen3ForCausalLM", "qwen3"), 40960, None)
    assert found.architecture == {
        "kind": "qwen3",
        "layers": 36,
        "full_layers": 36,
        "hidden": 4096,
        "heads": 32,
        "kv_heads": 8,
        "head_dim": 128,
        "vocab": 151936,
        "tied_embeddings": False,
        "confidence": "exact",
    }


def test_the_language_part_of_a_larger_model_is_what_counts():
    """A vision-language model keeps its context in the part that speaks, and says that it sees."""
    body = {
        "architectures": ["XForConditionalGeneration"],
        "model_type": "x",
        "vision_config": {"hidden_size": 7},
    }
    found = facts_of(json.dumps({**body, "text_config": QWEN3}).encode())

    assert found.architecture["layers"] == 36
    assert found.kinds == ("XForConditionalGeneration", "vision_config", "x")


def test_layers_are_counted_by_their_types():
    """Five windows to one full layer, as Gemma 3 lists them."""
    types = (["sliding_attention"] * 5 + ["full_attention"]) * 6
    found = facts(layer_types=types, sliding_window=1024, use_sliding_window=True).architecture

    assert (found["full_layers"], found["window_layers"], found["window"]) == (6, 30, 1024)


def test_linear_layers_keep_a_state():
    """Three to one, as Qwen3-Next has them."""
    types = (["linear_attention"] * 3 + ["full_attention"]) * 9

    assert facts(layer_types=types).architecture["recurrent_layers"] == 27


def test_a_window_of_unknown_layers_is_not_counted_on():
    """All layers are taken to keep everything, and it is said that this is not sure."""
    found = facts(sliding_window=4096, use_sliding_window=True).architecture

    assert (found["full_layers"], found["confidence"]) == (36, "kv-uncertain")


def test_latent_attention_and_experts_are_read():
    """DeepSeek's names for them."""
    names = {"kv_lora_rank": 512, "qk_rope_head_dim": 64, "n_routed_experts": 256, "num_experts_per_tok": 8}
    found = facts(**names, moe_intermediate_size=2048).architecture

    assert (found["mla_rank"], found["mla_rope"]) == (512, 64)
    assert (found["experts"], found["experts_used"], found["expert_hidden"]) == (256, 8, 2048)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"a": 1}', b"[" * 100_000, b"3"])
def test_other_files_are_refused(body):
    """No JSON, no mapping, no model."""
    with pytest.raises(Unreadable):
        facts_of(body)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*QWEN3, "text_config"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*QWEN3, "text_config", "layer_types", "n_routed_experts"]), VALUES))
def test_any_values_are_read_or_refused(config):
    """Nothing else ever happens, whatever stands where a number should."""
    with contextlib.suppress(Unreadable):
        facts_of(json.dumps(config).encode())
