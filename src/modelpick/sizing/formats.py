"""Which weight formats a runtime, a KV cache type and a device leave to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from modelpick.adviser import Adviser
from modelpick.errors import UsageError
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization, is_measured
from modelpick.estimate.runtimes import applies, usual_runtime
from modelpick.knowledge.records import EngineRecord, RuntimeRecord
from modelpick.sizing.ask import Ask
from modelpick.sizing.subject import Subject

__all__ = ["Formats", "engines_of", "formats_for", "is_good"]

_GOOD_BITS, _GOOD_LOSS = 4.0, 0.075
"""Fewer bits, or more lost, and a smaller model at four bits serves better."""
_PLAIN_KV = ("f16", "bf16", "f32")


class Formats(Struct, frozen=True):
    """Quantisations to consider, and notes on what was left out or is unusual."""

    quantizations: tuple[Quantization, ...]
    notes: tuple[str, ...] = ()


def engines_of(adviser: Adviser) -> dict[str, EngineRecord]:
    """How each engine is told to serve, by its runtime's id."""
    return {engine.id: engine for engine in adviser.catalog.all("engines", EngineRecord)}


def is_good(bits: float, loss: float | None) -> bool:
    """Whether a quantisation keeps enough to be chosen while another does too."""
    return bits >= _GOOD_BITS and (loss or 0.0) <= _GOOD_LOSS


def formats_for(ask: Ask, subject: Subject, device: Device, adviser: Adviser) -> Formats:
    """The quantisations that the question leaves.

    Raises:
        UsageError: a runtime that cannot run the model, the format or on the device, or store the KV type.
    """
    known = adviser.shared.quantizations
    runtime = _runtime(ask, subject, device, adviser)
    if ask.quantization is not None:
        quantization = known[ask.quantization]
        _refuse_format(quantization, runtime, device)
        _refuse_kv(ask, quantization, subject, device, adviser)
        return Formats((quantization,), _unusual(quantization, subject, device))
    found = [q for q in known.values() if applies(subject.shape, q, device) and _reads(runtime, q)]
    suited = [q for q in found if is_measured(q.format, q.quality_loss) or q.id in subject.shape.files]
    if not suited:
        raise _nothing_to_read(runtime, subject, device)
    return _storing(ask, suited, subject, device, engines_of(adviser))


def _runtime(ask: Ask, subject: Subject, device: Device, adviser: Adviser) -> RuntimeRecord | None:
    if ask.runtime is None:
        return None
    runtime = adviser.catalog.get("runtimes", RuntimeRecord, ask.runtime)
    if device.backend is not None and not _runs_on(runtime, device):
        where = ", ".join(runtime.platforms)
        raise _about(
            "runtime",
            f"{runtime.name} does not run on {device.backend} ({device.name})",
            f"it runs on {where}",
        )
    skills = set(runtime.capabilities) or {"text-generation"}
    if subject.size is None and not skills & set(subject.model.capabilities):
        message = f"{runtime.name} does not run models such as {subject.name}"
        raise _about("runtime", message, "see: modelpick list runtimes")
    return runtime


def _runs_on(runtime: RuntimeRecord, device: Device) -> bool:
    kinds = {device.backend, "cpu"} if device.pools[-1].kind == "ram" else {device.backend}
    return bool(kinds & set(runtime.platforms)) or device.kind in runtime.platforms


def _reads(runtime: RuntimeRecord | None, quantization: Quantization) -> bool:
    if runtime is None or "any" in runtime.formats:
        return True
    return quantization.format == "any" or quantization.format in runtime.formats


def _refuse_format(quantization: Quantization, runtime: RuntimeRecord | None, device: Device) -> None:
    if not _reads(runtime, quantization) and runtime is not None:
        formats = ", ".join(runtime.formats)
        message = f"{runtime.name} does not read {quantization.id}, a {quantization.format} format"
        raise _about("quant", message, f"it reads {formats}")
    if quantization.format == "mlx" and device.backend not in ("metal", None):
        message = f"{quantization.id} is a format of MLX, which runs on Apple's chips, not on {device.name}"
        raise _about("quant", message, "Q4_K_M and Q8_0 run everywhere")


def _unusual(quantization: Quantization, subject: Subject, device: Device) -> tuple[str, ...]:
    if applies(subject.shape, quantization, device):
        own = not is_measured(quantization.format, quantization.quality_loss)
        if not own or quantization.id in subject.shape.files:
            return ()
        return (f"no {quantization.id} file of it is recorded: such files of other models lend their size",)
    return (
        f"{quantization.id} is not usual for this kind of model on {device.name}: sizes hold, speed may not",
    )


def _storing(
    ask: Ask,
    suited: Iterable[Quantization],
    subject: Subject,
    device: Device,
    engines: Mapping[str, EngineRecord],
) -> Formats:
    """Leave out the formats whose runtime cannot store the KV type asked for."""
    if ask.kv_type in _PLAIN_KV or subject.shape.kind != "text":
        return Formats(tuple(suited))
    able = {q: _stores(ask, q, subject, device, engines) for q in suited}
    kept, left = [q for q in able if able[q]], [q for q in able if not able[q]]
    if not kept:
        raise _about(
            "kv-type", f"nothing that runs on {device.name} stores a {ask.kv_type} cache", _types(engines)
        )
    names = ", ".join(sorted({q.format for q in left}))
    notes = (f"formats whose usual runtime has no {ask.kv_type} cache are left out: {names}",) if left else ()
    return Formats(tuple(kept), notes)


def _refuse_kv(
    ask: Ask, quantization: Quantization, subject: Subject, device: Device, adviser: Adviser
) -> None:
    engines = engines_of(adviser)
    if ask.kv_type in _PLAIN_KV or _stores(ask, quantization, subject, device, engines):
        return
    runtime = ask.runtime or usual_runtime(subject.shape, quantization, device)
    raise _about("kv-type", f"{runtime} stores no {ask.kv_type} cache", _types(engines))


def _stores(
    ask: Ask,
    quantization: Quantization,
    subject: Subject,
    device: Device,
    engines: Mapping[str, EngineRecord],
) -> bool:
    """Whether the runtime stores the KV type; one whose types are not recorded is taken to."""
    engine = engines.get(ask.runtime or usual_runtime(subject.shape, quantization, device))
    return engine is None or ask.kv_type in engine.kv_types


def _types(engines: Mapping[str, EngineRecord]) -> str:
    return "; ".join(f"{key}: {', '.join(engine.kv_types)}" for key, engine in sorted(engines.items()))


def _nothing_to_read(runtime: RuntimeRecord | None, subject: Subject, device: Device) -> UsageError:
    name = runtime.name if runtime else "a known runtime"
    return _about("runtime", f"{name} reads no format of {subject.name} on {device.name}", None)


def _about(option: str, message: str, hint: str | None) -> UsageError:
    error = UsageError(f"--{option}: {message}", hint=hint)
    error.option = option
    return error
