"""What splits send, and over what."""

from __future__ import annotations

import pytest
from tests.hardware.making import record
from tests.planning.making import architecture, link

from modelpick.planning.cluster import Cluster
from modelpick.planning.parallel import Split
from modelpick.planning.traffic import Links, link_of, network_of, seconds_a_token, traffic_of

FAST = link("nvlink", devices=("h100-sxm",))
BRIDGE = link("bridge", reach="pair", devices=("rtx-3090",))
SLOTS = (link("pcie-4", reach="slot", since="2020-05"), link("pcie-5", reach="slot", since="2025"))
NETWORK = link("network", reach="network")
EVERY = (FAST, BRIDGE, *SLOTS, NETWORK)


def test_a_tensor_parallel_layer_adds_up_twice():
    """Eight GPUs, width 16384 at 16 bit: twice 2·7/8 of a vector, 115 kB a token and layer, 14.5 MB over 126."""
    (found,) = traffic_of(architecture(), Split(8), Cluster(1, 8), Links(FAST, NETWORK))

    assert found.per_layer == 2 * 2 * 7 / 8 * 16384 * 2 == 114688
    assert found.per_token == 126 * 114688
    assert found.link is FAST


def test_a_stage_hands_on_one_vector():
    """Stages on two machines send the model's width once a token, over the network."""
    found = traffic_of(architecture(), Split(8, 2, nodes=2), Cluster(2, 8), Links(FAST, NETWORK))[-1]

    assert (found.kind, found.per_token, found.link) == ("pipeline", 32768, NETWORK)


def test_stages_within_a_machine_use_its_link():
    """Two stages in one machine need no network."""
    found = traffic_of(architecture(), Split(1, 2), Cluster(1, 2), Links(FAST, NETWORK))[-1]

    assert found.link is FAST


def test_experts_get_a_vector_each():
    """Whole experts: eight used, most of them elsewhere, there and back."""
    arch = architecture(experts=128, experts_used=8, expert_hidden=768)
    found = traffic_of(arch, Split(8, expert=True), Cluster(1, 8), Links(FAST))

    assert next(t.per_layer for t in found if t.kind == "expert") == 2 * 7 / 8 * 16384 * 2 * 8


def test_an_unknown_architecture_sends_nothing_known():
    """Nothing is made up where the width is not known."""
    assert traffic_of(None, Split(8), Cluster(1, 8), Links()) == ()


def test_a_device_uses_its_own_link():
    """An H100 module has NVLink, however many stand together."""
    assert link_of(record("h100-sxm", released="2022-10-01"), EVERY, 8) is FAST


@pytest.mark.parametrize(("together", "expected"), [(2, "bridge"), (4, "pcie-4")])
def test_a_bridge_joins_two(together, expected):
    """Two RTX 3090 may share a bridge; four talk through their slots."""
    found = link_of(record("rtx-3090", released="2020-09-01"), EVERY, together)

    assert found is not None
    assert found.id == expected


def test_the_slot_follows_the_release():
    """A card of 2025 is taken to have PCIe 5."""
    found = link_of(record("rtx-5090", released="2025-01-30"), EVERY, 2)

    assert found is not None
    assert found.id == "pcie-5"


def test_an_unknown_device_has_no_link():
    """A device known by its memory alone has none."""
    assert link_of(None, EVERY, 2) is None
    assert network_of(EVERY) is NETWORK


def test_a_fast_link_costs_nothing_more():
    """What NVLink takes is in the gain of tensor parallelism; a slot takes longer at every layer."""
    arch, cluster = architecture(), Cluster(1, 8)
    fast, slot = (traffic_of(arch, Split(8), cluster, Links(one)) for one in (FAST, SLOTS[0]))

    assert seconds_a_token(arch, fast) == 0
    assert seconds_a_token(arch, slot) == pytest.approx(2 * 126 * 20e-6)


def test_a_bridge_is_not_counted_on():
    """It is bought apart, so two cards are timed as over their slots."""
    arch, cluster = architecture(), Cluster(1, 2)
    bridge, slot = (traffic_of(arch, Split(2), cluster, Links(one)) for one in (BRIDGE, SLOTS[0]))

    assert seconds_a_token(arch, bridge) == seconds_a_token(arch, slot) > 0


def test_each_stage_is_handed_over_to():
    """0.2 ms for every GPU after the first, as llama.cpp took."""
    arch, cluster = architecture(), Cluster(1, 4)
    (stages,) = traffic_of(arch, Split(pipeline=4), cluster, Links(SLOTS[0]))

    assert seconds_a_token(arch, (stages,)) == pytest.approx(3 * 200e-6)
