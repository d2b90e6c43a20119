"""The fitted constants of the speed laws, and how far each law is off.

Built from ``data/calibration.yaml`` by whoever reads files; `benchmarks/accuracy.py` fits and checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from modelpick.estimate.own import Variance

__all__ = [
    "Calibration",
    "Cost",
    "DecodeLaw",
    "ItemLaw",
    "OffloadLaw",
    "PrefillLaw",
    "PrefillTerms",
    "Spread",
    "Terms",
]


class DecodeLaw(Struct, frozen=True):
    """What one family of devices reaches while decoding.

    Attributes:
        efficiency: share of the memory bandwidth.
        kv_weight: time for a byte of KV cache against a byte of weights.
        layer: seconds a layer costs whatever its size.
        compute: share of the throughput (`items.throughput`) that unpacking and multiplying reach.
    """

    efficiency: float
    kv_weight: float
    layer: float
    compute: float


class Terms(Struct, frozen=True):
    """What every family shares.

    Attributes:
        expert_weight: time for a byte of a chosen expert against a byte read in full.
        expert_layer: seconds a layer that chooses experts costs more.
        recurrent_layer: seconds a state-space or linear-attention layer costs more.
        latent_kv: time for a byte of a latent (MLA) cache against a plain one.
        age_efficiency, age_layer: yearly gain of runtimes, as exponents: an older build is slower.
    """

    expert_weight: float
    expert_layer: float
    recurrent_layer: float
    latent_kv: float
    age_efficiency: float
    age_layer: float


class OffloadLaw(Struct, frozen=True):
    """What the part of a model left in the CPU's memory costs.

    Attributes:
        efficiency: share of that memory's bandwidth.
        layer: seconds more for each layer whose experts lie there.
        step: seconds a token for handing over between CPU and GPU.
    """

    efficiency: float
    layer: float
    step: float


class Cost(Struct, frozen=True):
    """How much dearer than a plain 4-bit block a weight format is to read and to unpack; 1 is the same."""

    memory: float = 1.0
    compute: float = 1.0


class PrefillLaw(Struct, frozen=True):
    """Share of the reference throughput that reading a prompt reaches, and how it fades on large devices.

    Attributes:
        share: at a reference of 100 TFLOP/s.
        fade: exponent; twice the throughput gives ``2 ** (1 - fade)`` times the speed.
    """

    share: float
    fade: float


class PrefillTerms(Struct, frozen=True):
    """What every family shares: FLOPs of experts and of attention scores against those of dense layers."""

    experts: float
    attention: float


class ItemLaw(Struct, frozen=True):
    """Cost of one item of a model that produces no tokens.

    ``2·parameters·work`` FLOPs at ``share`` of a GPU's throughput of 100 TFLOP/s, ``fade`` as in `PrefillLaw`, or at
    ``cpu`` times what a CPU's cores reach; ``passes`` reads of the weights, ``launch`` seconds whatever the size.
    """

    work: float
    share: float
    passes: float
    launch: float
    fade: float = 0.0
    cpu: float = 1.0


class Spread(Struct, frozen=True):
    """The 90 % interval about a median, as factors, and the measurements behind it."""

    low: float
    high: float
    count: int


_UNKNOWN_SPREAD = Spread(0.4, 1.8, 0)


class Calibration(Struct, frozen=True):
    """Everything fitted.

    Attributes:
        decode, prefill: laws by family (see `roofline.family`).
        costs: by ``gpu`` or ``cpu``, then by class of format (`quantization.format_class`).
        spreads: by ``decode/<backend>``, ``decode-moe/<backend>``, the same with ``-half`` for 16-bit
            weights, ``decode-offload``, ``prefill/<backend>``, and by kind for items; `spread` finds one.
        items: laws of models that do not produce tokens, by `items.item_key`.
        own: by ``decode/gpu``, ``decode/cpu``, ``prefill/gpu`` and ``prefill/cpu``, what tells how much a user's
            own measurements say of other models (see `own`).
    """

    decode: Mapping[str, DecodeLaw]
    terms: Terms
    offload: OffloadLaw
    costs: Mapping[str, Mapping[str, Cost]]
    prefill: Mapping[str, PrefillLaw]
    prefill_terms: PrefillTerms
    spreads: Mapping[str, Spread]
    items: Mapping[str, ItemLaw]
    own: Mapping[str, Variance]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Calibration:
        """Build from the plain mapping of ``data/calibration.yaml``.

        Raises:
            KeyError, TypeError: a part is missing or has a field too many.
        """
        return cls(
            decode={key: DecodeLaw(**row) for key, row in data["decode"].items()},
            terms=Terms(**data["terms"]),
            offload=OffloadLaw(**data["offload"]),
            costs={of: {key: Cost(**row) for key, row in rows.items()} for of, rows in data["costs"].items()},
            prefill={key: PrefillLaw(**row) for key, row in data["prefill"].items()},
            prefill_terms=PrefillTerms(**data["prefill_terms"]),
            spreads={key: Spread(**row) for key, row in data["spreads"].items()},
            items={key: ItemLaw(**row) for key, row in data["items"].items()},
            own={key: Variance(**row) for key, row in data["own"].items()},
        )

    def spread(self, *names: str) -> Spread:
        """The first of ``names`` that was measured; physics alone spreads wide."""
        return next((self.spreads[name] for name in names if name in self.spreads), _UNKNOWN_SPREAD)
