"""What own measurements on a device do to its estimates."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.estimate.samples import BF16, CALIBRATION, LARGE, LLAMA, Q4, Q8, gpu

from modelpick.estimate.device import Device, Pool
from modelpick.estimate.fit import Measurement, fit_options
from modelpick.estimate.interval import Interval
from modelpick.estimate.own import Judged, Own, OwnRun, Variance, engine_of, range_variance, shift_of
from modelpick.estimate.request import Request

VARIANCE = Variance(0.4, 0.2)
RATIOS = st.lists(st.floats(0.05, 20.0), min_size=1, max_size=30)
SEEN = Interval(33.0, 30.0, 35.0, "tok/s", "measured on this machine")


def estimate(own=None, *, shape=LLAMA, quantization=Q4, measured=(), **request):
    """One option on the sample card."""
    device = replace(gpu(), own=own)
    return fit_options(shape, device, Request(4096, **request), (quantization,), CALIBRATION, measured)[0]


def judged(*ratios, engine="llama.cpp"):
    """Runs of other models, off by these."""
    found = tuple(Judged(what, engine, ratio) for what in ("decode", "prefill") for ratio in ratios)
    return Own("this machine", judged=found)


@given(RATIOS)
def test_a_shift_stays_within_what_was_measured(ratios):
    """No estimate moves beyond the largest deviation, nor the other way."""
    shift = shift_of(ratios, VARIANCE)

    assert min(1.0, *ratios) * 0.999 <= shift.factor <= max(1.0, *ratios) * 1.001
    assert 0.0 < shift.width <= 1.0


@given(RATIOS)
def test_more_runs_of_the_same_say_more(ratios):
    """Twice the models that agree: further towards them, and a narrower interval."""
    once, twice = shift_of(ratios, VARIANCE), shift_of(ratios * 2, VARIANCE)

    assert abs(twice.factor - 1) >= abs(once.factor - 1) - 1e-12
    assert twice.width <= once.width


@given(RATIOS, st.permutations(range(3)))
def test_order_does_not_matter(ratios, order):
    """The models may have been measured in any order."""
    assert isclose(shift_of(sorted(ratios), VARIANCE).factor, shift_of(ratios, VARIANCE).factor)


@given(st.floats(0.1, 10.0))
def test_a_guessed_bandwidth_believes_a_run_more(ratio):
    """Where the device's own speed is a wide range, one run settles most of it."""
    known, guessed = shift_of([ratio], VARIANCE), shift_of([ratio], VARIANCE, range_variance(1.0, 10.0))

    assert abs(guessed.factor - 1) >= abs(known.factor - 1) - 1e-12
    assert guessed.width < known.width


def test_no_runs_say_nothing():
    """Without measurements there is no shift."""
    assert shift_of([], VARIANCE) is None


def test_one_run_moves_a_good_law_part_of_the_way():
    """Between the estimate and what the run alone would say, narrower, and the basis names it."""
    before, after = estimate(), estimate(judged(0.5))

    assert 0.5 * before.decode.value < after.decode.value < before.decode.value
    assert after.decode.high / after.decode.low < before.decode.high / before.decode.low
    assert after.decode.basis == after.prefill.basis == "calibrated by 1 run on this machine"


def test_runs_are_counted():
    """As the basis says it."""
    assert estimate(judged(0.8, 0.9, 0.7)).decode.basis == "calibrated by 3 runs on this machine"


def test_another_engine_says_nothing():
    """A run of vLLM does not speak for llama.cpp."""
    assert estimate(judged(0.5, engine="vllm")) == estimate()


def test_a_machine_only_described_is_settled_by_a_run():
    """A CPU whose bandwidth is a range of one to ten loses most of that range."""
    pool = Pool("ram", 32e9, 28e9, 32e9, 16e9, 100e9)
    device = Device("CPU", (), "cpu", "cpu", (pool,), cores=4, named=False)
    before, after = (
        fit_options(LLAMA, replace(device, own=own), Request(4096), (Q4,), CALIBRATION)[0].decode
        for own in (None, judged(0.5))
    )

    assert after.value == pytest.approx(0.5 * before.value, rel=0.15)
    assert after.high / after.low < 0.25 * before.high / before.low


@pytest.mark.parametrize("runtime", ["ollama", "lm-studio", "llama.cpp"])
def test_programs_share_an_engine(runtime):
    """Ollama and LM Studio run llama.cpp."""
    assert engine_of(runtime) == "llama.cpp"


def test_a_run_of_the_very_model_wins_over_what_was_published():
    """The user's machine is the device asked about; a published speed is of one like it."""
    own = Own("this machine", (OwnRun(LLAMA.id, "Q4_K_M", "llama.cpp", SEEN, None),))
    published = Measurement(99.0, source="someone")

    found = estimate(own, measured=(published,))

    assert found.decode == SEEN
    assert found.prefill.basis.startswith("same backend")


@pytest.mark.parametrize(
    "other",
    [{"quantization": Q8}, {"quantization": BF16}, {"shape": LARGE}, {"concurrency": 4}, {"runtime": "vllm"}],
    ids=["quantisation", "precision", "model", "users", "runtime"],
)
def test_a_run_speaks_for_itself_alone(other):
    """Not for another quantisation, model or number of users, nor where another engine is asked for."""
    own = Own("this machine", (OwnRun(LLAMA.id, "Q4_K_M", "llama.cpp", SEEN, SEEN),))

    assert estimate(own, **other).decode != SEEN


def test_the_engine_of_the_estimate_comes_first():
    """Of two runs of the very model the one in the engine spoken of is shown; without it, the other."""
    other = replace(SEEN, value=20.0)
    runs = [
        OwnRun(LLAMA.id, "Q4_K_M", engine, seen, None)
        for engine, seen in (("vllm", other), ("llama.cpp", SEEN))
    ]

    assert estimate(Own("this machine", tuple(runs))).decode == SEEN
    assert estimate(Own("this machine", tuple(runs[:1]))).decode == other


def test_a_measured_speed_is_lower_in_a_deep_context():
    """By as many seconds a token as the estimate adds, and the basis says that this part is estimated."""
    plain, found = (
        estimate(),
        estimate(Own("this machine", (OwnRun(LLAMA.id, "Q4_K_M", "llama.cpp", SEEN, None),))),
    )

    more = 1 / plain.decode_full.value - 1 / plain.decode.value
    assert 1 / found.decode_full.value - 1 / found.decode.value == pytest.approx(more)
    assert found.decode_full.basis == "measured on this machine; the deeper context estimated"
