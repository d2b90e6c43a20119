"""Where a model goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimate.samples import gpu, mac

from modelpick.estimate.placement import place

ORDER = ["fits", "tight", "offload", "too-large"]
sizes = st.floats(1e8, 2e11)


@pytest.mark.parametrize(
    ("weights", "verdict"), [(15e9, "fits"), (21.5e9, "tight"), (40e9, "offload"), (90e9, "too-large")]
)
def test_verdicts_on_a_24_gb_card(weights, verdict):
    """A tenth of headroom, the card, the card and system memory, more than both."""
    assert place(gpu(), weights, 1e9).verdict == verdict


@given(sizes, sizes)
def test_a_larger_model_is_never_placed_better(one, other):
    """The verdict worsens with the weights."""
    small, large = sorted((one, other))

    assert ORDER.index(place(gpu(), small, 1e9).verdict) <= ORDER.index(place(gpu(), large, 1e9).verdict)


def test_nothing_is_offloaded_from_unified_memory():
    """One pool is all there is."""
    assert place(mac(), 60e9, 1e9).verdict == "too-large"


def test_a_server_that_cannot_offload_does_not():
    """vLLM needs the whole model on the card."""
    assert place(gpu(), 40e9, 1e9, may_offload=False).verdict == "too-large"


def test_the_share_on_the_card_is_what_the_rest_leaves():
    """Cache and buffers stay with the compute."""
    assert place(gpu(), 40e9, 2.8e9).resident == pytest.approx(0.5)
