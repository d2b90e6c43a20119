"""What plans are made from."""

from __future__ import annotations

import pytest

from modelpick.estimate.request import Request
from modelpick.planning.cluster import Cluster
from modelpick.planning.plan import Wanted, pick
from modelpick.sizing.desk import Place, desk_of
from modelpick.sizing.subject import find_subject


def detailed(adviser, name, hardware, cluster, quantization, **wanted):
    load = Wanted(Request(8192, quantizations=(quantization,)), **wanted)
    desk = desk_of(find_subject(name, adviser), load, adviser)
    place = Place(adviser.resolve(hardware), cluster)
    found = desk.serve(place, [adviser.shared.quantizations[quantization]])
    return desk.detailed(place, pick(found, load, serving=True))


def test_copies_of_a_server_are_told(adviser):
    """A model that goes in one machine, on four of them: the same commands on each."""
    found = detailed(adviser, "llama 3.3 70b", "32x H100", Cluster(4, 8), "BF16", concurrency=64)

    assert found.served.split.servers == 4
    assert "repeat the commands on every machine, 4 in all" in found.cautions[-1]


def test_groups_of_machines_are_told(adviser):
    """405B on four machines of eight: two groups of two."""
    found = detailed(adviser, "llama 3.1 405b", "32x H100", Cluster(4, 8), "BF16", concurrency=64)

    assert (found.served.split.nodes, found.served.split.servers) == (2, 2)
    assert "every group of 2 machines, 2 in all" in found.cautions[-1]


@pytest.mark.parametrize(
    ("hardware", "expected"), [("RTX 4090", {"vllm", "sglang"}), ("M4 Max 64GB", {"llama.cpp", "ollama"})]
)
def test_engines_are_those_of_the_device(adviser, hardware, expected):
    """Servers for CUDA; llama.cpp and Ollama for a Mac."""
    found = detailed(adviser, "meta-llama/Llama-3.2-3B-Instruct", hardware, Cluster(1, 1), "BF16")

    assert {steps.engine for steps in found.instructions} <= expected | {"llama.cpp"}
    assert found.instructions[0].engine in expected


def test_other_splits_are_further_ways_that_fit(adviser):
    """Best first, without the one that was chosen."""
    found = detailed(adviser, "llama 3.3 70b", "8x H100", Cluster(1, 8), "BF16")

    assert found.others
    assert all(other.fits and other.split != found.served.split for other in found.others)
