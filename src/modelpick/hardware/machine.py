"""What was read of a machine, before it is matched to the catalogue."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Gpu", "Installed", "Machine", "Notes"]


class Gpu(Struct, frozen=True):
    """One GPU as its driver names it.

    Attributes:
        vendor: as in the catalogue (``NVIDIA``, ``AMD``, ``Intel``).
        total, free: bytes of its own memory; None where the driver does not say.
        shared: whether it uses the system's memory.
        spill: bytes of system memory it may map beside its own (an AMD GPU inside a processor).
    """

    name: str
    vendor: str
    total: float | None = None
    free: float | None = None
    shared: bool = False
    spill: float | None = None


class Installed(Struct, frozen=True):
    """System memory in bytes.

    Attributes:
        total: what the system sees, or less where a container is given less.
        available: what is free now without swapping; None unknown.
        limited: whether ``total`` is a container's limit.
    """

    total: float
    available: float | None = None
    limited: bool = False


class Notes(Struct):
    """What the probes found and what they could not, in sentences to print."""

    found: list[str] = []
    missing: list[str] = []


class Machine(Struct, frozen=True):
    """This machine.

    Attributes:
        system: ``Linux Darwin Windows``, as `platform.system` says.
        processor: the CPU's or SoC's name; None unknown.
        board: the name a board's firmware gives (``Raspberry Pi 5 Model B Rev 1.0``).
        cores: CPU cores that may be used: physical ones, fewer where affinity or a container allows less.
        memory: None unknown.
        wired_limit: bytes macOS lets a GPU take, where it was set by hand.
        virtual: whether it is a virtual machine, which shares the bandwidth of its host.
        nodes: NUMA nodes.
    """

    system: str
    processor: str | None = None
    board: str | None = None
    cores: int | None = None
    memory: Installed | None = None
    gpus: tuple[Gpu, ...] = ()
    wired_limit: float | None = None
    virtual: bool = False
    nodes: int = 1
