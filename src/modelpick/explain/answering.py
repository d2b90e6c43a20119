"""The whole answer of ``recommend`` to options as they are typed: the command's, and a batch's line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from modelpick.advice import Advice
from modelpick.adviser import Adviser
from modelpick.explain.ambiguity import senses_told, settled
from modelpick.intake import build_query

__all__ = ["answer"]


def answer(
    adviser: Adviser, given: Mapping[str, Any], *, why_not: tuple[str, ...] = (), relax: bool = False
) -> Advice:
    """The advice, with how to start each model shown and with what was assumed of words of several senses.

    Args:
        given: values by the option's long name without dashes, as for `intake.build_query`.
        why_not: models, classes or families to account for.
        relax: also what milder constraints would let through.

    Raises:
        UsageError: something named is unknown, malformed or contradictory.
        DataError: the policy is wrong.
    """
    settings, told = settled(adviser, given)
    query = build_query(settings, adviser.catalog)
    advice = adviser.with_commands(adviser.advise(query, relax=relax))
    if why_not:
        from modelpick.explain.why_not import answer_why_not

        advice = answer_why_not(advice, adviser, why_not)
    if settings.get("class") or settings.get("exclude"):
        told = (*told, *senses_told(adviser, query, settings, assumed=bool(told)))
    return replace(advice, warnings=(*told, *advice.warnings))
