"""A device's name, as people type it, to the device the estimates need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.errors import UnknownId, UsageError
from modelpick.estimate.device import Device
from modelpick.hardware.build import Sizes, device_of
from modelpick.hardware.describe import checked_size, describe
from modelpick.hardware.known import Hardware, Rented, Variant, size_words
from modelpick.hardware.memory import GIB
from modelpick.hardware.names import Asked, is_machine, normalise, parse
from modelpick.knowledge.records import DeviceRecord

__all__ = ["AmbiguousHardware", "Sizes", "describe", "device_of", "machines_of", "normalise", "resolve"]

_MOST = 10_000
_LISTED = 12


class AmbiguousHardware(UsageError):
    """A name that means several devices, or one sold with several memory sizes; the hint lists them.

    Attributes:
        choices: names that mean one each.
    """

    def __init__(self, given: str, choices: Iterable[str]) -> None:
        self.choices = tuple(dict.fromkeys(choices))
        shown = [*self.choices[:_LISTED], *(["…"] if len(self.choices) > _LISTED else [])]
        message = f"{given!r} may be any of: {', '.join(shown)}"
        super().__init__(message, hint=f'say which, as in -H "{self.choices[0]}"')


def resolve(
    name: str,
    hardware: Hardware,
    *,
    vram: float | None = None,
    ram: float | None = None,
    memory: float | None = None,
) -> Device:
    """The device called ``name`` (``2x rtx 3090``, ``m4 pro 48gb``, ``pi 5 8gb``).

    Sizes are bytes: ``vram`` replaces the memory of each GPU (0: use the CPU alone) or bounds what a GPU may
    take of a shared memory, ``ram`` adds the memory a GPU can spill into, ``memory`` replaces a shared memory
    or a CPU's.

    Raises:
        AmbiguousHardware: several devices, or several sizes of one, are meant.
        UnknownId: nothing is called that.
        UsageError: a size or count that cannot be.
    """
    sizes = Sizes(checked_size(vram, "--vram"), checked_size(ram, "--ram"), checked_size(memory, "--memory"))
    found = _found(name, hardware)
    asked, records, notes = found.asked, found.records, found.notes
    if not 1 <= asked.count <= _MOST:
        raise UsageError(f"{name[:40]!r}: {asked.count} devices cannot be", hint=f"1 to {_MOST}")
    asked, sizes = _settled(asked, records, sizes)
    variant, assumed = _choose(name, asked, records, sizes)
    return device_of(variant, hardware, count=asked.count, sizes=sizes, assumptions=(*notes, *assumed))


class _Found(Struct, frozen=True):
    """What a name was read as; ``each`` is how many a machine of that name holds, None where it names a device."""

    asked: Asked
    records: tuple[DeviceRecord, ...]
    notes: tuple[str, ...] = ()
    each: int | None = None


def machines_of(name: str, hardware: Hardware) -> tuple[int, int] | None:
    """How many machines ``name`` names, and how many devices each holds; None where it names devices.

    Raises:
        AmbiguousHardware, UnknownId: as `resolve`.
    """
    found = _found(name, hardware)
    return None if found.each is None else (found.asked.count // found.each, found.each)


def _found(name: str, hardware: Hardware) -> _Found:
    """The first reading that some device or machine answers to exactly, else the machines whose names begin so or
    the devices that have all its words."""
    readings = parse(name)
    for asked in readings:
        if records := hardware.called(asked.name):
            return _Found(asked, records)
    for asked in readings[1:] or readings:  # the first is the text as it stands, sizes and counts in it
        if rented := hardware.rented(asked.name):
            return _machine(asked, rented)
        if records := hardware.like(asked.name):
            note = (f"{asked.name!r} was read as {records[0].name}",) if len(records) == 1 else ()
            return _Found(asked, records, note)
    raise _unknown(name, hardware)


def _machine(asked: Asked, rented: Sequence[Rented]) -> _Found:
    """The devices of the machine that is meant.

    Raises:
        AmbiguousHardware: machines of that family hold different devices, or more and fewer of them.
    """
    first, count = rented[0], asked.count
    unlike = {(one.record.id, one.each): one.name for one in reversed(rented)}
    if len(unlike) > 1:
        raise AmbiguousHardware(asked.name[:80], reversed(unlike.values()))
    note = f"{first.name} is a machine with {first.each}x {first.record.name}"
    several = replace(asked, count=count * first.each)
    return _Found(several, (first.record,), (note,), first.each)


def _unknown(name: str, hardware: Hardware) -> UsageError:
    """What to type instead: a Mac's chip, a name that is known, or sizes."""
    if is_machine(name):
        message = f"{name.strip()[:80]!r} is sold with several chips"
        return UsageError(message, hint='name the chip and its memory, as in -H "m4 pro 48gb"')
    error = UnknownId("hardware", name[:80], hardware.names(), plural="hardware")
    error.hint = f"{error.hint}; or describe it: --ram 16GB, or --vram 8GB --ram 32GB"
    return error


def _settled(asked: Asked, records: Sequence[DeviceRecord], sizes: Sizes) -> tuple[Asked, Sizes]:
    """Sort the sizes in a name to what the device has: RAM is all the memory of a CPU or a shared memory."""
    if any(record.memory_kind == "dedicated" for record in records):
        ram = sizes.ram if asked.ram is None or sizes.ram is not None else asked.ram * GIB
        return asked, replace(sizes, ram=ram)
    memory = asked.ram if asked.memory is None else asked.memory
    if memory is None or any(record.memory_gb for record in records):
        return replace(asked, memory=memory), sizes
    named = memory * GIB if sizes.memory is None and sizes.ram is None else sizes.memory
    return replace(asked, memory=None), replace(sizes, memory=named)


_Choice = tuple[Variant, tuple[str, ...]]


def _choose(name: str, asked: Asked, records: Sequence[DeviceRecord], sizes: Sizes) -> _Choice:
    """The one variant meant, and what was assumed to tell it from the others."""
    every = [variant for record in records for variant in _variants(record)]
    left = [variant for variant in every if _has_size(variant, asked.memory)]
    if not left:
        sold = ", ".join(size_words(size) for size in sorted({v.size for v in every if v.size is not None}))
        hint = "--vram or --memory simulate another size"
        raise UsageError(f"no {asked.name!r} has {size_words(asked.memory or 0)}; known: {sold}", hint=hint)
    if not any(variant.size is None for variant in left):
        left = _simulated(left, sizes)
    if len(left) > 1:
        return _assume(name, asked, left)
    return left[0], _stand_in(asked, records)


def _stand_in(asked: Asked, records: Sequence[DeviceRecord]) -> tuple[str, ...]:
    """A note where a name is answered by a near relation (``n100`` by the N150)."""
    only = records[0]
    if len(records) > 1 or normalise(asked.name) not in map(normalise, only.assumed_for):
        return ()
    return (f"{asked.name!r} was taken as {only.name}",)


def _variants(record: DeviceRecord) -> list[Variant]:
    return [Variant(record, size) for size in record.memory_gb] or [Variant(record, None)]


def _has_size(variant: Variant, memory: float | None) -> bool:
    return memory is None or variant.size is None or abs(variant.size - memory) < 0.02 * memory


def _simulated(variants: list[Variant], sizes: Sizes) -> list[Variant]:
    """Narrow to the size the command line asks for: cards to one that is sold, the others to the nearest."""
    card = variants[0].record.memory_kind == "dedicated"
    wanted = sizes.vram if card else sizes.memory or sizes.ram
    if not wanted:
        return variants
    gaps = [_gap(variant, wanted) for variant in variants]
    if card and min(gaps) > 0.03:
        return variants
    return [variant for variant, gap in zip(variants, gaps, strict=True) if gap == min(gaps)]


def _gap(variant: Variant, wanted: float) -> float:
    """How far a size is from the bytes wanted, whichever way these were counted; a share."""
    size = variant.size or 0.0
    return min(abs(size * unit - wanted) for unit in (GIB, 1e9)) / wanted


def _assume(name: str, asked: Asked, left: list[Variant]) -> _Choice:
    """Take the version and the size that the catalogue says are meant by default, or none."""
    key = normalise(asked.name)
    usual = [v for v in left if key in map(normalise, v.record.assumed_for)] or left
    notes: list[str] = []
    if len({v.record.id for v in usual}) == 1 < len({v.record.id for v in left}):
        notes.append(f"{asked.name!r} was taken as {usual[0].record.name}; there are others of that name")
    sized = [v for v in usual if v.size == v.record.default_memory_gb]
    if len(usual) > 1 and len(sized) == 1:
        usual = sized
        sold = ", ".join(map(size_words, sized[0].record.memory_gb))
        notes.append(f"{size_words(sized[0].size or 0)} of memory assumed (sold with {sold})")
    if len(usual) != 1:
        raise AmbiguousHardware(name[:80], _choices(asked, left, usual))
    return usual[0], tuple(notes)


def _choices(asked: Asked, left: Sequence[Variant], usual: Sequence[Variant]) -> list[str]:
    """Names that tell the variants apart: by size alone where the catalogue knows which version is meant."""
    if len({variant.record.id for variant in usual}) == 1:
        sizes = sorted({variant.size for variant in left if variant.size is not None})
        return [f"{asked.name} {size_words(size)}" for size in sizes]
    return [variant.label for variant in left]
