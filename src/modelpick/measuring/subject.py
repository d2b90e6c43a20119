"""What is measured: the server's model in the catalogue's terms, as the user or the server says."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from modelpick.errors import UsageError
from modelpick.knowledge.records import QuantizationRecord
from modelpick.knowledge.store import Catalog
from modelpick.measuring.answers import Served
from modelpick.measuring.served import Find, chosen, model_of, quantization_of, runtime_of

__all__ = ["Finder", "Labels", "Subject", "checked", "subject_of"]


class Labels(Struct, frozen=True):
    """What the user says of it; None: what the server says."""

    model: str | None = None
    hardware: str | None = None
    quantization: str | None = None
    runtime: str | None = None


class Finder(Struct, frozen=True):
    """The catalogue, and how a model is found in it by name."""

    catalog: Catalog
    find: Find


class Subject(Struct, frozen=True):
    """A served model; ids of the catalogue, None where they are not known."""

    served: str
    model: str | None
    quantization: str | None
    runtime: str | None


def checked(labels: Labels, finder: Finder) -> Labels:
    """Labels with the ids that their words mean, before anything is asked of a server.

    Raises:
        UnknownId: a quantisation or runtime that the catalogue does not have.
    """
    catalog = finder.catalog
    quantization, runtime = labels.quantization, labels.runtime
    if quantization is not None:
        quantization = catalog.find("quantizations", quantization, noun="quantization")
    if runtime is not None:
        runtime = catalog.find("runtimes", runtime, noun="runtime")
    return replace(labels, quantization=quantization, runtime=runtime)


def subject_of(served: Sequence[Served] | None, labels: Labels, finder: Finder) -> Subject:
    """The model to measure.

    Raises:
        UsageError: the server has no such model, or several and none was named.
    """
    one = chosen(served, labels.model, finder.find)
    named = _named(labels.model, finder.find) or model_of(one.id, finder.find)
    known = finder.catalog.all("quantizations", QuantizationRecord)
    quantization = labels.quantization or quantization_of(one.id, known)
    return Subject(one.id, named, quantization, labels.runtime or runtime_of(one))


def _named(text: str | None, find: Find) -> str | None:
    """The catalogue's id of what the user typed, where it is the catalogue's name and not the server's alone."""
    if text is None:
        return None
    try:
        return find(text).id
    except UsageError:
        return None
