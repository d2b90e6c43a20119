"""How many machines a device name stands for."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.planning.making import gpus

from modelpick.planning.cluster import Cluster, cluster_of, read_cluster


@pytest.mark.parametrize(
    ("text", "name", "cluster"),
    [
        ("2x8 H100", "16x H100", Cluster(2, 8)),
        ("2x8xH100", "16x H100", Cluster(2, 8)),
        ("4 x 4 RTX 4090", "16x RTX 4090", Cluster(4, 4)),
        ("2×8 mi300x", "16x mi300x", Cluster(2, 8)),
    ],
)
def test_machines_and_gpus_are_read(text, name, cluster):
    """``2x8 H100`` is two machines of eight."""
    assert read_cluster(text) == (name, cluster)


@pytest.mark.parametrize(
    "text",
    ["2x RTX 3090", "2x 3090 Ti", "8xH100", "RTX 4090", "2x 24GB GPU", "2x 40 GB A100", "0x8 H100", "", "x"],
)
def test_other_names_are_left_alone(text):
    """A count, a size or a model number is no second count."""
    assert read_cluster(text) == (text, None)


def test_eight_gpus_are_one_machine():
    """Up to eight GPUs stand in one machine, and nothing is assumed."""
    assert cluster_of(gpus(8)) == Cluster(1, 8)


@pytest.mark.parametrize(("count", "nodes", "per_node"), [(16, 2, 8), (12, 2, 6), (9, 3, 3), (24, 3, 8)])
def test_more_gpus_are_several_machines(count, nodes, per_node):
    """More than eight are spread evenly, which is marked as assumed."""
    assert cluster_of(gpus(count)) == Cluster(nodes, per_node, assumed=True)


def test_what_was_asked_wins():
    """Four machines of four stay that, though two of eight would be assumed."""
    assert cluster_of(gpus(16), Cluster(4, 4)) == Cluster(4, 4)


def test_computers_with_shared_memory_stand_alone():
    """Several Macs are several machines."""
    device = gpus(2)
    pool = replace(device.pools[0], kind="unified")

    assert cluster_of(replace(device, pools=(pool,))) == Cluster(2, 1)
