"""How to start one model: a command for each program that can, those on this machine first."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from modelpick.estimate.device import Device
from modelpick.estimate.option import Option
from modelpick.knowledge.records import EngineRecord, ModelRecord, RuntimeRecord
from modelpick.planning.cluster import Cluster
from modelpick.planning.engines import instructions
from modelpick.planning.facts import UNPUBLISHED, facts_of, gguf_repository, mlx_repository
from modelpick.planning.parallel import Split, refusal

__all__ = ["RunCommand", "present", "run_commands", "runs_on"]

_NAME = re.compile(r"\{([a-z_]+)\}")
_TAG = re.compile(r"(-hf \S+?|hf\.co/[\w./-]+?):[\w.-]+")
_SMALL = ("phone", "microcontroller")
_USUAL_QUANTIZATION = "Q4_K_M"


class RunCommand(Struct, frozen=True):
    """A line that starts a model.

    Attributes:
        runtime: id of the program.
        installed: whether it was found on this machine.
    """

    runtime: str
    command: str
    installed: bool = False


def present(
    runtimes: Iterable[RuntimeRecord], which: Callable[[str], str | None] = shutil.which
) -> frozenset[str]:
    """Ids of the runtimes one of whose programs is on this machine's path."""
    return frozenset(r.id for r in runtimes if any(which(program) for program in r.detect))


def runs_on(runtime: RuntimeRecord, device: Device) -> bool:
    """Whether a runtime runs on a device; a phone is asked for by name, whatever its processor."""
    if device.kind in _SMALL:
        return device.kind in runtime.platforms
    return device.backend is None or device.backend in runtime.platforms


def run_commands(
    model: ModelRecord,
    option: Option | None,
    device: Device | None,
    runtimes: Iterable[RuntimeRecord],
    engines: Mapping[str, EngineRecord],
    *,
    installed: Collection[str] = (),
    task: str | None = None,
) -> tuple[RunCommand, ...]:
    """Commands for one model, each runtime once.

    Programs on this machine come first, then the one the estimate was made for, then those the model's own
    hints name, then the catalogue's order.

    Args:
        option: the quantisation chosen and its context; None where nothing was sized.
        device: the target; None where none was named.
        installed: what `present` found; give nothing where the target is another machine.
        task: the pipeline tag that some templates name.
    """
    asked = _Asked(model, option, device, task, frozenset(model.capabilities))
    hinted = [hint.runtime for hint in model.run]
    usual = option.runtime if option else None

    def rank(found: RunCommand) -> tuple[bool, bool, int]:
        place = hinted.index(found.runtime) if found.runtime in hinted else len(hinted)
        return not found.installed, found.runtime != usual, place

    commands = (
        RunCommand(runtime.id, line, runtime.id in installed)
        for runtime in runtimes
        if _suits(runtime, asked) and (line := _line(runtime, asked, engines.get(runtime.id)))
    )
    return tuple(sorted(commands, key=rank))


class _Asked(Struct, frozen=True):
    model: ModelRecord
    option: Option | None
    device: Device | None
    task: str | None
    capabilities: frozenset[str]


def _suits(runtime: RuntimeRecord, asked: _Asked) -> bool:
    """Whether a runtime is known to run such a model, reads the format and runs on the device."""
    model, option, device = asked.model, asked.option, asked.device
    hinted = any(hint.runtime == runtime.id for hint in model.run)
    if option is None and hinted:
        return True
    if model.weights == "closed" or asked.capabilities.isdisjoint(runtime.capabilities):
        return False
    if not hinted and not _covers(runtime, model):
        return False
    if device is not None and not runs_on(runtime, device):
        return False
    return option is None or option.runtime == runtime.id or option.format in ("any", *runtime.formats)


def _covers(runtime: RuntimeRecord, model: ModelRecord) -> bool:
    """Whether its template starts the model: that a file is published says so, else a word of `RuntimeRecord.runs`."""
    if runtime.template is None or "{repo}" in runtime.template:
        return runtime.template is not None
    return any(
        word in (model.family, model.id, *model.classes) or (word.endswith("/") and model.id.startswith(word))
        for word in runtime.runs
    )


def _line(runtime: RuntimeRecord, asked: _Asked, engine: EngineRecord | None) -> str | None:
    """The engine's own command, else the model's hint at that quantisation, else the runtime's template."""
    model, option = asked.model, asked.option
    hint = next((hint.command for hint in model.run if hint.runtime == runtime.id), None)
    filled = _filled(runtime.template, dict(_words(runtime, asked))) if runtime.template else None
    if engine is not None and option is not None and asked.device is not None:
        return _served(engine, model, option, asked.device) if filled or hint else None
    if hint is not None:
        return _TAG.sub(rf"\g<1>:{option.quantization}", hint) if option else hint
    return filled


def _served(engine: EngineRecord, model: ModelRecord, option: Option, device: Device) -> str | None:
    """The line that serves it; None where the weights would have to be made first."""
    cluster, split = Cluster(1, device.count), _split(engine, model, device)
    facts = facts_of(model, option, engine, device, cluster=cluster, split=split)
    if str(facts["model"]).startswith(UNPUBLISHED):
        return None
    found = instructions(engine, facts)
    return found[0].commands[-1].line if found else None


def _split(engine: EngineRecord, model: ModelRecord, device: Device) -> Split:
    """All devices of one machine: on every layer together where heads allow it, else one after another."""
    together = engine.parallel == "tensor" and refusal(model.architecture, device.count) is None
    return Split(tensor=device.count) if together else Split(pipeline=device.count)


def _words(runtime: RuntimeRecord, asked: _Asked) -> Iterator[tuple[str, str]]:
    """What a runtime's template may name; a name without a value leaves the template unusable."""
    model, option = asked.model, asked.option
    quantization = option.quantization if option else _USUAL_QUANTIZATION
    yield "model", model.id
    yield "name", model.id.rsplit("/", maxsplit=1)[-1]
    yield "quant", quantization
    repository = gguf_repository if "gguf" in runtime.formats else mlx_repository
    if repo := repository(model, quantization):
        yield "repo", repo
    if context := (option.context if option else model.context):
        yield "context", str(context)
    able = [name for name in model.capabilities if name in runtime.capabilities]
    if able:
        yield "task", asked.task if asked.task in able else able[0]


def _filled(template: str, words: Mapping[str, str]) -> str | None:
    """The template with its names replaced, shell words quoted; None where one of them is not known."""
    if any(name not in words for name in _NAME.findall(template)):
        return None
    quote = str if '"' in template else shlex.quote
    return _NAME.sub(lambda match: quote(words[match[1]]), template)
