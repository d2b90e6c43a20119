"""What a token asks of a model."""

import pytest
from msgspec.structs import replace
from tests.estimate.samples import LLAMA, MIXTURE, QWEN_NEXT

from modelpick.estimate.shape import ModelShape
from modelpick.estimate.token_cost import token_cost


def test_a_dense_model_reads_all_but_the_looked_up_embedding():
    """Llama 3 8B: 8.03 - 0.53 billion."""
    cost = token_cost(LLAMA)

    assert cost.always == 8_030_261_248 - 128256 * 4096
    assert cost.experts == 0


def test_a_mixture_reads_its_chosen_experts():
    """Qwen3-30B-A3B: 8 of 128 experts, 1.8 billion of 29."""
    cost = token_cost(MIXTURE)

    assert cost.experts == 3 * 48 * 128 * 2048 * 768
    assert cost.used == pytest.approx(cost.experts * 8 / 128, rel=0.01)


def test_a_stated_figure_bounds_the_computed_one():
    """A draft head and an image tower in the count do not run for every token."""
    shape = ModelShape("q", "text", 90_000_000_000, 3_000_000_000, QWEN_NEXT)
    cost = token_cost(shape)

    assert cost.always + cost.used <= 1.2 * 3_000_000_000


def test_effective_parameters_of_a_dense_model_count():
    """Gemma 3n reads 2 of its 5 billion: the rest are looked up."""
    cost = token_cost(replace(LLAMA, active_parameters=2_000_000_000))

    assert cost.always < 2_000_000_000
    assert cost.experts == 0


def test_without_dimensions_the_stated_active_share_serves():
    """Total and active are enough for a rough split."""
    cost = token_cost(ModelShape("m", "text", 100_000_000_000, 10_000_000_000))

    assert cost.always + cost.used == pytest.approx(10_000_000_000, rel=0.01)
