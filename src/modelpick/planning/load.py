"""Memory of each device of a split, and how many users and tokens go in."""

from __future__ import annotations

from math import ceil, inf

from msgspec import Struct

from modelpick.estimate.buffers import ComputeLaw, projector_bytes, runtime_overhead
from modelpick.estimate.device import Pool
from modelpick.estimate.kv_cache import CacheLaw, approximate_law, cache_law, longest_context
from modelpick.estimate.option import Option
from modelpick.estimate.placement import Verdict
from modelpick.estimate.shape import ModelShape
from modelpick.planning.parallel import Parallel, Split, cache_share, stage_share

__all__ = ["Load", "available_each", "load_of", "sequences_of"]

_HEADROOM = 0.9
_OWN_HEADROOM = 0.97
"""Where the engine has kept a share for itself already."""
_NOTHING = ComputeLaw(0.0, 0.0, 0.0)


class Load(Struct, frozen=True):
    """What the fullest device of a split holds, in bytes.

    Attributes:
        weights, kv_cache, compute, overhead, total: the last is the sum of the others.
        available: what the engine may take of the device.
        sequences: of one replica, for which the cache is sized.
        users: sequences of the whole plan that would go in, each with its whole context.
        max_context: tokens of each sequence asked for that would go in, at most what the model was made for;
            None where it does not apply.
        cache_tokens: tokens that the caches of one replica hold together; None where that has no end.
        headroom: share of ``available`` that counts as full.
    """

    weights: float
    kv_cache: float
    compute: float
    overhead: float
    total: float
    available: float
    sequences: int
    users: int
    max_context: int | None
    cache_tokens: int | None
    headroom: float = _HEADROOM

    @property
    def verdict(self) -> Verdict:
        """``fits`` leaves some free, ``tight`` does not, ``too-large`` does not go in."""
        if self.total > self.available:
            return "too-large"
        return "fits" if self.total <= self.headroom * self.available else "tight"


def available_each(pool: Pool, count: int, share: float | None) -> float:
    """Bytes an engine may take of one of ``count`` devices; ``share`` of the memory is its own limit."""
    usable = pool.usable / count
    return usable if share is None else min(usable, share * pool.total / count)


def sequences_of(concurrency: int, split: Split) -> int:
    """Sequences that each replica serves, so that all together serve ``concurrency``."""
    return ceil(concurrency / split.copies)


def load_of(
    single: Option,
    shape: ModelShape,
    split: Split,
    available: float,
    *,
    concurrency: int,
    parallel: Parallel,
    reserved: bool = False,
) -> Load:
    """Spread ``single``, an estimate for one sequence on one device, over the devices of ``split``.

    Weights divide by both sizes of the split, the cache by key and value heads and stages, compute buffers by
    the tensor-parallel size; what a runtime keeps for itself is kept on every device.

    Args:
        available: `available_each`; ``reserved`` where the engine keeps a share of its own.
    """
    arch = shape.architecture
    stage = stage_share(arch, split.pipeline)
    share = cache_share(arch, split.tensor) * stage
    sequences = sequences_of(concurrency, split)
    weights = single.weights * stage / split.tensor
    compute = single.compute / (split.tensor if parallel == "tensor" else 1)
    overhead = runtime_overhead(single.runtime) + projector_bytes(shape) / split.tensor
    room = available - weights - compute - overhead
    cache = single.kv_cache * share
    return Load(
        weights=weights,
        kv_cache=sequences * cache,
        compute=compute,
        overhead=overhead,
        total=weights + compute + overhead + sequences * cache,
        available=available,
        sequences=sequences,
        users=_users(room, cache, split),
        max_context=_longest(shape, single, room / share, sequences),
        cache_tokens=_tokens(shape, single, room / share),
        headroom=_OWN_HEADROOM if reserved else _HEADROOM,
    )


def _users(room: float, cache: float, split: Split) -> int:
    return split.copies * max(0, int(room // cache)) if cache else split.copies


def _law(shape: ModelShape, kv_type: str) -> CacheLaw | None:
    if shape.kind != "text":
        return None
    arch = shape.architecture
    return cache_law(arch, kv_type) if arch else approximate_law(shape.parameters or 0, kv_type)


def _longest(shape: ModelShape, single: Option, room: float, sequences: int) -> int | None:
    law = _law(shape, single.kv_type)
    if law is None:
        return shape.context
    longest = min(longest_context(law, _NOTHING, max(room, 0.0), sequences), shape.context or inf)
    return None if longest == inf else int(longest)


def _tokens(shape: ModelShape, single: Option, room: float) -> int | None:
    """Tokens in caches of sequences of the length asked for."""
    law = _law(shape, single.kv_type)
    if law is None or not single.kv_cache:
        return None
    return int(max(room, 0.0) / single.kv_cache * single.context)
