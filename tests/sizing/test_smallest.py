"""The smallest hardware that serves a model."""

from __future__ import annotations

import pytest

from modelpick.estimate.request import Request
from modelpick.planning.plan import Wanted
from modelpick.sizing.ask import read_ask
from modelpick.sizing.desk import desk_of
from modelpick.sizing.smallest import smallest
from modelpick.sizing.subject import find_subject


def plans(adviser, name, min_speed=8.0, concurrency=1, **request):
    quantizations = request.get("quantizations")
    ask = read_ask(name, {"quant": quantizations[0] if quantizations else None}, adviser.catalog)
    wanted = Wanted(Request(8192, **request), concurrency, min_speed)
    return smallest(ask, desk_of(find_subject(name, adviser), wanted, adviser))


def test_every_plan_fits_and_is_fast_enough(adviser):
    """Nothing is offered that is too large or too slow."""
    found = plans(adviser, "32B")

    assert found
    assert all(one.served.fits for one in found)
    assert all(one.served.option.decode.value >= 8 for one in found)


def test_one_gpu_and_a_computer_with_shared_memory(adviser):
    """Both kinds are named for a model of home size."""
    kinds = {one.place.device.pools[0].kind for one in plans(adviser, "8B", quantizations=("Q4_K_M",))}

    assert kinds == {"vram", "unified"}


def test_the_smallest_is_smallest(adviser):
    """8B at 16 bit: 24 GB are not needed where 20 do, and 16 do not."""
    gpu = next(one for one in plans(adviser, "8B", quantizations=("BF16",)) if one.place.device.kind == "gpu")

    assert 19 < gpu.place.device.pools[0].total / 2**30 <= 20


def test_several_gpus_take_no_more_memory_than_one(adviser):
    """Two or more are named only where they save memory or nothing else does it."""
    found = plans(adviser, "70B", quantizations=("Q4_K_M",))
    single = min(p.place.device.pools[0].total for p in found if p.place.device.count == 1)

    assert all(p.place.device.pools[0].total <= single for p in found if p.place.device.count > 1)


def test_what_no_machine_holds_takes_several(adviser):
    """A trillion parameters at 16 bit on machines joined by a network, or on GPUs large enough."""
    found = plans(adviser, "1T", min_speed=None, quantizations=("BF16",))

    assert found
    assert all(one.served.split.devices > 1 for one in found)


def test_notebook_gpus_are_not_offered(adviser):
    """They cannot be bought alone."""
    names = [one.place.device.name for one in plans(adviser, "3B")]

    assert names
    assert not any(word in name.lower() for name in names for word in ("mobile", "laptop"))


@pytest.mark.parametrize("concurrency", [1, 16])
def test_servers_formats_for_several_users(adviser, concurrency):
    """FP8 is a server's format: for one user eight bits are Q8_0."""
    formats = {one.served.option.quantization for one in plans(adviser, "8B", concurrency=concurrency)}

    assert ("FP8" in formats) is (concurrency > 1)


def test_a_model_published_in_four_bits_is_served_in_them(adviser):
    """gpt-oss was trained for MXFP4; more bits add memory and nothing else."""
    assert {one.served.option.quantization for one in plans(adviser, "openai/gpt-oss-120b")} == {"MXFP4"}


def offered(adviser, name):
    """The records of what is named first, and of what is named beside it."""
    by_name = {device.name: device for device in adviser.hardware.devices}
    return [
        by_name[one.place.device.name] for one in plans(adviser, name) if one.place.device.name in by_name
    ]


@pytest.mark.parametrize("name", ["3B", "8B", "14B"])
def test_what_few_can_serve_with_is_not_offered(adviser, name):
    """No games machine, and nothing that one country or service alone can have."""
    found = offered(adviser, name)

    assert found
    assert all(device.offered for device in found)


def test_what_is_still_made_comes_first(adviser):
    """A card of 2018 with as little memory is not named before one that is sold new."""
    assert all(device.released >= "2020" for device in offered(adviser, "8B")[:1])
