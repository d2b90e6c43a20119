"""The hardware an answer speaks of, as JSON and as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modelpick.estimate.device import Device
from modelpick.render.document import Paragraph, Section
from modelpick.sizing.target import Target
from modelpick.units import format_gb

__all__ = ["device_data", "gb", "memory_text", "target_data", "target_sections"]


def gb(size: float) -> float:
    """Bytes as GB of 10^9, four digits."""
    return float(f"{size / 1e9:.4g}")


def device_data(device: Device) -> dict[str, Any]:
    """A device and its memories."""
    return {
        "name": device.name,
        "ids": list(device.ids),
        "kind": device.kind,
        "count": device.count,
        "backend": device.backend,
        "memory": [
            {"kind": pool.kind, "total_gb": gb(pool.total), "usable_gb": gb(pool.usable)}
            for pool in device.pools
        ],
        "assumptions": list(device.assumptions),
    }


def target_data(target: Target) -> dict[str, Any]:
    """A device, with what was found where it is this machine."""
    return {
        **device_data(target.device),
        "detected": target.detected is not None,
        "found": list(target.found),
        "missing": list(target.missing),
    }


def memory_text(device: Device) -> str:
    """``24.9 of 25.8 GB of VRAM usable``, for every memory."""
    return " and ".join(
        f"{format_gb(pool.usable).removesuffix(' GB')} of {format_gb(pool.total)} of {_WORDS[pool.kind]} usable"
        for pool in device.pools
    )


_WORDS = {"vram": "VRAM", "unified": "shared memory", "ram": "RAM"}


def target_sections(target: Target) -> Iterator[Section]:
    """What this machine is, where it was detected, and what was taken for granted of any target."""
    if target.detected is not None:
        yield Paragraph(f"this machine: {'; '.join(target.found) or 'nothing could be read'}", style="dim")
    for text in target.missing:
        yield Paragraph(f"not read: {text}", style="dim")
    for text in target.device.assumptions:
        yield Paragraph(f"note: {text}", style="dim")
