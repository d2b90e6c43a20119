"""Hard constraints: each either holds for a candidate or names what is broken and what would admit it.

Every constraint is one function from (context, candidate) to a `Rejection` or None. They are independent: all of
them are asked of every candidate, so that an answer can say everything that stands in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from modelpick.advice import Rejection
from modelpick.knowledge.naming import begins_with, fold, is_called
from modelpick.knowledge.records import License, Modality, ModelRecord
from modelpick.pipeline.candidates import Candidate
from modelpick.pipeline.context import Context
from modelpick.pipeline.floors import latency_rejection, memory_rejection, quality_rejection, speed_rejection
from modelpick.pipeline.restrictions import RESTRICTIONS, exclusion, restriction
from modelpick.query import Policy, Query
from modelpick.units import format_count

__all__ = ["CONSTRAINTS", "Constraint", "license_of", "rejections", "speaks", "worded"]

_Known = Mapping[str, Modality]
_MANY_LANGUAGES = 50
ENGLISH = "en"
_WORDED = {"text", "audio", "document", "screen"}
_DOWNLOADABLE = ("permissive", "copyleft", "open-weights", "restricted")


class Constraint(Struct, frozen=True):
    """A hard constraint.

    Attributes:
        test: what of it a candidate breaks, or None where it holds.
        reads: the fields of the query it looks at, beside what made the candidate: between queries that agree on
            them its answer does not change. Where it names some and none of them was set, nothing is asked.
        of_model: whether it looks neither at the class that the model serves as nor at its estimates.
    """

    test: Callable[[Context, Candidate], Rejection | None]
    reads: tuple[str, ...] = ()
    of_model: bool = True


def rejections(context: Context, candidate: Candidate) -> tuple[Rejection, ...]:
    """Every constraint the candidate breaks, in the order of `CONSTRAINTS`."""
    found = (constraint.test(context, candidate) for constraint in CONSTRAINTS)
    return tuple(rejection for rejection in found if rejection is not None)


def _class(context: Context, candidate: Candidate) -> Rejection | None:
    if candidate.class_id is not None:
        return None
    kinds = ", ".join(
        context.shared.classes[c].short for c in candidate.model.classes if c in context.shared.classes
    )
    return Rejection(
        "task", f"it is {_article(kinds)} {kinds}, which the decision tables do not choose for this task"
    )


def _capability(context: Context, candidate: Candidate) -> Rejection | None:
    task = context.task
    if task is None or set(task.capabilities) & set(candidate.model.capabilities):
        return None
    made_for = ", ".join(candidate.model.capabilities)
    return Rejection("task", f"it is not made for {task.name.lower()} (made for: {made_for})")


def _modality(context: Context, candidate: Candidate) -> Rejection | None:
    if candidate.class_id is None:
        return None
    model, kind = candidate.model, context.shared.classes[candidate.class_id]
    words_of = context.shared.modalities
    lacks_in = [w for w in context.inputs if not _takes(w, model.inputs, kind.inputs, words_of)]
    lacks_out = [w for w in context.outputs if not _gives(w, model.outputs, kind.outputs, words_of)]
    if not lacks_in and not lacks_out:
        return None
    because = [f"does not take {' or '.join(lacks_in)}"] * bool(lacks_in)
    because += [f"does not give {' or '.join(lacks_out)}"] * bool(lacks_out)
    flags = " ".join([*(f"--input {w}" for w in lacks_in), *(f"--output {w}" for w in lacks_out)])
    return Rejection("modality", " and ".join(because), unless=f"the query did without {flags}")


def _takes(word: str, model: tuple[str, ...], kind: tuple[str, ...], known: _Known) -> bool:
    return word in model or (word in kind and _carried(word, model, known, "carried_as_input"))


def _gives(word: str, model: tuple[str, ...], kind: tuple[str, ...], known: _Known) -> bool:
    return word in model or (word in kind and _carried(word, model, known, "carried_as_output"))


def _carried(word: str, model: tuple[str, ...], known: _Known, field: str) -> bool:
    found = known.get(word)
    return any(carrier in model for carrier in getattr(found, field, ()))


def _modality_count(context: Context, candidate: Candidate) -> Rejection | None:
    wanted = context.query.modalities
    has = len(
        {*candidate.model.inputs, *candidate.model.outputs} - {"labels", "scores", "ranking", "embedding"}
    )
    if wanted is None or has >= wanted:
        return None
    return Rejection(
        "modalities", f"handles {has} modalities, {wanted} asked", needed=str(has), amount=wanted - has
    )


def _lifecycle(context: Context, candidate: Candidate) -> Rejection | None:
    """What is gone, or is about to be taken away by its host; weights that one has keep running."""
    model = candidate.model
    gone = model.lifecycle == "retired" or (
        model.retires is not None and model.retires <= context.catalog.built
    )
    if not gone and not (candidate.hosted and model.lifecycle == "deprecated"):
        return None
    ends = "retired" if gone else "deprecated by its maker"
    when = f" on {model.retires}" if gone else f", it ends on {model.retires}"
    instead = f"; its maker names {model.replaced_by} instead" if model.replaced_by else ""
    return Rejection("lifecycle", f"{ends}{when if model.retires else ''}{instead}")


def _policy(context: Context, candidate: Candidate) -> Rejection | None:
    policy, model = context.query.policy, candidate.model
    if policy is None:
        return None
    if hit := next((name for name in policy.deny if is_called(model, name)), None):
        return Rejection("policy", f"{policy.source} denies {hit}")
    if policy.allow_providers and not any(begins_with(model.provider, p) for p in policy.allow_providers):
        return Rejection("policy", f"{policy.source} does not allow the provider {model.provider}")
    found = license_of(context, model)
    allowed = {fold(name) for name in policy.licenses}
    if allowed and not {fold(found.id), found.kind, fold(found.spdx or found.id)} & allowed:
        return Rejection("policy", f"{policy.source} does not allow the licence {found.name}")
    return _choice_of_policy(context, candidate, policy)


def _choice_of_policy(context: Context, candidate: Candidate, policy: Policy) -> Rejection | None:
    """What the policy lists to choose from, judged as the same options of a query are."""
    if not policy.only:
        return None
    ruled = replace(context, query=Query(**policy.only))  # type: ignore[arg-type]
    broken = _license(ruled, candidate) or restriction(ruled, candidate)
    return Rejection("policy", f"{policy.source}: {broken.because}") if broken else None


def _privacy(context: Context, candidate: Candidate) -> Rejection | None:
    query = context.query
    if not candidate.hosted or (query.privacy == "any" and not query.on_device):
        return None
    place = {"private-cloud": "in a private cloud"}.get(query.privacy, "on machines you control")
    flag = "--on-device" if query.on_device else f"--privacy {query.privacy}"
    because = f"closed weights: it only runs at {candidate.model.provider}, not {place}"
    return Rejection("privacy", because, unless=f"data may leave ({flag} dropped)")


def _region(context: Context, candidate: Candidate) -> Rejection | None:
    region, model = context.query.region, candidate.model
    if region is None:
        return None
    if region in license_of(context, model).excluded_regions:
        return Rejection(
            "region", f"its licence excludes users in the {region.upper()}", unless="--region were dropped"
        )
    if candidate.hosted and region not in (model.regions or ()):
        known = f"offered in {', '.join(model.regions)}" if model.regions else "where it runs is not stated"
        return Rejection(
            "region", f"{known}; --region {region} must be shown to hold", unless="--region were dropped"
        )
    return None


def _license(context: Context, candidate: Candidate) -> Rejection | None:
    wanted = context.query.license
    found = license_of(context, candidate.model)
    if not wanted or any(_allows(word, found, candidate) for word in wanted):
        return None
    what = found.name if found.kind != "unknown" else "its licence is not known"
    says = {"no": "no commercial use", "unknown": "commercial use unknown"}.get(found.commercial, found.kind)
    because = f"{what} ({says}); --license {' '.join(wanted)} asked"
    return Rejection("license", because, needed="any", unless="--license any were accepted")


def _allows(word: str, found: License, candidate: Candidate) -> bool:
    if word == "any":
        return True
    if word == "open":
        return not candidate.hosted and found.kind in _DOWNLOADABLE
    if word == "permissive":
        return found.kind == "permissive"
    if word == "commercial":
        return found.commercial in ("yes", "conditional")
    return fold(word) in {fold(found.id), fold(found.spdx or found.id)}


def _language(context: Context, candidate: Candidate) -> Rejection | None:
    if not worded(context):
        return None
    wanted, stated = context.query.languages, candidate.model.languages
    missing = [word for word in wanted if not speaks(stated, word, context.catalog.languages)]
    if not missing:
        return None
    known = "its languages are not stated" if stated is None else f"does not state {', '.join(missing)}"
    return Rejection("language", known, unless=f"--language {' '.join(missing)} were dropped")


def worded(context: Context) -> bool:
    """Whether language goes in or comes out: pixels and numbers speak none."""
    return bool(_WORDED & {*context.inputs, *context.outputs})


def speaks(stated: tuple[str, ...] | None, language: str, listed: Container[str] = (ENGLISH,)) -> bool:
    """Whether a model of the stated languages knows one; None: nothing is stated.

    Args:
        listed: languages that makers list; a count of fifty or more, without a list, covers these alone.
    """
    primary = language.split("-", maxsplit=1)[0]
    if stated is None:
        return language == ENGLISH  # every family starts from English unless it says otherwise
    counts = [int(code.split(":")[1]) for code in stated if code.startswith("multilingual:")]
    many = max(counts, default=0) >= _MANY_LANGUAGES and primary in listed
    return many or language in stated or primary in {code.split("-")[0] for code in stated}


def _context(context: Context, candidate: Candidate) -> Rejection | None:
    wanted, limit = context.query.context, candidate.model.context
    if wanted is None or (limit is not None and limit >= wanted):
        return None
    if limit is None:
        return Rejection("context", f"its context length is not stated; {format_count(wanted)} tokens asked")
    because = f"its context ends at {limit:,} tokens, {wanted:,} asked"
    return Rejection(
        "context", because, needed=str(limit), amount=wanted / limit, unless=f"--context {limit}"
    )


def _price(context: Context, candidate: Candidate) -> Rejection | None:
    most, model = context.query.max_price, candidate.model
    if most is None or not candidate.hosted:
        return None
    price = model.price.per_million if model.price else None
    if price is None:
        sold = f"it is sold in {model.price.unit}" if model.price else "its price is not known"
        return Rejection("price", sold, unless="--max-price were dropped")
    if price <= most:
        return None
    because = f"{price:g} USD per million output tokens, at most {most:g} asked"
    return Rejection("price", because, needed=f"{price:g}", amount=price, unless=f"--max-price {price:g}")


def license_of(context: Context, model: ModelRecord) -> License:
    """The licence of a model; an unstated one is `unknown` in every respect."""
    known = context.shared.licenses.get(model.license or "")
    if known is not None:
        return known
    name = model.license or "licence not stated"
    return License(
        id="unknown", name=name, kind="unknown", commercial="unknown", read=False, refs=(), checked=""
    )


def _article(noun: str) -> str:
    spelled = noun[:2].isupper()
    return "an" if noun[:1] in ("AEFHILMNORSX" if spelled else "aeioAEIO") else "a"


def days_until(day: str, today: str) -> int | None:
    """Days from ``today`` to an ISO day; None where only a month or year is given."""
    try:
        return (date.fromisoformat(day) - date.fromisoformat(today)).days
    except ValueError:
        return None


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint(_class, of_model=False),
    Constraint(_capability),
    Constraint(_modality, of_model=False),
    Constraint(_modality_count, ("modalities",)),
    Constraint(_lifecycle),
    *(Constraint(test, (field,)) for field, test in RESTRICTIONS.items()),
    Constraint(exclusion, ("exclude",)),
    Constraint(_policy, ("policy",)),
    Constraint(_privacy, ("privacy", "on_device")),
    Constraint(_region, ("region",)),
    Constraint(_license, ("license",)),
    Constraint(_language, ("languages",)),
    Constraint(_context, ("context",)),
    Constraint(_price, ("max_price",)),
    Constraint(memory_rejection, of_model=False),
    Constraint(speed_rejection, ("min_speed", "latency"), of_model=False),
    Constraint(latency_rejection, ("max_latency",), of_model=False),
    Constraint(quality_rejection, ("quality",)),
)
