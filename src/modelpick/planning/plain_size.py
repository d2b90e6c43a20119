"""Plain sizes such as ``7B`` and ``8x7B``, and the model that would have one."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from modelpick.errors import UsageError
from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.estimate.tensors import tensors_of

__all__ = ["PlainSize", "mixture_of", "plain_size"]

_SIZE = re.compile(r"(?:(\d{1,3})\s*[x×]\s*)?(\d{1,9}(?:\.\d{1,6})?)\s*([mbt])", re.I)
_UNITS = {"m": 1e6, "b": 1e9, "t": 1e12}
_LEAST, _MOST = 1e6, 1e14
_USED = 2


class PlainSize(Struct, frozen=True):
    """A size someone typed.

    Attributes:
        text: as typed, without spaces.
        parameters: of one; for ``8x7B`` those of the 7B.
        experts: how many share a name such as ``8x7B``; None for a plain size.
    """

    text: str
    parameters: int
    experts: int | None = None


def plain_size(text: str) -> PlainSize | None:
    """The size that ``text`` is, or None for other words.

    Raises:
        UsageError: a size no model has: below a million parameters or above 10^14.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    each = float(match[2]) * _UNITS[match[3].lower()]
    experts = int(match[1]) if match[1] is not None else None
    if not _LEAST <= each <= _MOST or not _LEAST <= each * (1 if experts is None else experts) <= _MOST:
        raise UsageError(
            f"no model has a size of {text.strip()[:40]!r}", hint="from 1M to 100T, as in 7B or 8x7B"
        )
    return PlainSize("".join(text.split()), round(each), None if experts == 1 else experts)


def mixture_of(arch: ArchitectureShape, each: int, experts: int) -> ModelShape:
    """A mixture named ``{experts}x{each}``: its experts are feed-forward blocks, all else is shared.

    ``8x7B`` therefore holds much less than 56 billion parameters. Two experts work on each token.
    """
    parts = tensors_of(arch, each)
    wide = parts.up + parts.down if parts else int(0.75 * each)
    inner = parts.inner if parts else None
    mixed = replace(arch, experts=experts, experts_used=min(_USED, experts), expert_hidden=inner)
    shared = each - wide
    return ModelShape(
        id=f"{experts}x{each}",
        kind="text",
        parameters=shared + experts * wide,
        active_parameters=shared + min(_USED, experts) * wide,
        architecture=mixed,
    )
