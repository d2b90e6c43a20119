"""The models that could do the job, each in the best class it belongs to, with its estimates on the target."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, convert

from modelpick.estimate.demand import Demand, demand_of, reason_unknown
from modelpick.estimate.device import Device
from modelpick.estimate.fit import Option, best_option
from modelpick.estimate.quantization import Quantization, is_measured
from modelpick.estimate.request import Request
from modelpick.estimate.setting import Setting
from modelpick.estimate.shape import ArchitectureShape, ModelShape
from modelpick.knowledge.records import ModelRecord
from modelpick.knowledge.store import Quality, Servant
from modelpick.pipeline.context import Context, Shared
from modelpick.pipeline.published import measured_on

__all__ = [
    "Candidate",
    "Estimates",
    "Place",
    "find_candidates",
    "is_gentle",
    "request_of",
    "roles_of",
    "shape_of",
    "target_of",
]

DEFAULT_CONTEXT = 4096
LEAST_BITS = 4.0
MOST_LOSS = 0.075
"""Below four bits, or beyond that loss, a smaller model serves better: only `fit`, asked outright, goes lower."""
_PICTURES = {"image", "video", "screen", "document"}
_TOKEN_CLASSES = {"llm", "slm", "vlm", "lam", "omni", "lrm", "dllm"}


class Estimates(Struct, frozen=True, gc=False):
    """What a model takes and reaches on one target.

    Attributes:
        chosen: the quantisation to use; None when none fits or nothing can be said.
        smallest: where none fits, the one that takes least memory; None when nothing can be said.
        unknown: why nothing can be said, or None.
    """

    chosen: Option | None
    smallest: Option | None
    unknown: str | None


class Candidate(Struct, frozen=True, gc=False):
    """A model, the class it would serve as, and what is known of it for this query.

    Attributes:
        class_id: the best placed of its classes among those the tables chose; None: none of them was chosen.
        local: estimates on the target, or on the reference device where only speed was asked; None without either.
    """

    model: ModelRecord
    class_id: str | None
    quality: Quality | None
    local: Estimates | None

    @property
    def hosted(self) -> bool:
        """Whether it only runs at its provider."""
        return self.model.weights == "closed"


class Place(Struct, frozen=True):
    """A target under a load, and the estimates made there so far.

    Attributes:
        demands: what models ask for under the load on any target, by model and class; why it cannot be said, in words.
        known: the estimates, by the same.
    """

    setting: Setting
    demands: dict[tuple[str, str], Demand | str]
    known: dict[tuple[str, str], Estimates]

    def estimates(self, model: ModelRecord, role: str, shared: Shared) -> Estimates:
        """What a model with weights takes and reaches, serving as one of its classes."""
        key = (model.id, role)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._estimates(model, self._demand(model, role, shared))
        return found

    def _demand(self, model: ModelRecord, role: str, shared: Shared) -> Demand | str:
        key = (model.id, role)
        found = self.demands.get(key)
        if found is None:
            request = self.setting.request
            shape = shape_of(model, role, shared, images=request.images)
            unknown = reason_unknown(shape, request)
            found = self.demands[key] = unknown or demand_of(shape, request, shared.gentle)
        return found

    def _estimates(self, model: ModelRecord, demand: Demand | str) -> Estimates:
        if isinstance(demand, str):
            return Estimates(None, None, demand)
        return Estimates(*best_option(demand, self.setting, measured_on(model, self.setting.device)), None)


def find_candidates(
    context: Context, servants: Sequence[Servant], roles: Sequence[str | None] | None = None
) -> list[Candidate]:
    """Every servant of the task as a candidate, whether or not a chosen class admits it.

    Args:
        roles: what `roles_of` says of the servants, where it is known already.
    """
    place = _place(context)
    each = zip(servants, roles_of(context, servants) if roles is None else roles, strict=True)
    return [_candidate(servant, role, context.shared, place) for servant, role in each]


def roles_of(context: Context, servants: Sequence[Servant]) -> tuple[str | None, ...]:
    """The best placed of every model's classes among those chosen; None where none of them was."""
    shared, chosen = context.shared, context.chosen

    def role(model: ModelRecord) -> str | None:
        found = (shared.candidate(class_id) for class_id in model.classes)
        return max((r for r in found if r in chosen), key=lambda r: chosen[r].score, default=None)

    return tuple(role(servant.model) for servant in servants)


def _place(context: Context) -> Place | None:
    """Where the query's models are sized and timed, with what was worked out there before; None: nowhere."""
    target, shared, memo = target_of(context), context.shared, context.memo
    if target is None:
        return None
    request = request_of(context)

    def new() -> Place:
        servings = memo.servings.of(Setting.alike(target, request), dict)
        setting = Setting(target, request, shared.gentle, shared.calibration, usual=True, servings=servings)
        return Place(setting, memo.demands.of(request, dict), {})

    return memo.places.of((target, request), new)


def target_of(context: Context) -> Device | None:
    """What models are sized and timed on: the device asked for, or the best there is where only speed was asked."""
    asks_speed = context.query.min_speed or context.query.max_latency or context.query.latency
    return context.device or (context.reference() if asks_speed else None)


def _candidate(servant: Servant, role: str | None, shared: Shared, place: Place | None) -> Candidate:
    model = servant.model
    sized = place is not None and role is not None and model.weights != "closed"
    local = place.estimates(model, role, shared) if sized and place and role else None
    return Candidate(model, role, servant.quality, local)


def request_of(context: Context) -> Request:
    """The load that a query implies: its context, or the task's, and the task's usual exchange.

    On a device that is only assumed one usual sequence is timed: what more takes is other hardware's to hold, and a
    model that no longer went in would have no speed to be too slow.
    """
    query, task = context.query, context.task
    usual = task.context if task and task.context else DEFAULT_CONTEXT
    assumed = context.device is None
    return Request(
        context=usual if assumed else query.context or usual,
        concurrency=1 if assumed else query.concurrency,
        prompt_tokens=task.prompt_tokens if task else None,
        answer_tokens=task.answer_tokens if task else None,
        images=bool(_PICTURES & {*context.inputs}),
    )


def is_gentle(found: Quantization) -> bool:
    """Whether a quantisation is known to leave so much of a model that a smaller one would not serve better."""
    known = is_measured(found.format, found.quality_loss)
    return known and found.bits_per_weight >= LEAST_BITS and (found.quality_loss or 0.0) <= MOST_LOSS


def shape_of(model: ModelRecord, role: str, shared: Shared, *, images: bool = True) -> ModelShape:
    """The model as the estimates see it, serving as one of its classes, with its image tower where pictures go in."""
    found = shared.classes.get(next((c for c in model.classes if shared.candidate(c) == role), role))
    known = model.architecture
    tokens = bool(_TOKEN_CLASSES & set(model.classes))
    return ModelShape(
        id=model.id,
        kind="text" if tokens else found.workload if found else "other",
        parameters=model.parameters,
        active_parameters=model.active_parameters,
        architecture=convert(known, ArchitectureShape, from_attributes=True) if known else None,
        files={file.quantization: file.bytes for file in model.files},
        context=model.context,
        vision=images and bool({"image", "video"} & set(model.inputs)),
        operations=model.operations,
        steps=4 if "few-step" in model.attributes else None,
        one_pass="one-pass" in model.attributes,
    )
