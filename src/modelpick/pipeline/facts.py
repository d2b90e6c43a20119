"""From a query to the facts that decision tables test; every fact has a value, stated or ``unstated``."""

from __future__ import annotations

from modelpick.estimate.device import Device
from modelpick.pipeline.context import Context
from modelpick.query import Query
from modelpick.tables.condition import Fact

__all__ = ["UNSTATED", "facts_of"]

UNSTATED = 1e9
_LICENSE_WORDS = ("open", "permissive", "commercial")
_COMPUTE = ((16e6, "microcontroller"), (2e9, "tiny"), (16.1e9, "limited"))
"""Usable bytes below which a target is called so; what is larger is ``ample``."""


def facts_of(context: Context) -> dict[str, Fact]:
    """The facts of one query, named as in ``docs/tables.md``."""
    query, device = context.query, context.device
    return {
        "task": context.lineage or ("unstated",),
        "inputs": context.inputs,
        "outputs": context.outputs,
        "modalities": max(query.modalities or 0, len({*context.inputs, *context.outputs})),
        "privacy": "local" if query.on_device and query.privacy == "any" else query.privacy,
        "on_device": query.on_device,
        "latency": _latency(query),
        "max_latency_s": query.max_latency or UNSTATED,
        "min_speed": query.min_speed or 0.0,
        "context": query.context or 0,
        "languages": len(query.languages),
        "license": next((word for word in query.license if word in _LICENSE_WORDS), "any"),
        "quality": query.quality,
        "concurrency": query.concurrency,
        **_target(device),
    }


def _latency(query: Query) -> str:
    if query.latency:
        return query.latency
    return "realtime" if query.max_latency is not None and query.max_latency <= 1 else "unstated"


def _target(device: Device | None) -> dict[str, Fact]:
    if device is None:
        return {
            "compute": "unstated",
            "memory_gb": UNSTATED,
            "offload_gb": UNSTATED,
            "gpu": "unstated",
            "platform": "unstated",
        }
    return {
        "compute": next((word for limit, word in _COMPUTE if device.usable <= limit), "ample"),
        "memory_gb": device.usable / 1e9,
        "offload_gb": sum(pool.usable for pool in device.pools[1:]) / 1e9,
        "gpu": "present" if any(pool.kind == "vram" for pool in device.pools) else "none",
        "platform": _platform(device),
    }


def _platform(device: Device) -> str:
    if device.kind != "described":
        return "unified" if device.kind == "soc" else device.kind
    return {"vram": "gpu", "unified": "unified", "ram": "cpu"}[device.pools[0].kind]
