"""The speed laws as fitting problems: their constants, what is expected of them, and the time they predict.

Every law is one of `modelpick.estimate`; here its constants become a vector of logarithms with a prior, so
that a family with few measurements leans on the others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import exp, log

from benchmarks.law import Constants, Law, Prepared
from benchmarks.measurements import speeds
from modelpick.estimate.calibration import Cost, DecodeLaw, OffloadLaw, PrefillLaw, PrefillTerms, Terms
from modelpick.estimate.roofline import Engine, Prompt, Reads, decode_seconds, prefill_seconds

__all__ = [
    "CPU",
    "GPU",
    "LAWS",
    "NPU",
    "OFFLOAD",
    "PREFILL",
    "cpu_laws",
    "gpu_laws",
    "npu_law",
    "offload_law",
    "prefill_laws",
]

BACKENDS = ("cuda", "metal", "mlx", "rocm", "vulkan")
CLASSES = ("k", "k23", "iq4", "iq23", "8", "16")
CPU_KINDS = ("cpu", "cpu-board", "cpu-phone", "cpu-soc")
LAPTOP_RAM = 83e9
"""The host of the offloading measurements is not named; two channels of DDR5-5200 are assumed."""
PLAIN = Cost()


def _device(prepared: Prepared) -> str:
    return prepared.row.device.name


def _model(prepared: Prepared) -> str:
    return prepared.row.shape.id


def _pick(what: str, *residency: str) -> tuple[Prepared, ...]:
    return tuple(Prepared(s) for s in speeds() if s.what == what and s.residency in residency)


def gpu_laws(c: Constants) -> tuple[dict[str, DecodeLaw], Terms, dict[str, Cost]]:
    """The decode laws of all GPU families under constants ``c``."""
    laws = {}
    for backend in BACKENDS:
        for memory in _memories(backend):
            faster = c[f"efficiency{memory}"] if memory else 0.0
            slower = c[f"layer{memory}"] if memory else 0.0
            laws[backend + memory] = DecodeLaw(
                efficiency=exp(c["efficiency"] + c[f"{backend}.efficiency"] + faster),
                kv_weight=exp(c["kv_weight"] + c[f"{backend}.kv_weight"]),
                layer=exp(c["layer"] + c[f"{backend}.layer"] + slower),
                compute=exp(c["compute"] + c[f"{backend}.compute"]),
            )
    names = ("expert_weight", "expert_layer", "recurrent_layer", "latent_kv")
    shared = {name: exp(c[name]) for name in names}
    terms = Terms(age_efficiency=c["age_efficiency"], age_layer=c["age_layer"], **shared)
    return laws, terms, {name: Cost(memory=exp(c[f"cost.{name}"])) for name in CLASSES}


def _memories(backend: str) -> tuple[str, ...]:
    """The kinds of memory that a backend is told apart by."""
    return ("", "-hbm", "-unified") if backend in ("cuda", "rocm", "vulkan") else ("",)


def _gpu(c: Constants) -> Callable[[Prepared], float]:
    laws, terms, costs = gpu_laws(c)

    def seconds(p: Prepared) -> float:
        engine = Engine(p.bandwidth, p.flops[0], laws[p.family], terms, p.row.age)
        return decode_seconds(p.row.cost, p.reads, p.kv, engine, price=costs.get(p.format, PLAIN))

    return seconds


_GPU_EXPECTED = {
    "efficiency": (log(0.85), 0.3),
    "kv_weight": (log(1.3), 0.1),
    "layer": (log(6e-5), 0.8),
    "compute": (log(0.1), 0.8),
    **{f"{b}.efficiency": (0.0, 0.15) for b in BACKENDS},
    **{f"{b}.kv_weight": (0.0, 0.1) for b in BACKENDS},
    **{f"{b}.layer": (0.0, 0.6) for b in BACKENDS},
    **{f"{b}.compute": (0.0, 0.6) for b in BACKENDS},
    "efficiency-hbm": (-0.2, 0.2),
    "layer-hbm": (0.3, 0.5),
    "efficiency-unified": (0.0, 0.1),
    "layer-unified": (0.0, 0.5),
    "expert_weight": (log(1.25), 0.2),
    "expert_layer": (log(2.3e-5), 0.7),
    "recurrent_layer": (log(1.5e-5), 0.7),
    "latent_kv": (0.7, 0.3),
    "age_efficiency": (0.04, 0.05),
    "age_layer": (0.1, 0.1),
    **{f"cost.{name}": (0.0, 0.1) for name in CLASSES},
}
GPU = Law("decode", _pick("decode", "gpu"), _GPU_EXPECTED, _gpu, _device)


def cpu_laws(c: Constants) -> tuple[dict[str, DecodeLaw], dict[str, Cost]]:
    """The decode laws of CPUs: cores at their own rate, so that only memory and unpacking are fitted."""
    laws = {kind: DecodeLaw(exp(c[kind]), 1.0, 1e-5, 1.0) for kind in CPU_KINDS}
    return laws, {name: Cost(compute=exp(c[f"cost.{name}"])) for name in CLASSES}


def _cpu(c: Constants) -> Callable[[Prepared], float]:
    laws, costs = cpu_laws(c)
    terms = Terms(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    def seconds(p: Prepared) -> float:
        engine = Engine(p.bandwidth, p.flops[0], laws[p.family], terms)
        found = decode_seconds(p.row.cost, p.reads, p.kv, engine, price=costs.get(p.format, PLAIN))
        faster = p.row.runtime == "ik_llama.cpp" and p.format not in ("legacy", "16")
        return found * exp(-c["ik_llama.cpp"]) if faster else found

    return seconds


_CPU_EXPECTED = {
    "cpu": (log(0.65), 0.1),
    "cpu-board": (log(0.65), 0.1),
    "cpu-phone": (log(0.7), 0.1),
    "cpu-soc": (log(0.3), 0.1),
    **{
        f"cost.{name}": (log(found), 0.3)
        for name, found in zip(CLASSES, (1.3, 1.7, 1.3, 3.0, 1.2, 1.5), strict=True)
    },
    "ik_llama.cpp": (0.3, 0.3),
}
CPU = Law("decode on CPUs", _pick("decode", "cpu"), _CPU_EXPECTED, _cpu, _device, scale=0.15, strength=0.5)


def npu_law(c: Constants) -> DecodeLaw:
    """The decode law of NPUs; their arithmetic never binds."""
    return DecodeLaw(exp(c["npu"]), 1.0, exp(c["layer"]), 1e3)


def _npu(c: Constants) -> Callable[[Prepared], float]:
    def seconds(p: Prepared) -> float:
        return (p.reads.total + p.kv) / (exp(c["npu"]) * p.bandwidth) + p.row.cost.layers * exp(c["layer"])

    return seconds


NPU = Law(
    "decode on NPUs",
    _pick("decode", "npu"),
    {"npu": (log(0.75), 0.2), "layer": (log(5e-5), 1.0)},
    _npu,
    _device,
)


def offload_law(c: Constants) -> OffloadLaw:
    """What the part left in the CPU's memory costs."""
    return OffloadLaw(*(exp(c[name]) for name in ("efficiency", "layer", "step")))


def _offload(c: Constants) -> Callable[[Prepared], float]:
    law = offload_law(c)
    laws, terms, costs = gpu_laws(fitted_gpu())

    def seconds(p: Prepared) -> float:
        kept, spilled, deep = split(p)
        engine = Engine(p.bandwidth, p.flops[0], laws[p.family], terms, p.row.age)
        first = decode_seconds(p.row.cost, kept, p.kv, engine, price=costs.get(p.format, PLAIN))
        left = spilled.total / (law.efficiency * LAPTOP_RAM) + deep * law.layer
        return first + left + (law.step if spilled.total else 0.0)

    return seconds


def split(p: Prepared) -> tuple[Reads, Reads, float]:
    """What a token reads on the GPU and on the CPU, and how many layers keep their experts there."""
    layers, row = p.row.cost.layers, p.row
    share = min(row.gpu_layers, layers + 1) / (layers + 1)
    if not row.moe:
        return Reads(p.reads.always * share, 0.0), Reads(p.reads.always * (1 - share), 0.0), 0.0
    kept = max(0, min(row.gpu_layers, layers + 1) - 1 - row.cpu_expert_layers) / layers
    first = Reads(p.reads.always * share, p.reads.experts * kept)
    return first, Reads(p.reads.always * (1 - share), p.reads.experts * (1 - kept)), layers * (1 - kept)


@cache
def fitted_gpu() -> Constants:
    """The constants that all GPU measurements ask for."""
    return GPU.fit(GPU.measured)


OFFLOAD = Law(
    "decode, offloaded",
    _pick("decode", "gpu+cpu"),
    {"efficiency": (log(0.6), 0.5), "layer": (log(5e-5), 1.0), "step": (log(1e-3), 1.0)},
    _offload,
    _model,
)


def prefill_laws(c: Constants) -> tuple[dict[str, PrefillLaw], PrefillTerms]:
    """The prefill laws of all families under constants ``c``."""
    laws = {}
    for group in PREFILL_GROUPS:
        fade = c["fade"] if group == "cuda" else 0.0
        for memory in _memories(group):
            share = exp(c[group] + (c[f"share{memory}"] if memory else 0.0))
            laws[group + memory] = PrefillLaw(share, fade)
    return laws, PrefillTerms(exp(c["experts"]), exp(c["attention"]))


def _prefill(c: Constants) -> Callable[[Prepared], float]:
    laws, terms = prefill_laws(c)

    def seconds(p: Prepared) -> float:
        engine = Engine(p.bandwidth, p.flops[1], NO_LAW, NO_TERMS)
        prompt = Prompt(p.row.prompt, p.row.depth)
        return (
            prefill_seconds(p.row.cost, p.row.weights, prompt, engine, (laws[p.family], terms))
            / prompt.tokens
        )

    return seconds


NO_LAW, NO_TERMS = DecodeLaw(1.0, 1.0, 0.0, 1.0), Terms(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
PREFILL_GROUPS = ("cuda", "metal", "mlx", "rocm", "vulkan", *CPU_KINDS)
_PREFILL_EXPECTED = {
    "cuda": (log(0.9), 0.4),
    "metal": (log(0.69), 0.2),
    "mlx": (log(0.69), 0.2),
    "rocm": (log(0.3), 0.4),
    "vulkan": (log(0.25), 0.4),
    **{kind: (log(1.5), 0.5) for kind in CPU_KINDS},
    "share-hbm": (-0.2, 0.3),
    "share-unified": (-0.2, 0.3),
    "fade": (0.1, 0.1),
    "experts": (0.3, 0.3),
    "attention": (0.5, 0.5),
}
PREFILL = Law("prefill", _pick("prefill", "gpu", "cpu"), _PREFILL_EXPECTED, _prefill, _device, scale=0.2)
LAWS = (GPU, CPU, NPU, OFFLOAD, PREFILL)
