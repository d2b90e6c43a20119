"""Records made by hand."""

from __future__ import annotations

from typing import Any

from modelpick.knowledge.records import DeviceRecord, ReserveRecord


def record(ident: str, **fields: Any) -> DeviceRecord:
    """A GPU with 8 GB at 100 GB/s, or what ``fields`` say."""
    usual: dict[str, Any] = {
        "name": ident.upper(),
        "vendor": "Maker",
        "kind": "gpu",
        "memory_kind": "dedicated",
        "memory_gb": (8.0,),
        "bandwidth_gbps": 100.0,
        "refs": ("https://example.org",),
        "checked": "2026-11-23",
    }
    return DeviceRecord(id=ident, **(usual | fields))


def reserve(ident: str, **fields: Any) -> ReserveRecord:
    """A rule that keeps nothing, or what ``fields`` say."""
    usual: dict[str, Any] = {"because": "test", "refs": (), "checked": "2026-11-23"}
    return ReserveRecord(id=ident, **(usual | fields))
