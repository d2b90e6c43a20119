"""The best way to serve a model on given hardware."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.estimate.samples import CALIBRATION, LLAMA, LLAMA_70B
from tests.planning.making import engine, gpus, link, shape

from modelpick.estimate.device import Pool
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.planning.cluster import Cluster
from modelpick.planning.parallel import Split
from modelpick.planning.plan import Job, Wanted, pick, plans_for, ways
from modelpick.planning.traffic import Links

BF16 = Quantization("BF16", "any", 16.0, 0.0)
FP8 = Quantization("FP8", "safetensors", 8.0)
Q4 = Quantization("Q4_K_M", "gguf", 4.87, 0.0272)
ENGINES = {
    "vllm": engine(),
    "llama.cpp": engine(id="llama.cpp", parallel="layers", memory_share=None),
}
LINKS = Links(link("nvlink"), link("network", reach="network"))


def job(found, device, cluster=None, concurrency=1, min_speed=None, context=8192, **request):
    wanted = Wanted(Request(context, **request), concurrency, min_speed)
    cluster = cluster or Cluster(1, device.count)
    return Job(found, device, cluster, wanted, ENGINES, CALIBRATION, LINKS)


def test_405b_at_16_bit_on_two_machines():
    """Tensor-parallel eight in each machine and two stages across are the fastest split that goes in."""
    (found,) = plans_for(job(shape(), gpus(16), Cluster(2, 8)), [BF16])

    assert found.split == Split(8, 2, nodes=2)
    assert found.load.weights == pytest.approx(50.7e9, rel=0.01)
    assert found.option.verdict == "fits"
    assert found.option.decode is not None


def test_a_split_is_marked_as_unmeasured():
    """The interval is wider than on one device, and its basis says why."""
    (found,) = plans_for(job(shape(), gpus(16), Cluster(2, 8)), [BF16])

    assert "16 devices is not measured" in found.option.decode.basis
    assert found.option.decode.low < 0.7 * found.option.decode.value


def test_layers_on_several_gpus_are_as_measured():
    """Llama 3 70B on two RTX 3090 decodes 16 tokens a second; the basis counts the measurements of such splits."""
    large = replace(shape(LLAMA_70B), parameters=70_553_706_496)
    pair = replace(gpus(2), pools=(Pool("vram", 52e9, 49e9, 936e9, memory_type="GDDR6X"),), fp16_flops=71e12)
    (found,) = plans_for(job(large, pair, runtime="llama.cpp"), [Q4])

    assert found.split == Split(pipeline=2)
    assert "over 2 devices as in" in found.option.decode.basis
    assert found.option.decode.low < 16.3 < found.option.decode.high


def test_what_was_made_in_mxfp4_is_served_by_a_server():
    """On several GPUs or for several users; one user on one GPU runs it as GGUF."""
    mixed = Quantization("MXFP4", "any", 4.25)
    mixture = replace(LLAMA, files={"MXFP4": 5_000_000_000})
    runtimes = [
        plans_for(job(mixture, gpus(count), concurrency=users, quantizations=("MXFP4",)), [mixed])[
            0
        ].option.runtime
        for count, users in ((1, 1), (2, 1), (1, 8))
    ]

    assert runtimes == ["llama.cpp", "vllm", "vllm"]


def test_stages_do_not_speed_up_one_user():
    """Sixteen stages answer one user more slowly than eight GPUs on every layer together."""
    every = {one.split: one for one in ways(job(shape(), gpus(16), Cluster(2, 8)), BF16)}
    wide, long = every[Split(8, 2, nodes=2)], every[Split(1, 16, nodes=2)]

    assert wide.option.decode.value > 2 * long.option.decode.value


def test_ways_are_best_first():
    """What goes in comes before what does not, and the faster before the slower."""
    found = ways(job(shape(), gpus(16), Cluster(2, 8)), BF16)
    speeds = [one.option.decode.value for one in found if one.fits]

    assert [one.fits for one in found] == sorted((one.fits for one in found), reverse=True)
    assert speeds == sorted(speeds, reverse=True)


def test_nothing_is_said_of_the_speed_of_what_does_not_go_in():
    """Too large: no speed."""
    (found,) = plans_for(job(shape(), gpus(8)), [BF16])

    assert (found.option.verdict, found.option.decode) == ("too-large", None)


def test_the_parts_of_an_option_add_up():
    """The totals over all devices are sums of their parts."""
    (found,) = plans_for(job(shape(), gpus(16), Cluster(2, 8)), [BF16])
    one = found.option

    assert one.total == pytest.approx(one.weights + one.kv_cache + one.compute + one.overhead)


def test_many_users_take_replicas_of_a_small_model():
    """Users are shared by copies where a model goes in one GPU."""
    (found,) = plans_for(job(LLAMA, gpus(8), concurrency=64), [BF16])

    assert found.split.replicas > 1
    assert found.load.users >= 64


def test_one_gpu_may_spill_into_the_systems_memory():
    """llama.cpp keeps the rest of a model in RAM."""
    device = gpus(1)
    ram = Pool("ram", 1e12, 0.95e12, 60e9, 60e9, 60e9)
    (found,) = plans_for(job(shape(), replace(device, pools=(*device.pools, ram))), [Q4])

    assert found.option.verdict == "offload"
    assert found.load.available > 80e9


def test_servers_formats_come_first_for_many():
    """For several users a server's FP8 is taken before a GGUF that runs layer by layer."""
    found = plans_for(job(LLAMA, gpus(2), concurrency=8), [Q4, FP8])

    assert pick(found, Wanted(Request(8192), 8), serving=True).option.quantization == "FP8"


def test_too_slow_is_not_picked():
    """A floor nothing reaches leaves nothing."""
    asked = job(LLAMA, gpus(1), min_speed=1e6)

    assert pick(plans_for(asked, [BF16, Q4]), asked.wanted, serving=False) is None


def test_a_model_that_makes_no_tokens_is_not_split():
    """An image model runs on one device; the others are further servers."""
    picture = replace(shape(kind="diffusion", parameters=12_000_000_000), architecture=None)
    (found,) = plans_for(job(picture, gpus(4)), [BF16])

    assert found.split == Split(servers=4)
