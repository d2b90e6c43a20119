"""Whether models fit."""

from __future__ import annotations

import pytest

from modelpick.errors import UsageError
from modelpick.sizing.ask import read_ask
from modelpick.sizing.fitted import fitted


def fit(adviser, name, **given):
    return fitted(
        read_ask(name, {k.replace("_", "-"): v for k, v in given.items()}, adviser.catalog), adviser
    )


def by_id(found):
    return {option.quantization: option for option in found.options}


def test_405b_at_16_bit_takes_812_gb(adviser):
    """Two bytes a parameter, 4.2 GB of cache at 8192 tokens."""
    one = by_id(fit(adviser, "llama 3.1 405b", hardware="2x8 H100", quant="BF16", context="8192"))["BF16"]

    assert one.weights == pytest.approx(811.7e9, rel=0.001)
    assert one.kv_cache == pytest.approx(8192 * 516096)
    assert one.verdict == "fits"


def test_gemma_3_27b_caches_ten_gib_at_128k(adviser):
    """Sliding windows keep the cache at a sixth of what full attention would take."""
    one = by_id(fit(adviser, "google/gemma-3-27b-it", hardware="RTX 4090", quant="Q4_K_M", context="131072"))
    cache = one["Q4_K_M"].kv_cache

    assert cache == pytest.approx(10.6 * 2**30, rel=0.02)


def test_one_quantisation_is_one_option_at_the_context_asked(adviser):
    """The contract of --quant."""
    found = fit(adviser, "7B", hardware="RTX 4090", quant="Q4_K_M", context="12345")

    assert [(o.quantization, o.context) for o in found.options] == [("Q4_K_M", 12345)]


@pytest.mark.parametrize(
    ("name", "quant", "expected"), [("7B", "BF16", 14.0), ("70B", "BF16", 140.0), ("8x7B", "BF16", 93.4)]
)
def test_plain_sizes_weigh_what_they_say(adviser, name, quant, expected):
    """16 bits a parameter; a mixture less than its name's product."""
    one = by_id(fit(adviser, name, hardware="H100", quant=quant))[quant]

    assert one.weights == pytest.approx(expected * 1e9, rel=0.001)


def test_a_context_that_was_not_asked_is_told(adviser):
    """An assumption is printed."""
    assert any("8,192 tokens was assumed" in note for note in fit(adviser, "7B", hardware="RTX 4090").notes)


def test_what_is_to_be_used_keeps_four_bits(adviser):
    """A 27B model on 24 GB is run at four bits or more, not at one that leaves more room."""
    found = fit(adviser, "Qwen/Qwen3.8-27B", hardware="RTX 4090")

    assert by_id(found)[found.chosen].bits > 4
    assert by_id(found)[found.chosen].verdict in ("fits", "tight")


def test_users_at_once_each_have_a_context(adviser):
    """Four users cache four times as much."""
    one, four = (fit(adviser, "7B", hardware="H100", quant="BF16", concurrency=n) for n in ("1", "4"))

    assert four.options[0].kv_cache == 4 * one.options[0].kv_cache


def test_what_does_not_fit_says_what_would(adviser):
    """The least it needs, another quantisation, a plan."""
    found = fit(adviser, "70B", hardware="RTX 4090", quant="BF16")

    assert not found.feasible
    assert found.chosen is None
    assert any("--quant" in text for text in found.remedies)
    assert any("modelpick plan" in text for text in found.remedies)


def test_too_long_a_context_is_shortened_only_by_advice(adviser):
    """The option stays at the context asked; the one that fits is named."""
    found = fit(adviser, "7B", hardware="RTX 4090", quant="Q8_0", context="2M")

    assert found.options[0].verdict == "too-large"
    assert any("--context" in text for text in found.remedies)


def test_a_hosted_model_has_nothing_to_fit(adviser):
    """No options, and the reason."""
    hosted = next(model.id for model in adviser.catalog.models() if model.weights == "closed")
    found = fit(adviser, hosted, hardware="RTX 4090")

    assert (found.options, found.feasible) == ((), False)
    assert "only runs at its provider" in found.unknown


def test_memory_that_cannot_be_known_is_said(adviser):
    """No parameters recorded: fail closed."""
    unknown = next(
        (m.id for m in adviser.catalog.models() if m.weights != "closed" and m.parameters is None), None
    )
    if unknown is None:
        pytest.skip("every model with weights has its size")

    assert "cannot be known" in fit(adviser, unknown, hardware="RTX 4090").unknown


def test_a_published_speed_wins_where_no_tokens_are_made(adviser):
    """A detector measured on a T4 shows that measurement on a T4."""
    found = fit(adviser, "ustc-community/dfine-small-coco", hardware="Tesla T4")
    shown = [option.item for option in found.options if option.item]

    assert shown
    assert all(speed.value == 286.5 and "measured" in speed.basis for speed in shown)


def test_more_context_than_the_model_has_is_refused(adviser):
    """Bad usage, before anything is sized."""
    with pytest.raises(UsageError, match="--context"):
        fit(adviser, "Qwen/Qwen3-30B-A3B", hardware="H100", context="10M")


def test_a_gpu_alone_is_told_what_system_memory_would_do(adviser):
    """Nothing is assumed of the machine around a card, but what it would change is said."""
    found = fit(adviser, "70B", hardware="RTX 4090", quant="Q4_K_M")
    (told,) = (remedy for remedy in found.remedies if "--ram" in remedy)

    assert found.chosen is None
    assert "Q4_K_M runs partly in system memory" in told
    beside = fit(
        adviser, "70B", hardware="RTX 4090", quant="Q4_K_M", ram=told.split("--ram ")[1].split(",")[0]
    )
    assert by_id(beside)["Q4_K_M"].verdict == "offload"


def test_a_ruined_model_is_not_advised(adviser):
    """What only goes in at two bits is shown, but a smaller model serves better."""
    found = fit(adviser, "qwen/qwen3-32b", hardware="RTX 3060 12GB")

    assert found.feasible
    assert found.chosen is None
    assert "a smaller model at four bits serves better" in found.remedies[0]


def test_a_context_means_nothing_to_an_image(adviser):
    """It is not used, and that is said."""
    found = fit(adviser, "ultralytics/yolo26n", hardware="RTX 4090", context="32k")

    assert any("--context does not matter" in note for note in found.notes)


def test_a_mixture_whose_loss_is_unknown_is_not_chosen_unasked(adviser):
    """A published UD file is listed with its own size; what is chosen has a known loss."""
    found = fit(adviser, "Qwen/Qwen3.6-27B", hardware="RTX 4090")

    assert any(name.startswith("UD-") for name in by_id(found))
    assert not found.chosen.startswith("UD-")
