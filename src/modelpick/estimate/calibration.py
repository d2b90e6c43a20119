"""The fitted constants of the speed laws, and how far each is off.

Built from ``data/calibration.yaml`` by whoever reads files; `benchmarks/accuracy.py` fits and checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

__all__ = ["Calibration", "DecodeLaw", "ItemLaw", "PrefillLaw", "Spread", "calibrated_by"]


@dataclass(frozen=True, slots=True)
class DecodeLaw:
    """Seconds a token: ``(weights + kv_weight·KV) / (efficiency·bandwidth) + layers·(layer + moe_layer)``.

    Attributes:
        efficiency: share of the memory bandwidth that is reached.
        kv_weight: cost of a byte of KV cache against a byte of weights.
        layer: seconds a layer costs whatever its size; ``moe_layer`` more where experts are chosen.
    """

    efficiency: float
    kv_weight: float
    layer: float
    moe_layer: float


@dataclass(frozen=True, slots=True)
class PrefillLaw:
    """Share of the dense FP16 throughput that a prompt's ``2·parameters`` FLOPs a token reach."""

    share: float
    moe_share: float


@dataclass(frozen=True, slots=True)
class ItemLaw:
    """Cost of one item: ``2·parameters·work`` FLOPs at ``share`` of the throughput, ``passes`` reads, ``launch`` s."""

    work: float
    share: float
    passes: float
    launch: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The 90 % interval about a median, as factors, and the measurements behind it."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything fitted.

    Attributes:
        decode, prefill: laws by backend family (see `roofline.family`).
        spreads: by ``decode/<family>``, ``decode-moe/<family>``, ``decode-offload``, ``prefill/<family>``,
            ``<kind>`` for items, ``physics`` for a device of no measured family.
        items: laws of models that do not produce tokens, by `items.item_key`.
        machine: factors that measurements on this very machine put on its decode and prefill speeds.
        machine_runs: how many measurements those rest on.
    """

    decode: Mapping[str, DecodeLaw]
    prefill: Mapping[str, PrefillLaw]
    spreads: Mapping[str, Spread]
    items: Mapping[str, ItemLaw] = field(default_factory=dict)
    machine: Mapping[str, float] = field(default_factory=dict)
    machine_runs: int = 0

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Calibration:
        """Build from the plain mapping of ``data/calibration.yaml``.

        Raises:
            KeyError, TypeError: a part is missing or has a field too many.
        """
        return cls(
            decode={key: DecodeLaw(**row) for key, row in data["decode"].items()},
            prefill={key: PrefillLaw(**row) for key, row in data["prefill"].items()},
            spreads={key: Spread(**row) for key, row in data["spreads"].items()},
            items={key: ItemLaw(**row) for key, row in data["items"].items()},
        )


def calibrated_by(calibration: Calibration, runs: Mapping[str, list[tuple[float, float]]]) -> Calibration:
    """``calibration`` with the factors that ``runs`` on this machine ask for.

    Args:
        runs: for ``decode`` and ``prefill``, pairs of estimated and measured tokens per second.
    """
    factors = {what: median(seen / said for said, seen in pairs) for what, pairs in runs.items() if pairs}
    return replace(calibration, machine=factors, machine_runs=sum(map(len, runs.values())))
