"""Devices, what of their memory can be used, links between them, and the weight formats they hold."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Record, Ref

__all__ = [
    "DeviceRecord",
    "InterconnectRecord",
    "MemoryBySize",
    "QuantizationRecord",
    "ReserveRecord",
    "TypicalSize",
]


class QuantizationRecord(Record, frozen=True, kw_only=True):
    """A weight format (``data/quantizations.yaml``)."""

    id: str
    """As written on files: ``Q4_K_M``, ``BF16``, ``FP8``, ``MXFP4``, ``AWQ-INT4``, ``MLX-4bit``."""
    format: Literal["gguf", "safetensors", "mlx", "onnx", "any"]
    aliases: tuple[str, ...] = ()
    """Other words people type for it: ``fp16``, ``awq``."""
    bits_per_weight: float
    """Median over published files above 6B parameters, or the definition where it is exact."""
    usual: bool = False
    """Whether it is worth making where no file of it is published; others are only offered as published."""
    exact: bool
    quality_loss: float | None = None
    """Share of quality lost against 16 bit on a stated measure; None: not measured."""
    loss_note: str | None = None
    refs: tuple[Ref, ...]
    checked: str


class DeviceRecord(Record, frozen=True, kw_only=True):
    """A device a model can run on (``data/hardware/<vendor>/*.yaml``)."""

    id: str
    """Lower case with dashes: ``rtx-4090``, ``m4-pro``, ``raspberry-pi-5``."""
    name: str
    aliases: tuple[str, ...] = ()
    vendor: str
    kind: Literal["gpu", "soc", "cpu", "phone", "board", "npu", "microcontroller"]
    memory_kind: Literal["dedicated", "unified", "system"]
    memory_gb: tuple[float, ...]
    """Sizes it is sold with, GB or GiB as the maker says it; several: the user must name one."""
    memory_type: str | None = None
    bandwidth_gbps: float | None = None
    """Memory bandwidth in GB/s; where it depends on the memory size, of the first size."""
    bandwidths_gbps: tuple[float, ...] = ()
    """One for each of ``memory_gb`` where they differ."""
    fp16_tflops: float | None = None
    """Dense FP16 with FP32 accumulation where known."""
    int8_tops: float | None = None
    cores: int | None = None
    backend: str | None = None
    """``cuda rocm metal vulkan sycl cpu npu``: what runs models on it."""
    tdp_w: float | None = None
    released: str | None = None
    usable_share: float | None = None
    """Share of the memory a model may take, where a source states it; else the rule of its kind."""
    default_memory_gb: float | None = None
    """The size taken where the user names none, printed as an assumption; None: naming one is required."""
    assumed_for: tuple[str, ...] = ()
    """Names shared with other records that mean this one where nothing tells them apart, printed as an assumption
    (``h100`` for the SXM module, ``m4 pro`` for the version with fewer GPU cores)."""
    machines: dict[str, int] = {}
    """Machines that are rented or sold with it, by the name of their size: how many each holds
    (``p5.48xlarge`` 8). What begins alike is a family: ``p4d`` means its one size."""
    sockets: int = 1
    """Of a CPU: the most of it that one board is known to join, so that ``2x`` means one machine."""
    offered: bool = True
    """Whether it is named where hardware to buy is looked for: not a games machine, nor what one country or one
    service alone can have."""
    note: str | None = None
    refs: tuple[Ref, ...]
    checked: str


class ReserveRecord(Record, frozen=True, kw_only=True):
    """What a model cannot have of a memory (``data/hardware/reserves.yaml``).

    The record that states the most of ``kinds``, ``memory_kinds``, ``vendors``, ``memory_types`` and size bounds,
    all of them true, is the rule: usable = max(``share`` × total − ``fixed_gb``, ``floor`` × total).
    """

    id: str
    kinds: tuple[str, ...] = ()
    """`DeviceRecord.kind`, or ``described`` for a target known by its memory alone; empty: any."""
    memory_kinds: tuple[str, ...] = ()
    """``dedicated unified system``; empty: any."""
    vendors: tuple[str, ...] = ()
    memory_types: tuple[str, ...] = ()
    """Beginnings of `DeviceRecord.memory_type`, such as ``HBM``."""
    min_gb: float | None = None
    max_gb: float | None = None
    """Bounds of the size as the maker says it, inclusive."""
    share: float = 1.0
    fixed_gb: float = 0.0
    """Kept for the system, GB of 10^9 bytes."""
    floor: float = 0.0
    because: str
    """Completes "… of memory is kept because …"."""
    refs: tuple[Ref, ...]
    checked: str


class InterconnectRecord(Record, frozen=True, kw_only=True):
    """A link between GPUs or machines (``data/interconnects.yaml``)."""

    id: str
    name: str
    gbps: float
    """GB/s of one device, both directions together, as makers say it."""
    reach: Literal["machine", "pair", "slot", "network"]
    """All GPUs of a machine, two joined by a bridge, any through the slot, or machines."""
    devices: tuple[str, ...] = ()
    """Hardware ids that have it."""
    since: str | None = None
    """Of a slot: assumed for devices released on or after this date and not named by another."""
    refs: tuple[Ref, ...]
    checked: str


class MemoryBySize(Record, frozen=True, kw_only=True):
    """What a dense model of a round size takes (``data/memory-by-size.yaml``): as said, and as it is.

    Weights in GB are parameters × bits per weight / 8 / 10^9; a GB is 10^9 bytes.
    """

    id: str
    size: str
    """As people say it: ``70B``."""
    parameters: int
    source: Ref
    line: str
    said_fp16: str
    """The source's own words, as ``~140GB``."""
    said_4bit: str
    said_use: str
    fp16_gb: float
    """Weights at 16 bits."""
    four_bit_gb: float
    """Weights at exactly 4 bits, which no common file has."""
    q4_k_m_gb: float
    """Weights at 4.8944 bits, the usual 4-bit file."""
    example: str
    """The model whose KV cache is given."""
    context: int
    """Tokens of that cache."""
    kv_cache_gb: float
    """At 16 bits, for one sequence."""
    use: str
    """Where it runs today."""
    because: str
    """Why the source's figures are amended, or may stand."""
    claims: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Seed rules, as in ``SR093``."""
    refs: tuple[Ref, ...]
    checked: str


class TypicalSize(Record, frozen=True, kw_only=True):
    """Which model stands for a plain size such as ``7B`` or ``8x7B`` (``data/typical-sizes.yaml``)."""

    id: str
    """The size, lower case."""
    model: str
    """A model of the catalogue whose architecture is typical of the size."""
    because: str
    checked: str
