"""Machines with GPUs alike."""

from __future__ import annotations

import re

from msgspec import Struct

from modelpick.estimate.device import Device

__all__ = ["Cluster", "cluster_of", "read_cluster"]

_USUAL = 8
"""GPUs of the largest usual machine (HGX and MI300X boards); a rack that joins more is not assumed."""
_GRID = re.compile(
    r"^\s*(\d{1,4})\s*[x×]\s*(\d{1,2})\s*(?:[x×]\s*|\s+)"
    r"(?![GT]i?B\b)(?=\S*[A-Za-z])(.*)$",
    re.I,
)


class Cluster(Struct, frozen=True):
    """``nodes`` machines with ``per_node`` devices each; ``assumed`` where only their product is known."""

    nodes: int
    per_node: int
    assumed: bool = False

    @property
    def devices(self) -> int:
        """Devices of all machines."""
        return self.nodes * self.per_node


def read_cluster(text: str) -> tuple[str, Cluster | None]:
    """``2x8 H100`` is two machines of eight: the name with the product in front, and the machines.

    Any other text is given back as it is.
    """
    match = _GRID.match(text)
    if match is None:
        return text, None
    nodes, per_node = int(match[1]), int(match[2])
    if not nodes or not per_node:
        return text, None
    return f"{nodes * per_node}x {match[3].strip()}", Cluster(nodes, per_node)


def cluster_of(device: Device, asked: Cluster | None = None) -> Cluster:
    """The machines of a target: as asked; else eight GPUs a machine, and every other device by itself."""
    if asked is not None and asked.devices == device.count:
        return asked
    if device.pools[0].kind != "vram":
        return Cluster(device.count, 1)
    if device.count <= _USUAL:
        return Cluster(1, device.count)
    per_node = max(size for size in range(1, _USUAL + 1) if device.count % size == 0)
    return Cluster(device.count // per_node, per_node, assumed=True)
