"""The hardware that ``fit`` and ``plan`` speak of, and how it was found."""

from __future__ import annotations

from msgspec import Struct

from modelpick.adviser import Adviser
from modelpick.errors import UsageError
from modelpick.estimate.device import Device
from modelpick.hardware.detect import Detected
from modelpick.hardware.resolve import describe
from modelpick.query import Query

__all__ = ["Target", "target_of"]


class Target(Struct, frozen=True):
    """A device, and what detecting it found, where it is this machine."""

    device: Device
    detected: Detected | None = None

    @property
    def found(self) -> tuple[str, ...]:
        """What the probes read."""
        return self.detected.found if self.detected else ()

    @property
    def missing(self) -> tuple[str, ...]:
        """What they could not."""
        return self.detected.missing if self.detected else ()


def target_of(query: Query, adviser: Adviser) -> Target:
    """The hardware a query names; sizes alone describe one; nothing, or ``auto``, means this machine, its memory
    overridden by the sizes.

    Raises:
        UsageError: an unknown or ambiguous name, or sizes that contradict it.
    """
    sizes = (query.vram, query.ram, query.memory)
    if query.hardware is None and any(size is not None for size in sizes):
        return Target(describe(adviser.hardware, vram=query.vram, ram=query.ram, memory=query.memory))
    if query.hardware in (None, "auto"):
        return Target(adviser.here(query), adviser.detected)
    try:
        return Target(adviser.resolve(query.hardware or "", query))
    except UsageError as error:
        error.option = "hardware"
        raise
