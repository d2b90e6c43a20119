"""Memory installed to memory a model may take, and the pools of a device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from modelpick.estimate.device import Pool
from modelpick.knowledge.records import DeviceRecord, ReserveRecord

__all__ = ["GIB", "POOL_KINDS", "Memory", "pool_of", "rule_for", "usable_bytes"]

GIB = float(2**30)
"""Makers' GB: memory chips come in powers of two, so 24 GB on a box are 24 GiB (25.8 GB of 10^9 bytes)."""

PoolKind = Literal["vram", "unified", "ram"]
POOL_KINDS: dict[str, PoolKind] = {"dedicated": "vram", "unified": "unified", "system": "ram"}


class Memory(Struct, frozen=True):
    """What a reserve depends on.

    Attributes:
        kind: `DeviceRecord.kind`, or ``described``.
        memory_kind: ``dedicated unified system``.
        total: bytes of one device.
    """

    kind: str
    memory_kind: str
    total: float
    vendor: str = ""
    memory_type: str = ""


def rule_for(memory: Memory, rules: Iterable[ReserveRecord]) -> ReserveRecord | None:
    """The rule that holds for ``memory`` and states the most about it; None where none holds."""
    holding = [rule for rule in rules if _holds(rule, memory)]
    return max(holding, key=lambda rule: (_stated(rule), rule.id), default=None)


def usable_bytes(memory: Memory, rules: Iterable[ReserveRecord], share: float | None = None) -> float:
    """Bytes of one device that a model may take: a ``share`` stated for it, else its rule, else all."""
    if share is not None:
        return share * memory.total
    rule = rule_for(memory, rules)
    if rule is None:
        return memory.total
    return max(rule.share * memory.total - rule.fixed_gb * 1e9, rule.floor * memory.total, 0.0)


def pool_of(record: DeviceRecord, total: float, rules: Sequence[ReserveRecord], *, count: int = 1) -> Pool:
    """The memory of ``count`` devices alike, ``total`` bytes each.

    Raises:
        KeyError: the record's memory kind is unknown.
    """
    memory = Memory(record.kind, record.memory_kind, total, record.vendor, record.memory_type or "")
    bandwidth = _bandwidth(record, total)
    pool = Pool(POOL_KINDS[record.memory_kind], total, usable_bytes(memory, rules, record.usable_share))
    return replace(
        pool,
        total=count * pool.total,
        usable=count * pool.usable,
        bandwidth=bandwidth,
        bandwidth_low=bandwidth,
        bandwidth_high=bandwidth,
        memory_type=record.memory_type,
    )


def _bandwidth(record: DeviceRecord, total: float) -> float | None:
    """Bytes per second of the memory size nearest to ``total``."""
    if len(record.bandwidths_gbps) == len(record.memory_gb) > 1:
        at = min(range(len(record.memory_gb)), key=lambda i: abs(record.memory_gb[i] * GIB - total))
        return record.bandwidths_gbps[at] * 1e9
    return None if record.bandwidth_gbps is None else record.bandwidth_gbps * 1e9


def _holds(rule: ReserveRecord, memory: Memory) -> bool:
    size = memory.total / GIB
    return (
        (not rule.kinds or memory.kind in rule.kinds)
        and (not rule.memory_kinds or memory.memory_kind in rule.memory_kinds)
        and (not rule.vendors or memory.vendor in rule.vendors)
        and (not rule.memory_types or memory.memory_type.upper().startswith(tuple(rule.memory_types)))
        and (rule.min_gb is None or size >= rule.min_gb * 0.99)
        and (rule.max_gb is None or size <= rule.max_gb * 1.01)
    )


def _stated(rule: ReserveRecord) -> int:
    named = (rule.kinds, rule.memory_kinds, rule.vendors, rule.memory_types)
    return sum(bool(field) for field in named) + (rule.min_gb is not None or rule.max_gb is not None)
