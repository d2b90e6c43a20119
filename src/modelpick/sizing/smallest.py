"""The smallest hardware of each kind that serves a model.

Prices are not known and change by the week, so cheap is taken as: least memory, then fewest devices, then the
makers' consumer lines before the others, then the slower memory. A choice names others with as much memory. What is
sold new comes before what is not made any more; games machines, what one country or service alone can have and the
GPUs of notebooks are not offered at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.runtimes import applies, usual_runtime
from modelpick.hardware.known import Variant
from modelpick.hardware.resolve import device_of
from modelpick.knowledge.records import DeviceRecord
from modelpick.planning.cluster import Cluster
from modelpick.planning.plan import Served
from modelpick.sizing.ask import Ask
from modelpick.sizing.desk import Desk, Place, Plan

__all__ = ["smallest"]

_SINCE = "2018-09"
"""NVIDIA's Turing, the oldest GPUs that builds of PyTorch and vLLM still serve."""
_MADE = 5
"""Years from its release that hardware is still made, as a rule, counted back from the newest of the catalogue."""
_CONSUMER = ("GeForce", "Radeon RX", "Arc", "Intel Arc")
_BUILT_IN = re.compile(r"\b(mobile|laptop|max-q|\w*\dm)\b", re.I)
"""Words of GPUs that are part of a notebook."""
_COUNTS = (2, 4, 8)
_MACHINES = (2, 4, 8)
_TIERS = (("BF16", "F16"), ("FP8", "Q8_0"), ("Q4_K_M",))
"""Formats in order of preference at 16, 8 and 4 bits; FP8 only for several users, whose servers read it."""
_ALSO = 4
_PACKED = 0.7
"""No file is smaller than this share of what its bits per weight say."""


class _Candidate(Struct, frozen=True):
    """A candidate: one variant, so many times; ``used`` where it is not made any more."""

    variant: Variant
    cluster: Cluster
    used: bool

    @property
    def memory(self) -> float:
        """GB of all devices as the maker says it."""
        return (self.variant.size or 0.0) * self.cluster.devices

    @property
    def rank(self) -> tuple[bool, float, int, bool, float, str]:
        """Smaller is taken as cheaper."""
        record = self.variant.record
        brand = not record.name.startswith(_CONSUMER)
        bandwidth = record.bandwidth_gbps or 0.0
        return self.used, self.memory, self.cluster.devices, brand, bandwidth, record.id


def smallest(ask: Ask, desk: Desk) -> tuple[Plan, ...]:
    """For each kind of hardware and precision the smallest that does it, least memory first.

    Kinds: one GPU, one computer with shared memory, several GPUs in a machine, several machines. Several are
    named only where they take no more memory than what is named already, or that cannot do it.
    """
    found = [plan for tier in _tiers(ask, desk) for plan in _of_tier(tier, desk)]
    return tuple(sorted(found, key=lambda plan: (_memory(plan), plan.place.device.count)))


def _tiers(ask: Ask, desk: Desk) -> list[tuple[Quantization, ...]]:
    known, shape = desk.adviser.shared.quantizations, desk.subject.shape
    if ask.quantization is not None:
        return [(known[ask.quantization],)]
    if "MXFP4" in shape.files:
        return [(known["MXFP4"],)]  # published in it: more bits add nothing
    if shape.kind != "text":
        return [tuple(known[name] for name in _TIERS[0])]
    several = desk.wanted.concurrency > 1
    return [tuple(known[name] for name in names if several or name != "FP8") for names in _TIERS]


def _of_tier(tier: Sequence[Quantization], desk: Desk) -> Iterator[Plan]:
    single = [_first(candidates, tier, desk) for candidates in (_single(desk, "gpu"), _single(desk, "soc"))]
    yield from (plan for plan in single if plan is not None)
    least = min((_memory(plan) for plan in single if plan is not None), default=float("inf"))
    for candidates in (_several(desk), _machines(desk)):
        plan = _first(candidates, tier, desk)
        if plan is not None and _memory(plan) <= least:
            least = _memory(plan)
            yield plan


def _memory(plan: Plan) -> float:
    return plan.place.device.pools[0].total


def _first(candidates: Sequence[_Candidate], tier: Sequence[Quantization], desk: Desk) -> Plan | None:
    for candidate in candidates:
        place = _place(candidate, desk)
        served = _served(place, tier, desk)
        if served is not None:
            return desk.detailed(place, served, _also(candidate, candidates))
    return None


def _served(place: Place, tier: Sequence[Quantization], desk: Desk) -> Served | None:
    """The first format of the tier that the device runs, where it goes in and is fast enough."""
    quantization = next((one for one in tier if _runs(one, place.device, desk)), None)
    if quantization is None or not _may_fit(quantization, place.device, desk):
        return None
    for served in desk.serve(place, (quantization,)):
        if served.fits and _is_quick(served, desk.wanted.min_speed):
            return served
    return None


def _is_quick(served: Served, floor: float | None) -> bool:
    speed = served.option.item or served.option.decode
    return floor is None or (speed is not None and speed.value >= floor)


def _runs(quantization: Quantization, device: Device, desk: Desk) -> bool:
    """Whether the device runs the format, in a runtime that stores the cache asked for."""
    shape, request = desk.subject.shape, desk.wanted.request
    if not applies(shape, quantization, device):
        return False
    usual = request.runtime or usual_runtime(shape, quantization, device)
    name = "llama.cpp" if usual == "transformers" and shape.kind == "text" else usual
    engine = desk.engines.get(name)
    return desk.runs(name, device) and (engine is None or request.kv_type in engine.kv_types)


def _may_fit(quantization: Quantization, device: Device, desk: Desk) -> bool:
    """Whether the weights alone could go in: told before anything is estimated."""
    shape = desk.subject.shape
    least = _PACKED * quantization.bits_per_weight * (shape.parameters or 0) / 8
    return shape.files.get(quantization.id, least) <= device.usable


def _place(candidate: _Candidate, desk: Desk) -> Place:
    count = candidate.cluster.devices
    return Place(device_of(candidate.variant, desk.adviser.hardware, count=count), candidate.cluster)


def _variants(desk: Desk, kind: str) -> Iterator[Variant]:
    for record in desk.adviser.hardware.devices:
        if record.kind == kind and _is_sold(record):
            yield from (Variant(record, size) for size in record.memory_gb)


def _is_sold(record: DeviceRecord) -> bool:
    recent = (record.released or "") >= _SINCE
    apart = record.offered and not _BUILT_IN.search(record.name)
    return recent and apart and record.bandwidth_gbps is not None


def _made_since(desk: Desk) -> str:
    """The month of release from which on hardware is taken to be made still."""
    newest = max((record.released or "" for record in desk.adviser.hardware.devices), default="")
    return f"{int(newest[:4]) - _MADE}{newest[4:7]}" if newest else ""


def _single(desk: Desk, kind: str) -> list[_Candidate]:
    return _ranked(_variants(desk, kind), (Cluster(1, 1),), desk)


def _several(desk: Desk) -> list[_Candidate]:
    cards = [v for v in _variants(desk, "gpu") if v.record.backend in ("cuda", "rocm")]
    return _ranked(cards, [Cluster(1, count) for count in _COUNTS], desk)


def _machines(desk: Desk) -> list[_Candidate]:
    """Machines of eight, for GPUs that a fast link joins within the machine."""
    linked = {device for link in desk.links if link.reach == "machine" for device in link.devices}
    cards = [variant for variant in _variants(desk, "gpu") if variant.record.id in linked]
    return _ranked(cards, [Cluster(nodes, 8) for nodes in _MACHINES], desk)


def _ranked(variants: Iterable[Variant], clusters: Sequence[Cluster], desk: Desk) -> list[_Candidate]:
    since = _made_since(desk)
    places = (
        _Candidate(variant, cluster, (variant.record.released or "") < since)
        for variant in variants
        for cluster in clusters
    )
    return sorted(places, key=lambda place: place.rank)


def _also(place: _Candidate, places: Sequence[_Candidate]) -> tuple[str, ...]:
    """Others with as much memory that is as fast."""
    bandwidth = place.variant.record.bandwidth_gbps or 0.0
    same = [
        other.variant.label
        for other in places
        if other.memory == place.memory
        and (other.cluster, other.used) == (place.cluster, place.used)
        and other is not place
        and (other.variant.record.bandwidth_gbps or 0.0) >= bandwidth
    ]
    return tuple(dict.fromkeys(same))[:_ALSO]
