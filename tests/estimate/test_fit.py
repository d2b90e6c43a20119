"""The one entry to the estimates."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.estimate.samples import ALL, CALIBRATION, LARGE, LLAMA, MIXTURE, Q4, Q8, board, gpu, mac

from modelpick.estimate.demand import demand_of
from modelpick.estimate.device import Device, Pool
from modelpick.estimate.fit import Measurement, best_option, choose, fit_options, reason_unknown
from modelpick.estimate.request import Request
from modelpick.estimate.setting import Setting
from modelpick.estimate.shape import ModelShape

VERDICTS = ["fits", "tight", "offload", "too-large"]


def options(shape=LLAMA, device=None, context=8192, measured=(), quantizations=ALL, **request):
    asked = Request(context, **request)
    return fit_options(shape, device or gpu(), asked, quantizations, CALIBRATION, measured)


def one(quantization=Q4, **given):
    (found,) = options(quantizations=(quantization,), **given)
    return found


def test_the_parts_add_up():
    """Weights, cache, compute and overhead are the total."""
    for option in options():
        parts = option.weights + option.kv_cache + option.compute + option.overhead
        assert parts == pytest.approx(option.total)


def test_best_quality_comes_first():
    """Options fall in size."""
    sizes = [option.weights for option in options()]

    assert sizes == sorted(sizes, reverse=True)


def test_llama_8b_on_a_24_gb_card():
    """4.9 GB of weights, 1 GiB of cache, more than a hundred tokens a second: measured 125 to 140."""
    option = one()

    assert option.weights / 1e9 == pytest.approx(4.91, abs=0.01)
    assert option.kv_cache == 2**30
    assert option.verdict == "fits"
    assert option.decode.low < 135 < option.decode.high


@given(st.integers(256, 131072), st.integers(256, 131072), st.integers(1, 32))
def test_memory_grows_with_context_and_concurrency(first, second, users):
    """More tokens or more sequences never take less."""
    short, long = sorted((first, second))
    small, large = one(context=short, concurrency=users), one(context=long, concurrency=users + 1)

    assert small.total <= large.total
    assert VERDICTS.index(small.verdict) <= VERDICTS.index(large.verdict)


@given(st.floats(50e9, 4e12), st.floats(50e9, 4e12), st.sampled_from([LLAMA, MIXTURE]))
def test_more_bandwidth_is_never_slower(first, second, shape):
    """On GDDR the estimate rises with the rate."""
    slow, fast = sorted((first, second))
    speeds = [one(shape=shape, device=gpu(bandwidth=rate)).decode.value for rate in (slow, fast)]

    assert speeds[0] <= speeds[1] * (1 + 1e-9)


def test_decoding_is_slower_at_the_end_of_the_context():
    """The cache is read for every token."""
    option = one(context=65536)

    assert option.decode_full.value < option.decode.value


def test_the_longest_context_fits_and_a_longer_one_does_not():
    """What `max_context` names can be asked for."""
    tight = gpu(8.0, ram=0)
    longest = one(device=tight).max_context

    assert one(device=tight, context=longest).verdict in ("fits", "tight")
    assert one(device=tight, context=longest + 512).verdict == "too-large"


def test_the_models_own_context_is_the_limit():
    """More memory does not make a longer context."""
    assert one(device=gpu(200.0)).max_context == LLAMA.context


def test_a_mixture_offloads_better_than_a_dense_model_of_its_size():
    """Experts in system memory are read a few at a time."""
    dense = ModelShape("dense", "text", MIXTURE.parameters)
    small = gpu(8.0)

    assert one(shape=MIXTURE, device=small).verdict == "offload"
    assert one(shape=MIXTURE, device=small).decode.value > 3 * one(shape=dense, device=small).decode.value


def test_offloading_is_slower_than_fitting():
    """System memory is the slow part."""
    assert one(shape=LARGE).decode.value < 0.2 * one(shape=LARGE, device=gpu(80.0)).decode.value


def test_a_published_speed_wins_and_says_so():
    """What was measured on this very device is shown instead of an estimate."""
    speed = Measurement(141.0, quantization="Q4_K_M", source="llama.cpp#15013")
    option = one(measured=(speed,))

    assert option.decode.value == 141.0
    assert option.decode.basis == "measured on this device (llama.cpp#15013)"


@pytest.mark.parametrize(
    ("request_", "device"), [({"runtime": "vllm"}, gpu()), ({"concurrency": 4}, gpu()), ({}, gpu(4.0))]
)
def test_a_published_speed_speaks_for_its_setting_alone(request_, device):
    """Another program, several users, or a model that does not lie on the device whole."""
    speed = Measurement(141.0, quantization="Q4_K_M", engine="llama.cpp")
    (option,) = options(device=device, measured=(speed,), quantizations=(Q4,), **request_)

    assert "measured on this device" not in option.decode.basis


def test_a_published_speed_in_another_unit_does_not_count():
    """Utterances are no seconds of sound."""
    whisper = ModelShape("whisper", "asr", 10**9)
    measured = (Measurement(3.0, unit="items/s", what="item"),)
    found = fit_options(whisper, gpu(), Request(1), ALL, CALIBRATION, measured)

    assert found[0].item.basis.startswith("same kind of model")


def test_a_file_counts_the_parameters():
    """Where nothing states them."""
    known, unknown = LLAMA, replace(LLAMA, parameters=None, files={"Q8_0": 8_540_000_000})
    (said,) = fit_options(unknown, gpu(), Request(4096, quantizations=("Q8_0",)), ALL, CALIBRATION)
    (counted,) = fit_options(known, gpu(), Request(4096, quantizations=("Q8_0",)), ALL, CALIBRATION)

    assert reason_unknown(unknown, Request(4096)) is None
    assert said.weights == 8_540_000_000
    assert said.decode.value == pytest.approx(counted.decode.value, rel=0.03)


def test_a_published_speed_of_another_quantisation_does_not_count():
    """It is not the same file."""
    option = one(measured=(Measurement(99.0, quantization="Q8_0"),))

    assert option.decode.basis.startswith("same backend")


def test_a_described_device_has_a_wider_interval():
    """A card of which only the memory is known may be slow or fast."""
    pool = Pool("vram", 24e9, 22.8e9, None, 300e9, 1800e9)
    described = Device("GPU with 24 GB", (), "described", None, (pool,), named=False)
    wide, narrow = one(device=described).decode, one().decode

    assert wide.high / wide.low > 3 * narrow.high / narrow.low


def test_an_unknown_bandwidth_gives_memory_without_speed():
    """What can be said is said, the rest left out."""
    bare = Device("?", ("x",), "gpu", "cuda", (Pool("vram", 24e9, 22e9),))
    option = one(device=bare)

    assert option.verdict == "fits"
    assert option.decode is None


def test_unknown_parameters_give_a_reason_and_no_option():
    """Nothing is guessed."""
    shape = ModelShape("m", "text", None)

    assert options(shape=shape) == ()
    assert "parameters" in reason_unknown(shape, Request(4096))


def test_an_unknown_state_gives_a_reason_and_no_option():
    """A stateful architecture that is not known fails closed."""
    odd = replace(LLAMA.architecture, kind="novel", full_layers=8, recurrent_layers=24)
    shape = replace(LLAMA, architecture=odd)

    assert options(shape=shape) == ()
    assert "novel" in reason_unknown(shape, Request(4096))


def test_an_unknown_cache_type_gives_a_reason():
    """The type is named."""
    assert "q7" in reason_unknown(LLAMA, Request(4096, kv_type="q7"))


def test_an_unknown_architecture_is_flagged():
    """The cache from the parameter count alone is said to be one."""
    (note,) = one(shape=ModelShape("m", "text", 8 * 10**9)).notes

    assert "architecture unknown" in note


def test_mlx_is_for_apple():
    """Formats follow the device."""
    assert "MLX-4bit" in [o.quantization for o in options(device=mac())]
    assert "MLX-4bit" not in [o.quantization for o in options()]


def test_asking_for_quantisations_leaves_out_the_rest():
    """Exactly what was asked for."""
    assert [o.quantization for o in options(quantizations=ALL, **{"context": 4096})] != ["Q8_0"]
    asked = fit_options(LLAMA, gpu(), Request(4096, quantizations=("Q8_0",)), ALL, CALIBRATION)
    assert [o.quantization for o in asked] == ["Q8_0"]


def test_several_cards_share_the_work_of_a_server():
    """vLLM splits each layer, llama.cpp gives each card its layers."""
    two = replace(gpu(48.0), count=2)
    alone, server = one(device=two), one(device=two, runtime="vllm")

    assert server.decode.value > 1.2 * alone.decode.value


def test_a_small_board_reads_slowly():
    """A Raspberry Pi 5 with Llama 3.2 3B at 4 bit: 4.6 to 5.6 tokens a second were measured."""
    shape = ModelShape("llama-3b", "text", 3_212_749_824, files={"Q4_K_M": 2_020_000_000})
    speed = one(shape=shape, device=board(), context=2048).decode

    assert speed.low < 4.6
    assert speed.high > 5.6


def test_an_encoder_is_timed_in_items():
    """An embedder gives texts a second and seconds for one."""
    encoder = ModelShape("bge", "encoder", 335_000_000, context=512)
    option = options(shape=encoder)[0]

    assert option.item.unit == "items/s"
    assert option.latency.value == pytest.approx(1 / option.item.value)
    assert option.decode is None


def test_latency_is_reading_and_writing():
    """A short exchange: prompt over prefill plus answer over decode."""
    option = one(prompt_tokens=1000, answer_tokens=200)

    assert option.latency.value == pytest.approx(1000 / option.prefill.value + 200 / option.decode.value)
    assert option.latency.low <= option.latency.value <= option.latency.high


def test_every_interval_is_in_order():
    """Low, median, high; never a bare point."""
    for option in options(shape=MIXTURE, device=gpu(12.0)):
        for speed in filter(None, (option.decode, option.decode_full, option.prefill, option.latency)):
            assert speed.low < speed.value < speed.high


def test_quality_loss_is_carried():
    """The cost of the quantisation stands beside it."""
    assert one(quantization=Q8).quality_loss == 0.0002


@pytest.fixture(scope="module")
def sized(adviser):
    """Shapes of the catalogue, several devices and loads."""
    from modelpick.pipeline.candidates import shape_of

    shapes = [
        shape_of(model, role, adviser.shared)
        for model in adviser.catalog.models()
        if model.weights != "closed"
        for role in model.classes[:1]
    ]
    names = ("RTX 4090", "RTX 3060 12GB", "M4 Pro 48GB", "Raspberry Pi 5 8GB", "iPhone 16", "2x H100")
    devices = [adviser.resolve(name) for name in names]
    sizes = ({"vram": "8GB", "ram": "32GB"}, {"memory": "16GB"})
    devices += [adviser.target(adviser.query(task="chat", **size)) for size in sizes]
    return shapes, devices


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_the_best_is_what_is_chosen_of_all(adviser, sized, data):
    """However few were sized to be certain of it."""
    shapes, devices = sized
    shape, device = data.draw(st.sampled_from(shapes)), data.draw(st.sampled_from(devices))
    context, users = data.draw(st.sampled_from((512, 8192, 131_072))), data.draw(st.sampled_from((1, 8)))
    request = Request(context=context, concurrency=users)
    known = [q for q in adviser.shared.gentle if q.usual or q.id in shape.files]
    every = fit_options(shape, device, request, known, adviser.shared.calibration)
    chosen, smallest = best_option(
        demand_of(shape, request, known), Setting(device, request, known, adviser.shared.calibration)
    )

    assert chosen == choose(every)
    if chosen is None and every:
        assert smallest.total == min(option.total for option in every)
