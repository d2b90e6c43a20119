"""Ways to split a model over GPUs and machines.

*Tensor* parallel GPUs work on every layer together; *pipeline* stages hold some layers each; *replicas* are
whole copies that share the users; with *expert* parallelism the GPUs of a tensor-parallel group hold whole
experts instead of a slice of each. The rules are those of vLLM: heads divide by the tensor-parallel size, and
key and value heads divide by it or it by them, in which case each is held more than once.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Literal, Protocol

from msgspec import Struct

from modelpick.estimate.shape import ArchitectureShape
from modelpick.planning.cluster import Cluster

__all__ = ["Heads", "Parallel", "Split", "cache_share", "refusal", "splits", "stage_share"]

Parallel = Literal["tensor", "layers"]
_NARROW = 512
"""Width of an expert's slice below which matrices are too thin to use a GPU well."""


class Split(Struct, frozen=True):
    """How one model lies over devices.

    Attributes:
        tensor, pipeline: devices of one replica, ``tensor`` × ``pipeline``.
        replicas: copies within one server (data parallel).
        nodes: machines of one server.
        servers: servers alike, each with its own address.
        expert: whether experts are spread whole.
    """

    tensor: int = 1
    pipeline: int = 1
    replicas: int = 1
    nodes: int = 1
    servers: int = 1
    expert: bool = False

    @property
    def devices(self) -> int:
        """Devices of one replica."""
        return self.tensor * self.pipeline

    @property
    def copies(self) -> int:
        """Replicas over all servers."""
        return self.replicas * self.servers


class Heads(Protocol):
    """What decides how far tensor parallelism goes: of an architecture as estimated or as recorded."""

    @property
    def heads(self) -> int | None: ...
    @property
    def kv_heads(self) -> int | None: ...
    @property
    def mla_rank(self) -> int | None: ...
    @property
    def experts(self) -> int | None: ...
    @property
    def expert_hidden(self) -> int | None: ...


def refusal(arch: Heads | None, tensor: int) -> str | None:
    """Why a model cannot be split over ``tensor`` devices by tensor parallelism; None where it can."""
    if tensor == 1:
        return None
    if arch is None or arch.heads is None:
        return None if tensor & (tensor - 1) == 0 else "the number of heads is not known"
    if arch.heads % tensor:
        return f"{arch.heads} attention heads do not divide by {tensor}"
    heads = arch.kv_heads
    if heads and not arch.mla_rank and heads % tensor and tensor % heads:
        return f"{heads} key and value heads do not divide by {tensor}, nor it by them"
    if arch.expert_hidden and arch.expert_hidden % tensor and (arch.experts or 1) % tensor:
        return f"neither {arch.experts} experts nor their width, {arch.expert_hidden}, divide by {tensor}"
    return None


def cache_share(arch: ArchitectureShape | None, tensor: int) -> float:
    """Share of the KV cache that each of ``tensor`` devices holds.

    A device holds at least one key and value head; a latent (MLA) cache is whole on each.
    """
    if arch is None:
        return 1.0 / tensor
    if arch.mla_rank:
        return 1.0
    heads = arch.kv_heads or tensor
    return max(1.0, heads / tensor) / heads


def stage_share(arch: ArchitectureShape | None, stages: int) -> float:
    """Share of the layers in the largest of ``stages``."""
    if arch is None:
        return 1.0 / stages
    return ceil(arch.layers / stages) / arch.layers


def splits(arch: ArchitectureShape | None, cluster: Cluster, parallel: Parallel) -> Iterator[Split]:
    """Every split that uses the devices of ``cluster`` in whole groups, fewest devices a replica first.

    Tensor parallelism stays within a machine, where the fast links are; stages may lie on several machines.
    Engines that run layers one after another (``layers``) stay on one machine.
    """
    found = list(_by_layers(cluster) if parallel == "layers" else _by_tensors(arch, cluster))
    yield from sorted(found, key=lambda split: (split.devices, split.pipeline))


def _by_layers(cluster: Cluster) -> Iterator[Split]:
    for used in range(1, cluster.per_node + 1):
        yield Split(pipeline=used, servers=cluster.nodes)


def _by_tensors(arch: ArchitectureShape | None, cluster: Cluster) -> Iterator[Split]:
    for tensor in range(1, cluster.per_node + 1):
        if refusal(arch, tensor) is not None:
            continue
        for stages in _stages(arch, tensor, cluster):
            yield _arranged(tensor, stages, cluster, expert=_suits_experts(arch, tensor))


def _stages(arch: ArchitectureShape | None, tensor: int, cluster: Cluster) -> Iterator[int]:
    """Numbers of stages that fill part of a machine, or whole machines."""
    most = arch.layers if arch else cluster.devices
    for stages in range(1, min(most, cluster.devices // tensor) + 1):
        used = tensor * stages
        if used <= cluster.per_node or (used % cluster.per_node == 0 and cluster.per_node % tensor == 0):
            yield stages


def _arranged(tensor: int, stages: int, cluster: Cluster, *, expert: bool) -> Split:
    used = tensor * stages
    if used <= cluster.per_node:
        return Split(tensor, stages, cluster.per_node // used, 1, cluster.nodes, expert)
    nodes = used // cluster.per_node
    return Split(tensor, stages, 1, nodes, cluster.nodes // nodes, expert)


def _suits_experts(arch: ArchitectureShape | None, tensor: int) -> bool:
    """Whether slices of the experts would be thinner than a GPU likes, and whole experts divide evenly."""
    if tensor == 1 or arch is None or not arch.experts or not arch.expert_hidden:
        return False
    return arch.experts % tensor == 0 and arch.expert_hidden // tensor < _NARROW
