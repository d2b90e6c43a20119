"""How to serve a model, as JSON."""

from __future__ import annotations

from typing import Any

from modelpick.estimate.interval import Interval
from modelpick.planning.engines import Instructions
from modelpick.planning.parallel import Split
from modelpick.planning.plan import Served
from modelpick.planning.traffic import Traffic
from modelpick.render.fit import subject_data
from modelpick.render.recommendation_data import interval_data
from modelpick.render.target import device_data, gb, target_data
from modelpick.sizing.desk import Plan
from modelpick.sizing.planned import Planned

__all__ = ["needed", "plan_data", "together"]

SCHEMA = "modelpick.plan/1"


def plan_data(found: Planned) -> dict[str, Any]:
    """The JSON document."""
    wanted = found.wanted
    return {
        "schema": SCHEMA,
        "model": subject_data(found.subject),
        "hardware": target_data(found.target) if found.target else None,
        "demand": {
            "context": wanted.request.context,
            "kv_type": wanted.request.kv_type,
            "concurrency": wanted.concurrency,
            "min_speed": wanted.min_speed,
            "quantization": wanted.request.quantizations[0] if wanted.request.quantizations else None,
        },
        "feasible": bool(found.plans),
        "plans": [_plan_data(rank, one, found) for rank, one in enumerate(found.plans, 1)],
        "unknown": found.unknown,
        "remedies": list(found.remedies),
        "notes": list(found.notes),
    }


def _plan_data(rank: int, one: Plan, found: Planned) -> dict[str, Any]:
    served, record = one.served, found.quantizations[one.served.option.quantization]
    return {
        "rank": rank,
        "hardware": {
            **device_data(one.place.device),
            "machines": one.place.cluster.nodes,
            "per_machine": one.place.cluster.per_node,
        },
        "also": list(one.also),
        "quantization": served.option.quantization,
        "quality_loss": record.quality_loss,
        "runtime": served.option.runtime,
        **_served_data(served),
        "interconnect": [_traffic_data(traffic, served) for traffic in served.traffic],
        "other_splits": [_served_data(other) for other in one.others],
        "engines": [_instructions_data(steps) for steps in one.instructions],
        "cautions": list(one.cautions),
    }


def _served_data(served: Served) -> dict[str, Any]:
    load, option = served.load, served.option
    return {
        "split": _split_data(served.split),
        "verdict": option.verdict,
        "per_device": {
            "weights_gb": gb(load.weights),
            "kv_cache_gb": gb(load.kv_cache),
            "compute_gb": gb(load.compute),
            "overhead_gb": gb(load.overhead),
            "total_gb": gb(load.total),
            "available_gb": gb(load.available),
        },
        "total_gb": gb(option.total),
        "users": load.users,
        "max_context": load.max_context,
        "cache_tokens": load.cache_tokens,
        "speed": {
            "decode": interval_data(option.decode),
            "prefill": interval_data(option.prefill),
            "item": interval_data(option.item),
            "all_users": interval_data(together(served)),
        },
    }


def _split_data(split: Split) -> dict[str, Any]:
    return {
        "tensor_parallel": split.tensor,
        "pipeline_parallel": split.pipeline,
        "data_parallel": split.replicas,
        "expert_parallel": split.expert,
        "machines": split.nodes,
        "servers": split.servers,
    }


def together(served: Served) -> Interval | None:
    """Tokens a second of everyone who was asked for, over all replicas."""
    found, count = served.option.decode, served.load.sequences * served.split.copies
    if found is None or count == 1:
        return found
    basis = f"{found.basis}; {count} users together"
    return Interval(found.value * count, found.low * count, found.high * count, found.unit, basis)


def _traffic_data(traffic: Traffic, served: Served) -> dict[str, Any]:
    link = traffic.link
    return {
        "split": traffic.kind,
        "devices": traffic.between,
        "bytes_per_token_per_layer": round(traffic.per_layer),
        "bytes_per_token": round(traffic.per_token),
        "needed_gbps": needed(traffic, served),
        "link": link.name if link else None,
        "link_gbps_one_way": link.gbps / 2 if link else None,
        "sources": list(link.refs) if link else [],
    }


def needed(traffic: Traffic, served: Served) -> dict[str, float | None]:
    """GB/s each device sends while decoding for everyone asked for, and while reading a prompt."""
    option, per_token = served.option, traffic.per_token / 1e9
    decode = per_token * option.decode.value * served.load.sequences if option.decode else None
    prefill = per_token * option.prefill.value if option.prefill else None
    figures = {"decode": decode, "prefill": prefill}
    return {name: None if value is None else float(f"{value:.3g}") for name, value in figures.items()}


def _instructions_data(steps: Instructions) -> dict[str, Any]:
    return {
        "id": steps.id,
        "name": steps.name,
        "engine": steps.engine,
        "commands": [{"where": command.where, "command": command.line} for command in steps.commands],
        "manifest": steps.manifest,
        "note": steps.note,
        "sources": list(steps.refs),
    }
