"""How to serve a model on given hardware: the best quantisation and split, and what they reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.estimate.calibration import Calibration, Spread
from modelpick.estimate.device import Device
from modelpick.estimate.fit import choose, fit_options
from modelpick.estimate.interval import Interval
from modelpick.estimate.option import Option
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.estimate.runtimes import applies, is_tensor_parallel, usual_runtime
from modelpick.estimate.shape import ModelShape
from modelpick.knowledge.records import EngineRecord
from modelpick.planning.cluster import Cluster
from modelpick.planning.load import Load, available_each, load_of
from modelpick.planning.parallel import Split, splits
from modelpick.planning.traffic import Links, Traffic, seconds_a_token, traffic_of

__all__ = ["Job", "Served", "Wanted", "pick", "plans_for", "ways"]

_BOUNDLESS = 1e18
_SERVER, _SERVED = "vllm", ("MXFP4",)
"""What serves the formats that are GGUF elsewhere: vLLM reads makers' own MXFP4 checkpoints."""
_UNMEASURED = Spread(0.45, 1.3, 0)
"""How much a split widens an interval where it was not measured: tensor parallelism over more than four GPUs, over
fast links, or on several machines. DeepSeek R1 on two machines of eight H100s reached a third of what the law says
(https://github.com/tenstorrent/tt-inference-server/issues/356), on eight H200s what it says
(https://github.com/SemiAnalysisAI/InferenceX/issues/870)."""
_MEASURED = 4
"""GPUs up to which tensor parallelism was measured, over the slot."""


class Wanted(Struct, frozen=True):
    """What a plan must do.

    Attributes:
        request: context, KV type and quantisations; its runtime is the only one considered where it is given.
        concurrency: users at once, each with the whole context.
        min_speed: tokens a second for each user (or the model's own unit).
    """

    request: Request
    concurrency: int = 1
    min_speed: float | None = None


class Served(Struct, frozen=True):
    """One quantisation on one split.

    Attributes:
        option: for one replica, its verdict that of the fullest device and its speeds those of the split.
        load: of the fullest device.
        traffic: what the split sends.
    """

    option: Option
    split: Split
    load: Load
    traffic: tuple[Traffic, ...]

    @property
    def fits(self) -> bool:
        """Whether it goes in, with the context and users asked for."""
        return self.option.verdict != "too-large"


class Job(Struct, frozen=True):
    """A model to be served on a target.

    Attributes:
        device: all devices together, as `hardware.resolve` gives them; ``cluster``: how they stand.
        engines: by runtime; a runtime without one uses a single device.
    """

    shape: ModelShape
    device: Device
    cluster: Cluster
    wanted: Wanted
    engines: Mapping[str, EngineRecord]
    calibration: Calibration
    links: Links


def plans_for(job: Job, quantizations: Iterable[Quantization]) -> tuple[Served, ...]:
    """The best way to serve each quantisation on the whole target, whether it fits or not."""
    asked = job.wanted.request.quantizations
    suited = (q for q in quantizations if (q.id in asked if asked else applies(job.shape, q, job.device)))
    return tuple(max(found, key=_merit(job.wanted)) for q in suited if (found := list(_ways(job, q))))


def ways(job: Job, quantization: Quantization) -> tuple[Served, ...]:
    """Every split of one quantisation, best first."""
    return tuple(sorted(_ways(job, quantization), key=_merit(job.wanted), reverse=True))


def pick(found: Sequence[Served], wanted: Wanted, *, serving: bool) -> Served | None:
    """The quantisation to use, by the rule of `estimate.choose`; None where none fits at the speed asked for.

    For several users or devices (``serving``) a server's formats come first: others run layers one by one.
    """
    fitting = {one.option.quantization: one for one in found if one.fits}
    options = [one.option for one in fitting.values()]
    servers = [option for option in options if is_tensor_parallel(option.runtime)] if serving else []
    chosen = choose(servers, min_speed=wanted.min_speed, serving=True) or choose(
        options, min_speed=wanted.min_speed, serving=serving
    )
    return fitting[chosen.quantization] if chosen else None


def _ways(job: Job, quantization: Quantization) -> Iterator[Served]:
    """What one quantisation takes and reaches on every split its runtime knows."""
    single = _single(job, quantization)
    if single is None:
        return
    engine = job.engines.get(single.runtime)
    share = engine.memory_share if engine else None
    available = available_each(job.device.pools[0], job.device.count, share)
    for split in _splits(job, engine):
        load = load_of(
            single,
            job.shape,
            split,
            available,
            concurrency=job.wanted.concurrency,
            parallel=engine.parallel if engine else "layers",
            reserved=share is not None,
        )
        sent = traffic_of(job.shape.architecture, split, job.cluster, job.links)
        served = Served(single, split, load, sent)
        spilled = _offloaded(job, quantization, load)
        yield spilled or replace(served, option=_option(job, quantization, served))


def _splits(job: Job, engine: EngineRecord | None) -> Iterable[Split]:
    if engine is None or job.shape.kind != "text":
        return (Split(servers=job.device.count),)
    return splits(job.shape.architecture, job.cluster, engine.parallel)


def _single(job: Job, quantization: Quantization) -> Option | None:
    """One sequence of the quantisation on one device with memory enough."""
    return _estimated(job, quantization, devices=1, sequences=1)


def _estimated(job: Job, quantization: Quantization, *, devices: int, sequences: int) -> Option | None:
    boundless = replace(job.device.pools[0], total=_BOUNDLESS, usable=_BOUNDLESS)
    device = replace(job.device, count=devices, pools=(boundless,))
    request = _request(job, quantization, sequences)
    return next(iter(fit_options(job.shape, device, request, (quantization,), job.calibration)), None)


def _request(job: Job, quantization: Quantization, sequences: int) -> Request:
    """The load, in the runtime asked for; a language model is served by llama.cpp where no server runs."""
    asked = job.wanted.request
    runtime = asked.runtime
    if runtime is None and job.shape.kind == "text" and "llama.cpp" in job.engines:
        usual = usual_runtime(job.shape, quantization, job.device)
        runtime = "llama.cpp" if usual == "transformers" else usual
        if _is_served(job, quantization):
            runtime = _SERVER
    return replace(asked, concurrency=sequences, quantizations=(quantization.id,), runtime=runtime)


def _is_served(job: Job, quantization: Quantization) -> bool:
    """Whether a server runs a format that most people download as GGUF: on several GPUs, or for several users."""
    several = job.device.count > 1 or job.wanted.concurrency > 1
    able = job.device.kind == "gpu" and job.device.backend in ("cuda", "rocm") and _SERVER in job.engines
    return quantization.id in _SERVED and several and able


def _offloaded(job: Job, quantization: Quantization, load: Load) -> Served | None:
    """The whole load with part of the model in the CPU's memory, where one device alone is too small."""
    if load.verdict != "too-large" or job.device.count > 1 or len(job.device.pools) == 1:
        return None
    users = job.wanted.concurrency
    request = _request(job, quantization, users)
    found = fit_options(job.shape, job.device, request, (quantization,), job.calibration)
    option = next((option for option in found if option.verdict == "offload"), None)
    if option is None:
        return None
    whole = replace(
        load,
        weights=option.weights,
        kv_cache=option.kv_cache,
        compute=option.compute,
        overhead=option.overhead,
        total=option.total,
        available=option.available,
        users=users,
        max_context=option.max_context,
        cache_tokens=None,
    )
    return Served(option, Split(), whole, ())


def _option(job: Job, quantization: Quantization, served: Served) -> Option:
    """The estimate of a replica as a whole, with its fullest device's verdict and the speeds of the split."""
    single, split, load = served.option, served.split, served.load
    parts = (single.weights, *(size * split.devices for size in (load.kv_cache, load.compute, load.overhead)))
    option = replace(
        single,
        kv_cache=parts[1],
        compute=parts[2],
        overhead=parts[3],
        total=sum(parts),
        available=load.available * split.devices,
        verdict=load.verdict,
        max_context=load.max_context,
        latency=None,
    )
    if load.verdict == "too-large":
        return replace(option, decode=None, decode_full=None, prefill=None, item=None)
    return _timed(job, quantization, replace(served, option=option))


def _timed(job: Job, quantization: Quantization, served: Served) -> Option:
    """The option with the speeds that its split reaches."""
    option, split = served.option, served.split
    alone = split.tensor == 1 and served.load.sequences == 1
    found = (
        None
        if alone
        else _estimated(job, quantization, devices=split.tensor, sequences=served.load.sequences)
    )
    timed = found or option
    delay = seconds_a_token(job.shape.architecture, served.traffic)
    return replace(
        option,
        decode=_spread(timed.decode, served, delay, job.calibration),
        decode_full=_spread(timed.decode_full, served, delay, job.calibration),
        prefill=_spread(timed.prefill, served, 0.0, job.calibration),
        item=timed.item,
    )


def _spread(
    found: Interval | None, served: Served, delay: float, calibration: Calibration
) -> Interval | None:
    """A speed on several devices: slower by ``delay`` seconds a step, and less certain."""
    split = served.split
    if found is None or split.devices == 1:
        return found
    spread = _split_spread(served, calibration)
    value, least, most = (1 / (1 / speed + delay) for speed in (found.value, found.low, found.high))
    over = f"it splits over {split.devices} devices"
    how = f"{over} as in {spread.count} measurements" if spread.count else f"how {over} is not measured"
    basis = f"{found.basis}; {how}"
    return Interval(value, least * spread.low, most * spread.high, found.unit, basis)


def _split_spread(served: Served, calibration: Calibration) -> Spread:
    """How far a split lay from its law, where it was measured."""
    split = served.split
    if split.nodes > 1:
        return _UNMEASURED
    if split.tensor == 1:
        return calibration.spreads.get("split/layers", _UNMEASURED)
    slow = all(one.link is None or one.link.reach in ("slot", "pair") for one in served.traffic)
    if split.pipeline == 1 and split.tensor <= _MEASURED and slow:
        return calibration.spreads.get("split/tensor", _UNMEASURED)
    return _UNMEASURED


def _merit(wanted: Wanted) -> Callable[[Served], tuple[bool, bool, bool, float, int, int]]:
    """Better splits of one quantisation are greater."""

    def merit(one: Served) -> tuple[bool, bool, bool, float, int, int]:
        speed = one.option.item or one.option.decode
        value = speed.value if speed else 0.0
        quick = value >= (wanted.min_speed or 0.0)
        total = value * one.split.copies if wanted.concurrency > 1 else value
        return one.fits, quick, one.option.verdict == "fits", total, -one.split.pipeline, -one.split.devices

    return merit
