"""What the templates of engines may name: facts of a model, a load and a split."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modelpick.estimate.device import Device
from modelpick.estimate.option import Option
from modelpick.knowledge.records import EngineRecord, ModelRecord
from modelpick.planning.cluster import Cluster
from modelpick.planning.engines import Fact, Facts
from modelpick.planning.load import sequences_of
from modelpick.planning.parallel import Split

__all__ = ["UNPUBLISHED", "facts_of", "gguf_repository", "mlx_repository", "weights_of"]

UNPUBLISHED = "PATH_TO_"
"""How the word for a checkpoint that is not recorded begins."""
_HUB = "https://huggingface.co/"
_IN_COMMAND = re.compile(r"(?:-hf |hf\.co/)([\w.-]+/[\w.-]+)")
_GPU_RESOURCES = {"cuda": "nvidia.com/gpu", "rocm": "amd.com/gpu"}
_SERVER_BACKENDS = {"cuda", "rocm"}
_PLAIN_16 = {"BF16", "F16", "F32"}


def facts_of(
    model: ModelRecord,
    option: Option,
    engine: EngineRecord,
    device: Device,
    *,
    cluster: Cluster,
    split: Split,
    concurrency: int = 1,
) -> Facts:
    """Everything a template of ``engine`` may name, for one quantisation of a model on a target."""
    repo = gguf_repository(model, option.quantization)
    sequences = sequences_of(concurrency, split)
    gpu = device.pools[0].kind != "ram" and device.backend != "cpu"
    facts: dict[str, Fact] = {
        "model": weights_of(model, option, engine),
        "repo": repo or "",
        "has_repo": repo is not None,
        "file": f"{model.id.split('/')[-1]}-{option.quantization}.gguf",
        "quant": option.quantization,
        "format": option.format,
        "context": option.context,
        "total_context": option.context * sequences,
        "concurrency": concurrency,
        "sequences": sequences,
        "kv": engine.kv_types.get(option.kv_type, option.kv_type),
        "kv_small": option.kv_type not in ("f16", "bf16", "f32"),
        "online": engine.online.get(option.quantization, ""),
        "is_online": option.quantization in engine.online,
        "gpu": gpu,
        "server_gpu": gpu and device.kind == "gpu" and device.backend in _SERVER_BACKENDS,
        "offloaded": option.verdict == "offload",
        "memory_share": engine.memory_share or 1.0,
        "image": engine.images.get(device.backend or "", ""),
        "gpu_resource": _GPU_RESOURCES.get(device.backend or "", "gpu"),
        "name": _label(model.name),
    }
    return {**facts, **_shape_of(split, cluster)}


def _shape_of(split: Split, cluster: Cluster) -> Facts:
    return {
        "tensor": split.tensor,
        "pipeline": split.pipeline,
        "replicas": split.replicas,
        "experts": split.expert,
        "nodes": split.nodes,
        "servers": split.servers,
        "per_node": cluster.per_node,
        "devices": split.devices,
    }


def weights_of(model: ModelRecord, option: Option, engine: EngineRecord) -> str:
    """What an engine loads: the model's own repository, or a word for a checkpoint that is not recorded."""
    own = option.quantization in _PLAIN_16 or option.quantization in engine.online
    published = any(file.quantization == option.quantization for file in model.files)
    if own or published or option.format == "gguf":
        return model.id
    return f"{UNPUBLISHED}{option.quantization.upper().replace('-', '_')}_WEIGHTS"


def gguf_repository(model: ModelRecord, quantization: str) -> str | None:
    """A repository on the hub with that GGUF file: one the file's size was read from, else of a run hint."""
    return next(_repositories(model, quantization), None)


def mlx_repository(model: ModelRecord, quantization: str) -> str | None:
    """A repository on the hub with that MLX quantisation, from which a file's size was read."""
    return next(_published(model, quantization, "mlx"), None)


def _repositories(model: ModelRecord, quantization: str) -> Iterator[str]:
    yield from _published(model, quantization, "gguf")
    for hint in model.run:
        if hint.runtime in ("llama.cpp", "ollama") and (found := _IN_COMMAND.search(hint.command)):
            yield found[1]


def _published(model: ModelRecord, quantization: str, form: str) -> Iterator[str]:
    for file in model.files:
        if file.quantization == quantization and file.source.startswith(_HUB) and form in file.source.lower():
            yield "/".join(file.source.removeprefix(_HUB).split("/")[:2])


def _label(name: str) -> str:
    """A name Kubernetes accepts: lower case, digits and dashes, at most 53 characters."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:53].strip("-") or "model"
