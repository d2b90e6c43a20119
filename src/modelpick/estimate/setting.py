"""A device under a load: what all models that are tried there share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from msgspec import Struct

from modelpick.estimate.buffers import runtime_overhead
from modelpick.estimate.calibration import Calibration
from modelpick.estimate.choice import likelihood
from modelpick.estimate.device import Device
from modelpick.estimate.quantization import Quantization
from modelpick.estimate.request import Request
from modelpick.estimate.runtimes import applies, may_offload, traits_of, usual_runtime
from modelpick.estimate.shape import ModelShape
from modelpick.estimate.speed import Ground, ground_of

__all__ = ["Serving", "Setting"]


class Serving(Struct, frozen=True, gc=False):
    """How weights of one format would be run.

    Attributes:
        runtime: id of the program.
        overhead: bytes that it keeps for itself.
        offloads: whether it can keep part of a model in the CPU's memory.
    """

    quantization: Quantization
    runtime: str
    overhead: float
    offloads: bool


class Setting:
    """A device under a load, with the formats there are and the fitted laws. Safe between threads: whoever fills in
    what is kept writes the same.

    Args:
        quantizations: the formats to consider; ``request.quantizations`` narrows them, and then none is left out.
        usual: whether of formats that few use only published files count.
        servings: what other settings alike but for the amounts (`Setting.alike`) share with it; None: nothing.
    """

    def __init__(
        self,
        device: Device,
        request: Request,
        quantizations: Iterable[Quantization],
        calibration: Calibration,
        *,
        usual: bool = False,
        servings: dict[tuple[str, ...], tuple[Serving, ...]] | None = None,
    ) -> None:
        self.device, self.request, self.calibration = device, request, calibration
        self.quantizations = tuple(quantizations)
        self._usual = usual
        self._servings = {} if servings is None else servings
        self._grounds: dict[tuple[str, bool], Ground | None] = {}

    @staticmethod
    def alike(device: Device, request: Request) -> Hashable:
        """What is equal for settings of the same formats that may share their servings."""
        return traits_of(device), device.count, request.runtime, request.quantizations

    def servings(self, shape: ModelShape) -> tuple[Serving, ...]:
        """The formats that suit a model there, the likeliest to be chosen first (`choice.likelihood`)."""
        # `applies` and `usual_runtime` look at nothing else of a model
        key = (shape.kind, "mixture" if shape.is_moe else "dense", *shape.files)
        found = self._servings.get(key)
        if found is None:
            found = self._servings[key] = tuple(self._serving(shape, each) for each in self._suited(shape))
        return found

    def _suited(self, shape: ModelShape) -> list[Quantization]:
        wanted = self.request.quantizations
        suited = (q for q in self.quantizations if (q.id in wanted if wanted else self._suits(shape, q)))
        return sorted(suited, key=lambda q: likelihood(q, published=q.id in shape.files), reverse=True)

    def _suits(self, shape: ModelShape, quantization: Quantization) -> bool:
        offered = quantization.usual or not self._usual or quantization.id in shape.files
        return offered and applies(shape, quantization, self.device)

    def _serving(self, shape: ModelShape, quantization: Quantization) -> Serving:
        runtime = self.request.runtime or usual_runtime(shape, quantization, self.device)
        overhead = runtime_overhead(runtime, devices=self.device.count)
        return Serving(quantization, runtime, overhead, may_offload(runtime))

    def ground(self, runtime: str, *, mixture: bool) -> Ground | None:
        """What the device reaches in a program with a dense model or a mixture of experts."""
        key = (runtime, mixture)
        if key not in self._grounds:
            self._grounds[key] = ground_of(self.device, runtime, self.calibration, mixture=mixture)
        return self._grounds[key]
