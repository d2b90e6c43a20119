"""The devices that are known, and what they may be called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from modelpick.hardware.names import normalise, rented_words, tokens
from modelpick.knowledge.records import DeviceRecord, ReserveRecord

__all__ = ["Hardware", "Rented", "Variant", "size_words", "spellings"]


class Variant(Struct, frozen=True):
    """A device with one of the memory sizes it is sold with; None where memory is bought separately."""

    record: DeviceRecord
    size: float | None

    @property
    def label(self) -> str:
        """The name that means this one and no other: ``Apple M4 Pro (20-core GPU) 48GB``."""
        if self.size is None or len(self.record.memory_gb) == 1:
            return self.record.name
        return f"{self.record.name} {size_words(self.size)}"


class Rented(Struct, frozen=True):
    """A machine of that name, which holds ``each`` of a device."""

    name: str
    record: DeviceRecord
    each: int


class Hardware(Struct, frozen=True, dict=True):
    """Every known device, and the rules of what a model may take of a memory. Indices are made when needed.

    Attributes:
        devices: records of ``data/hardware``.
        reserves: rules of ``data/hardware/reserves.yaml``.
    """

    devices: Sequence[DeviceRecord]
    reserves: Sequence[ReserveRecord] = ()

    def of_kinds(self, kinds: Sequence[str]) -> Hardware:
        """The devices of these kinds alone; all of them where no kind is named."""
        if not kinds:
            return self
        return Hardware(tuple(r for r in self.devices if r.kind in kinds), self.reserves)

    def called(self, name: str) -> tuple[DeviceRecord, ...]:
        """The devices that answer to exactly this name, in the catalogue's order; an id means one alone."""
        key = normalise(name)
        return (self._ids[key],) if key in self._ids else tuple(self._keys.get(key, ()))

    def like(self, name: str) -> tuple[DeviceRecord, ...]:
        """The devices one of whose names has every word of ``name``; empty for a single word that is short or plain."""
        wanted = set(tokens(name))
        whole = "".join(wanted)
        if len(whole) < 4 or (len(wanted) == 1 and not any(char.isdigit() for char in whole)):
            return ()
        return tuple(record for record, sets in self.words if any(wanted <= words for words in sets))

    def rented(self, name: str) -> tuple[Rented, ...]:
        """The machines of exactly this name, else those of a family, whose names begin with it."""
        start = rented_words(name)
        exact = self._rented.get("".join(start))
        if exact is not None:
            return (exact,)
        if not any(char.isdigit() for char in "".join(start)):
            return ()
        family = (one for one in self._rented.values() if rented_words(one.name)[: len(start)] == start)
        return tuple(sorted(family, key=lambda one: (one.each, one.record.id, len(one.name), one.name)))

    def names(self) -> Iterator[str]:
        """Every id, name and alias, to suggest from."""
        for record in self.devices:
            yield from spellings(record)
            yield from record.machines

    @cached_property
    def _ids(self) -> dict[str, DeviceRecord]:
        return {normalise(record.id): record for record in self.devices}

    @cached_property
    def _keys(self) -> dict[str, list[DeviceRecord]]:
        found: dict[str, list[DeviceRecord]] = defaultdict(list)
        for record in self.devices:
            for key in {normalise(name) for name in spellings(record)}:
                found[key].append(record)
        return dict(found)

    @cached_property
    def _rented(self) -> dict[str, Rented]:
        return {
            "".join(rented_words(name)): Rented(name, record, each)
            for record in self.devices
            for name, each in record.machines.items()
        }

    @cached_property
    def words(self) -> list[tuple[DeviceRecord, list[set[str]]]]:
        """The words of every name of every device."""
        return [(record, [set(tokens(name)) for name in spellings(record)]) for record in self.devices]


def size_words(size: float) -> str:
    """A size as makers write it: ``48GB``, ``512MB``, ``512KB``."""
    for factor, unit in ((1, "GB"), (1024, "MB")):
        if size * factor >= 1:
            return f"{size * factor:.4g}{unit}"
    return f"{size * 1024**2:.4g}KB"


def spellings(record: DeviceRecord) -> Iterable[str]:
    """All that a device may be called."""
    return (record.id, record.name, *record.aliases, *record.assumed_for)
