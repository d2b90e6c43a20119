"""Names that drivers and firmware give, matched to known devices."""

from __future__ import annotations

from collections.abc import Sequence

from modelpick.hardware.known import Hardware, Variant
from modelpick.hardware.memory import GIB
from modelpick.hardware.names import normalise, tokens
from modelpick.knowledge.records import DeviceRecord

__all__ = ["match"]

_CLOSE = 0.12
"""How far the memory a driver reports may lie from the maker's: ECC takes a sixteenth, firmware some too."""


def match(
    text: str,
    hardware: Hardware,
    size: float | None,
    kinds: Sequence[str] = (),
    cores: int | None = None,
) -> Variant | None:
    """The one known device that ``text`` means; None where none or several do.

    Args:
        size: bytes it reports to have, which tells versions apart; None unknown.
        kinds: kinds of device to consider; empty: all.
        cores: of its CPU, which tells versions apart too.
    """
    known = hardware.of_kinds(kinds)
    records = known.called(text) or _within(text, known)
    variants = [Variant(record, size_) for record in records for size_ in (record.memory_gb or (None,))]
    if size is not None:
        variants = _sized(variants, size)
    for narrow in (lambda v: v.record.cores == cores, lambda v: normalise(text) in _assumed(v.record)):
        if _several(variants) and (narrowed := [variant for variant in variants if narrow(variant)]):
            variants = narrowed
    return variants[0] if variants and not _several(variants) else None


def _sized(variants: list[Variant], size: float) -> list[Variant]:
    """Those of about that size, nearest first; the ones sold with a single size where none is near."""
    near = [v for v in variants if v.size is None or abs(v.size * GIB - size) < _CLOSE * v.size * GIB]
    kept = near or [v for v in variants if len(v.record.memory_gb) <= 1] or variants
    return sorted(kept, key=lambda v: abs((v.size or 0.0) * GIB - size))


def _several(variants: Sequence[Variant]) -> bool:
    return len({variant.record.id for variant in variants}) > 1


def _assumed(record: DeviceRecord) -> set[str]:
    return {normalise(name) for name in record.assumed_for}


def _within(text: str, hardware: Hardware) -> list[DeviceRecord]:
    """The devices with a name whose words are all in ``text``, less those with a part of another's."""
    said = set(tokens(text))
    hits = [
        (record, words)
        for record, names in hardware.words
        for words in names
        if words <= said and len("".join(words)) > 3 and any(char.isdigit() for char in "".join(words))
    ]
    kept = [record for record, words in hits if not any(words < other for _, other in hits)]
    return list({record.id: record for record in kept}.values())
