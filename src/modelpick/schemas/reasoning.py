"""Parts of printed documents that say why, why not and what would change the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modelpick.schemas.parts import Printed

__all__ = ["ContradictionPart", "RelaxationPart", "StabilityPart", "StagePart", "VerdictPart", "WhyNotPart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPart(Printed):
    """A constraint in a model's way, by how much, and what would admit the model; null where nothing does."""

    constraint: str
    because: str
    admits: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindPart(Printed):
    """A criterion on which the first model is ahead, and by how many points."""

    criterion: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictPart(Printed):
    """Where one model stands and what is in its way; ``command`` is the query changed as little as admits
    it."""

    id: str
    status: Literal["first", "outranked", "excluded", "not-considered"]
    rank: int | None
    breaks: tuple[BrokenPart, ...]
    outranked_by: str | None
    behind: tuple[BehindPart, ...]
    command: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNotPart(Printed):
    """The answer to one ``--why-not``: ``models`` are some of the ``count`` meant, ``closest`` entries near a name,
    ``command`` the query changed as little as admits something of it; null where nothing does or nothing has to."""

    kind: Literal["class", "family", "model", "unknown"]
    text: str
    count: int
    models: tuple[VerdictPart, ...]
    closest: tuple[str, ...]
    command: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaxationPart(Printed):
    """A smallest change to the constraints, what it lets through and what it costs."""

    set: dict[str, str]
    drop: tuple[str, ...]
    command: str
    text: str
    unlocks: tuple[str, ...]
    costs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionPart(Printed):
    """Parts of the query that cannot hold together whatever the hardware, and the ids of what comes
    nearest."""

    constraints: tuple[str, ...]
    text: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePart(Printed):
    """The share of all weightings under which a model is first."""

    id: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSwapPart(Printed):
    """The weight at which the first two change places, and the weight now."""

    criterion: str
    weight: float
    needed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSwapPart(Printed):
    """The value, on the criterion's scale from 0 to 1, at which the first two change places."""

    side: Literal["first", "second"]
    criterion: str
    value: float
    needed: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityPart(Printed):
    """How firmly the first place stands."""

    first: str
    second: str | None
    samples: int
    shares: tuple[SharePart, ...]
    weight: WeightSwapPart | None
    value: ValueSwapPart | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePart(StabilityPart):
    """How firmly the first model of one stage of a pipeline stands among all that could serve it."""

    stage: str
