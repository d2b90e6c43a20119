"""What people type for a device, taken apart: how many, which, and with how much memory."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct
from msgspec.structs import replace

__all__ = ["Asked", "is_machine", "normalise", "parse", "rented_words", "tokens"]

_WORDS = re.compile(r"[a-z0-9]+")
_NOISE = frozenset(
    {
        *("nvidia", "geforce", "amd", "radeon", "intel", "apple", "qualcomm", "google"),
        *("samsung", "aws", "mediatek", "azure", "ec2", "gcp"),
        *("gpu", "graphics", "card", "cpu", "processor", "chip", "soc", "generation"),
        *("the", "my", "a", "an", "with", "and", "of"),
    }
)
_SAME = {"laptop": "mobile", "notebook": "mobile", "rpi": "raspberrypi", "cores": "core", "series": ""}
_DROPPED = re.compile(rf"[^a-z0-9]+|(?<![a-z0-9])(?:{'|'.join(sorted(_NOISE))})(?![a-z0-9])")
_RENAMED = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(_SAME)})(?![a-z0-9])")
_COUNT_BEFORE = re.compile(r"^\s*(\d{1,5})\s*[x×*]\s*(?=\S)|^\s*(dual|twin|triple|quad)\s+", re.I)
_COUNT_AFTER = re.compile(r"(?<=[\d\s(])[x×*]\s*(\d{1,5})\)?\s*$", re.I)
_BOARD = re.compile(r"^\s*(?:dgx|hgx)[\s-]+(?=[a-z]{1,2}\d{3})", re.I)
"""NVIDIA's and others' machines of eight: a DGX H100 holds eight of them."""
_EIGHT = 8
_SPOKEN = {"dual": 2, "twin": 2, "triple": 3, "quad": 4}
_SIZE = re.compile(
    r"(?<![a-z0-9.])(?!(?<=gpu-)\d+g\b|\d{4,}[gmt]\b)(\d{1,6}(?:\.\d{1,3})?)\s*-?\s*([gmt])(i?b)?\b"
    r"(\s*(?:of\s+)?(?:system\s+)?ram\b)?",
    re.I,
)
"""``48gb``, ``16 GB ram``, ``24g``; not the ``5600g`` of a processor, nor the ``highgpu-8g`` of a cloud machine."""
_UNIT = {"m": 1 / 1024, "g": 1.0, "t": 1024.0}
_PREFIXES = ("standard", "ml")
_MACHINE = re.compile(
    r"\b(macbook\s*(air|pro|neo)?|mac\s*(mini|studio|pro)|imac(\s*pro)?|ipad\s*(pro|air|mini)?|air|20[12]\d|1[3-6][\s-]*inch(es)?)\b",
    re.I,
)


class Asked(Struct, frozen=True):
    """One device name as the user meant it.

    Attributes:
        count: how many alike; 0 where ``0x`` was typed.
        name: what is left to look up, as typed.
        memory: the size named with it, as makers count (``48gb`` → 48.0); None where none is.
        ram: the size of system memory named with it (``64gb ram``), same unit.
    """

    count: int
    name: str
    memory: float | None = None
    ram: float | None = None


def normalise(name: str) -> str:
    """The key under which a name is looked up: no case, separators, signs or makers' names.

    ``NVIDIA GeForce RTX 4090``, ``rtx-4090`` and ``RTX4090`` share one key.
    """
    folded = _folded(name)
    if _RENAMED.search(folded):
        return "".join(tokens(name))
    return _DROPPED.sub("", folded) or "".join(_WORDS.findall(folded))


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name that tell devices apart; all its words where none does."""
    words = _WORDS.findall(_folded(name))
    kept = tuple(word for word in (_SAME.get(word, word) for word in words) if word and word not in _NOISE)
    return kept or tuple(words)


def rented_words(name: str) -> tuple[str, ...]:
    """The words of a rented machine's name, without what a service puts before every size of its own
    (``Standard_ND96asr_v4`` of Azure, ``ml.p5.48xlarge`` of SageMaker)."""
    words = tokens(name)
    return words[1:] if len(words) > 1 and words[0] in _PREFIXES else words


def _folded(name: str) -> str:
    """Lower case, with the signs that matter (``3B+``, ``Copilot+``) spelled out and the others apart."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name.replace("™", " ").replace("®", " "))
    name = name.casefold()
    if "+" in name:
        name = name.replace("+", " plus ")
    if "(" in name:
        name = name.replace("(r)", " ").replace("(tm)", " ")
    return name


def parse(text: str) -> tuple[Asked, ...]:
    """The readings of ``text``, likeliest first: as it stands, then less a size, a count and the machine.

    ``2x RTX 3090`` → two of ``RTX 3090``; ``macbook air m3 16gb`` → ``m3`` with 16 GB. Never empty.
    """
    readings = [Asked(1, text.strip())]
    for count, name in ((1, text), _counted_before(text), _counted_after(text)):
        sized = _sized(name, count)
        chip = " ".join(_MACHINE.sub(" ", sized.name).split())
        readings += [Asked(count, name.strip()), sized, replace(sized, name=chip)]
    return tuple(dict.fromkeys(asked for asked in readings if asked.name)) or (Asked(1, text.strip()),)


def is_machine(text: str) -> bool:
    """Whether ``text`` names one of Apple's machines and no chip: ``macbook air 2024``, ``mac studio 64gb``."""
    return _MACHINE.search(text) is not None and not _WORDS.findall(
        _MACHINE.sub(" ", _sized(text, 1).name.lower())
    )


def _counted_before(text: str) -> tuple[int, str]:
    """Take ``2x``, ``8×`` or ``dual`` off the front, as often as they stand there."""
    count, name = 1, text.strip()
    while match := _COUNT_BEFORE.match(name):
        count *= int(match[1]) if match[1] else _SPOKEN[match[2].lower()]
        name = name[match.end() :].strip()
    if match := _BOARD.match(name):
        count, name = _EIGHT * count, name[match.end() :].strip()
    return count, name


def _counted_after(text: str) -> tuple[int, str]:
    """Take ``x8`` off the end."""
    match = _COUNT_AFTER.search(text)
    return (int(match[1]), text[: match.start()].strip(" (")) if match else (1, text)


def _sized(name: str, count: int) -> Asked:
    """Take ``48gb`` and ``64gb ram`` out of a name; the last of each counts."""
    sizes: dict[bool, float] = {}
    for match in _SIZE.finditer(name):
        sizes[bool(match[4])] = float(match[1]) * _UNIT[match[2].lower()]
    bare = " ".join(_SIZE.sub(" ", name).split()).strip(" ,;+&-/")
    return Asked(count, bare, sizes.get(False), sizes.get(True))
