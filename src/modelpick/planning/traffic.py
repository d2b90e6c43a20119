"""What a split sends between devices, and what the links between them carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from modelpick.estimate.shape import ArchitectureShape
from modelpick.knowledge.records import DeviceRecord, InterconnectRecord
from modelpick.planning.cluster import Cluster
from modelpick.planning.parallel import Split

__all__ = ["HANDOVER", "STEP", "Links", "Traffic", "link_of", "network_of", "seconds_a_token", "traffic_of"]

_WIDE = 2
"""Bytes of an activation (16 bit)."""
STEP = {"slot": 20e-6, "pair": 20e-6, "network": 50e-6}
"""Seconds an exchange of tensor parallelism takes longer than over a fast link within the machine; over the slot as
vLLM reached on two and four RTX 3090 (benchmarks/split_laws.py), over a network an order of magnitude. What it takes
over a fast link is part of the gain that tensor parallelism is given. A bridge between two cards is bought apart, so
it is not counted on."""
HANDOVER = 200e-6
"""Seconds until the next stage of layers goes on: the median of llama.cpp on two to eight GPUs of eight kinds."""


class Traffic(Struct, frozen=True):
    """What one kind of parallelism sends.

    Attributes:
        kind: which.
        between: devices that exchange.
        per_layer: bytes a device sends for one token and one layer.
        per_token: for one token over all layers.
        link: what carries it; None where none is known.
    """

    kind: Literal["tensor", "pipeline", "expert"]
    between: int
    per_layer: float
    per_token: float
    link: InterconnectRecord | None


def link_of(
    device: DeviceRecord | None, links: Iterable[InterconnectRecord], together: int
) -> InterconnectRecord | None:
    """What joins ``together`` of a device in a machine: its own link, a bridge between two, or the slot."""
    if device is None:
        return None
    known = list(links)
    own = [link for link in known if device.id in link.devices]
    for link in own:
        if link.reach == "machine" or (link.reach == "pair" and together == 2):
            return link
    slots = [link for link in known if link.reach == "slot" and (link.since or "") <= (device.released or "")]
    return max(slots, key=lambda link: link.since or "", default=None)


def network_of(links: Iterable[InterconnectRecord]) -> InterconnectRecord | None:
    """The network that is meant between machines."""
    return next((link for link in links if link.reach == "network"), None)


class Links(Struct, frozen=True):
    """What joins the devices of a machine, and the machines; None unknown."""

    inside: InterconnectRecord | None = None
    network: InterconnectRecord | None = None


def traffic_of(
    arch: ArchitectureShape | None, split: Split, cluster: Cluster, links: Links
) -> tuple[Traffic, ...]:
    """What each part of ``split`` sends; empty where the architecture is not known.

    Tensor parallelism adds up a vector of the model's width twice a layer over all its devices; a ring makes
    each send ``2·(t−1)/t`` times; a stage hands the vector on once. Whole experts get and return it for
    every expert a token uses that lies on another device, where the engine sends tokens to experts; where it
    adds up results instead, as vLLM does within one replica, that is part of what tensor parallelism sends.
    """
    return tuple(_parts(arch, split, cluster, links)) if arch else ()


def _parts(arch: ArchitectureShape, split: Split, cluster: Cluster, links: Links) -> Iterator[Traffic]:
    vector, away = arch.hidden * _WIDE, (split.tensor - 1) / split.tensor
    if split.tensor > 1:
        layer = 2 * 2 * away * vector
        yield Traffic("tensor", split.tensor, layer, layer * arch.layers, links.inside)
    if split.expert:
        layer = 2 * away * vector * (arch.experts_used or 1)
        yield Traffic("expert", split.tensor, layer, layer * arch.layers, links.inside)
    if split.pipeline > 1:
        link = links.network if split.nodes > 1 or cluster.per_node == 1 else links.inside
        yield Traffic("pipeline", split.pipeline, 0.0, float(vector), link)


def seconds_a_token(arch: ArchitectureShape | None, traffic: Iterable[Traffic]) -> float:
    """Seconds that the exchanges add to one step of decoding, beyond those of a fast link."""
    layers = arch.layers if arch else 32
    return sum(_delay(one, layers) for one in traffic)


def _delay(one: Traffic, layers: int) -> float:
    """Seconds of the exchanges one after another in one step of decoding."""
    if one.kind == "pipeline":
        return (one.between - 1) * HANDOVER
    reach = one.link.reach if one.link else "slot"
    return 2 * layers * STEP.get(reach, 0.0) if one.kind == "tensor" else 0.0
