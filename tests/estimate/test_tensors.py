"""Parameters by role."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.estimate.samples import LLAMA_8B, QWEN_30B_A3B

from modelpick.estimate.tensors import feed_forward_used, tensors_of


@given(st.integers(5 * 10**9, 10**12))
def test_the_roles_add_up(parameters):
    """Nothing is lost and nothing counted twice."""
    parts = tensors_of(LLAMA_8B, parameters)
    roles = (parts.embedding, parts.head, parts.query, parts.key, parts.value, parts.output)

    assert sum(roles) + parts.up + parts.down + parts.other == parameters


def test_the_feed_forward_width_follows_from_the_count():
    """Llama 3 8B has 14336 although the record does not say so."""
    assert tensors_of(LLAMA_8B, 8_030_261_248).inner == 14336


def test_a_mixture_uses_the_width_of_its_chosen_experts():
    """Eight experts of 768."""
    assert feed_forward_used(QWEN_30B_A3B, 30_532_122_624) == 8 * 768


def test_a_small_model_ties_its_embedding_where_nothing_is_said():
    """Below 4.5 billion the head is the embedding; above it is its own."""
    unsaid = replace(LLAMA_8B, tied_embeddings=None)

    assert tensors_of(unsaid, 4_000_000_000).head == 0
    assert tensors_of(unsaid, 8_030_261_248).head == 128256 * 4096
