"""Queries whose classes are chosen, as candidates are found for."""

from __future__ import annotations

from msgspec.structs import replace

from modelpick.pipeline.classify import classify


def elected(context):
    """The context with what the tables chose."""
    return replace(context, chosen=classify(context).chosen)
