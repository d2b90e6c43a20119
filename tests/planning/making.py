"""Models, devices and engines made by hand."""

from __future__ import annotations

from typing import Any

from modelpick.estimate.device import Device, Pool
from modelpick.estimate.option import Option
from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.knowledge.records import EngineRecord, InterconnectRecord, ModelRecord

GIB = float(2**30)


def architecture(**fields: Any) -> ArchitectureShape:
    """Llama 3.1 405B, or what ``fields`` say."""
    usual: dict[str, Any] = {
        "kind": "llama",
        "layers": 126,
        "full_layers": 126,
        "hidden": 16384,
        "heads": 128,
        "kv_heads": 8,
        "head_dim": 128,
        "vocab": 128256,
        "tied_embeddings": False,
    }
    return ArchitectureShape(**(usual | fields))


def shape(arch: ArchitectureShape | None = None, **fields: Any) -> ModelShape:
    """405 billion parameters of `architecture`."""
    usual: dict[str, Any] = {"id": "x/y", "kind": "text", "parameters": 405_853_388_800, "context": 131072}
    return ModelShape(architecture=arch or architecture(), **(usual | fields))


def option(**fields: Any) -> Option:
    """405B at 16 bit with one sequence of 8192 tokens, on one device with room for everything."""
    usual: dict[str, Any] = {
        "quantization": "BF16",
        "runtime": "vllm",
        "context": 8192,
        "kv_type": "f16",
        "weights": 811.7e9,
        "kv_cache": 8192 * 516096.0,
        "compute": 0.5e9,
        "overhead": 1.6e9,
        "total": 818e9,
        "available": 1e18,
        "verdict": "fits",
        "max_context": 131072,
        "decode": None,
        "prefill": None,
        "item": None,
        "latency": None,
        "quality_loss": 0.0,
        "bits": 16.0,
        "format": "any",
    }
    return Option(**(usual | fields))


def gpus(count: int, **fields: Any) -> Device:
    """So many H100s: 80 GiB and 3.35 TB/s each."""
    total = 80 * GIB
    pool = Pool("vram", count * total, count * 0.985 * total, 3.35e12, 3.35e12, 3.35e12, "HBM3")
    usual: dict[str, Any] = {
        "name": f"{count}x H100 SXM",
        "ids": ("h100-sxm",),
        "kind": "gpu",
        "backend": "cuda",
        "pools": (pool,),
        "count": count,
        "fp16_flops": 989e12,
        "int8_ops": 1979e12,
    }
    return Device(**(usual | fields))


def link(ident: str, **fields: Any) -> InterconnectRecord:
    """A link of 900 GB/s between all GPUs of a machine."""
    usual: dict[str, Any] = {
        "name": ident,
        "gbps": 900.0,
        "reach": "machine",
        "refs": ("https://example.org",),
        "checked": "2026-11-23",
    }
    return InterconnectRecord(id=ident, **(usual | fields))


def engine(**fields: Any) -> EngineRecord:
    """An engine that splits tensors, and keeps 8 % of a GPU for itself."""
    usual: dict[str, Any] = {
        "id": "vllm",
        "version": "1",
        "parallel": "tensor",
        "memory_share": 0.92,
        "kv_types": {"f16": "auto"},
        "options": (),
        "serve": (),
        "recipes": (),
        "refs": ("https://example.org",),
        "checked": "2026-11-23",
    }
    return EngineRecord(**(usual | fields))


def model(**fields: Any) -> ModelRecord:
    """A model with open weights that generates text."""
    usual: dict[str, Any] = {
        "id": "x/Some-Model-7B",
        "name": "Some-Model-7B",
        "family": "Some",
        "provider": "X",
        "tier": "official",
        "classes": ("slm",),
        "capabilities": ("text-generation",),
        "inputs": ("text",),
        "outputs": ("text",),
        "weights": "open",
        "refs": ("https://example.org",),
        "checked": "2026-11-23",
    }
    return ModelRecord(**(usual | fields))
