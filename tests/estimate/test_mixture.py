"""The mixtures of llama.cpp."""

import pytest
from msgspec.structs import replace
from tests.estimate.samples import LLAMA_8B, LLAMA_70B

from modelpick.estimate.mixture import gguf_bytes

PARAMETERS = 8_030_261_248


def test_k_quants_fall_back_where_rows_do_not_divide():
    """A row of 896 is no multiple of 256, so Q4_K turns into Q5_0 and the file grows."""
    narrow = replace(LLAMA_8B, hidden=896, layers=24, full_layers=24, vocab=1000)

    assert gguf_bytes(narrow, 10**9, "Q4_K_M") > gguf_bytes(narrow, 10**9, "Q4_0")


def test_eight_experts_keep_keys_and_values_at_eight_bit():
    """Mixtral's mixture differs from a dense model's of the same size."""
    mixtral = replace(LLAMA_8B, experts=8, experts_used=2)

    assert gguf_bytes(mixtral, PARAMETERS, "Q4_K_M") != gguf_bytes(LLAMA_8B, PARAMETERS, "Q4_K_M")


def test_eighty_layers_never_keep_values_below_five_bit():
    """The 70B rule of llama.cpp: its Q3_K_S takes 30.904 GB, 0.6 % more than the plain types would."""
    assert gguf_bytes(LLAMA_70B, 70_553_706_496, "Q3_K_S") == pytest.approx(30_904_187_617, rel=0.001)


@pytest.mark.parametrize("name", ["UD-Q4_K_XL", "AWQ-INT4", "Q9_K"])
def test_other_mixtures_have_no_law(name):
    """A maker's own mixture is not guessed."""
    assert gguf_bytes(LLAMA_8B, PARAMETERS, name) is None


def test_dimensions_that_exceed_the_parameters_have_no_law():
    """Nonsense in gives nothing out."""
    assert gguf_bytes(LLAMA_8B, 10**8, "Q4_K_M") is None
