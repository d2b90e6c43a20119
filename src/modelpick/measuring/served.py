"""Which model, quantisation and program a server's own words mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from modelpick.errors import UnknownId, UsageError
from modelpick.knowledge.naming import fold, words
from modelpick.knowledge.records import ModelRecord, QuantizationRecord
from modelpick.measuring.answers import Served

__all__ = ["Find", "chosen", "model_of", "quantization_of", "runtime_of"]

Find = Callable[[str], ModelRecord]
"""The one model that a name means; raises UsageError where none or several are."""

_OWNERS = {
    "llamacpp": "llama.cpp",
    "me": "llama.cpp",
    "library": "ollama",
    "vllm": "vllm",
    "sglang": "sglang",
}
"""What servers call themselves in ``owned_by``: llama.cpp's tools/server, the server of llama-cpp-python, the
namespace of Ollama's own models, vllm/entrypoints/openai and sglang/srt/entrypoints/openai."""
_SHOWN = 12
_PLAIN = re.compile(r"^(awq|gptq|mlx-\d|b?(fp|float)\d+)", re.I)
"""Aliases that mean one format in a file's name too; ``4bit`` or ``full`` there may be any."""


def chosen(served: Sequence[Served] | None, asked: str | None, find: Find) -> Served:
    """The model to measure: the one asked for by the server's name or the catalogue's, else the only one.

    Raises:
        UsageError: none, or several and none asked for; the message names them.
    """
    if served is None:  # a server without a list must be told
        if asked is None:
            raise UsageError("the server does not say what it serves", hint="name the model: bench MODEL")
        return Served(asked)
    if asked is not None:
        return _meant(served, asked, find)
    if len(served) == 1:
        return served[0]
    if not served:
        raise UsageError("the server serves no model", hint="load one first")
    names = ", ".join(one.id for one in served[:_SHOWN]) + (" …" if len(served) > _SHOWN else "")
    raise UsageError(f"the server serves several models: {names}", hint="name one: bench MODEL")


def _meant(served: Sequence[Served], asked: str, find: Find) -> Served:
    exact = [one for one in served if one.id == asked] or [
        one for one in served if fold(one.id) == fold(asked)
    ]
    if exact:
        return exact[0]
    wanted = model_of(asked, find)
    same = [one for one in served if wanted is not None and model_of(one.id, find) == wanted]
    if len(same) == 1:
        return same[0]
    if len(served) == 1 and wanted is not None and model_of(served[0].id, find) is None:
        return served[0]  # a server that does not say what it serves is told by the user
    raise UnknownId("model of the server", asked, [one.id for one in served])


def model_of(name: str, find: Find) -> str | None:
    """The catalogue's id of what a server serves, from the name of its file, repository or tag."""
    for text in _readings(name):
        try:
            return find(text).id
        except UsageError:
            continue
    return None


def _readings(name: str) -> list[str]:
    """The name as it is, then without folder, ending, quantisation and words of packaging."""
    last = re.split(r"[/\\]", name.strip())[-1]
    bare = re.sub(r"\.gguf$", "", last, flags=re.I)
    bare = re.sub(r"-\d{5}-of-\d{5}$", "", bare)
    plain = re.sub(
        r"[-_.:]?(UD-)?(I?Q\d\w*|[BF]F?16|F32|MXFP4\w*|NVFP4|FP8\w*|AWQ|GPTQ|INT[48])$", "", bare, flags=re.I
    )
    plain = re.sub(r"[-_.](gguf|mlx|\d?bit)$", "", plain, flags=re.I)
    tagged = re.sub(r":latest$", "", plain).replace(":", "-")
    found = [text for text in (name.strip(), bare, plain, tagged) if len(words(text)) > 1]
    return list(dict.fromkeys(found))


def quantization_of(name: str, known: Sequence[QuantizationRecord]) -> str | None:
    """The quantisation a served name states: the longest id or alias that stands in it as words of its own."""
    text = f"-{fold(re.sub(r'[:.]', '-', name))}-"
    named = {spelling: q.id for q in known for spelling in (q.id, *filter(_PLAIN.search, q.aliases))}
    stated = [spelling for spelling in named if f"-{fold(spelling)}-" in text]
    longest = max(stated, key=len, default=None)
    return named[longest] if longest else None


def runtime_of(served: Served) -> str | None:
    """The program that serves, where it names itself."""
    return _OWNERS.get((served.owner or "").lower())
