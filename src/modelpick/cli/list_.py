"""``modelpick list``: browse what the catalogue knows."""

from __future__ import annotations

from typing import Annotated

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser

__all__ = ["register"]

_THINGS = "tasks, classes, models, hardware, benchmarks, quantizations, runtimes, licenses or sources."
Words = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("list")(list_)


def list_(
    things: Annotated[str, typer.Argument(metavar="WHAT", help=_THINGS)],
    *,
    search: Annotated[str, typer.Option("--search", "-s", help="Words that must all occur in names.")] = "",
    task: Annotated[
        str | None,
        typer.Option("--task", "-t", help="Models that can do it, best first; benchmarks that speak for it."),
    ] = None,
    class_: Annotated[
        Words, typer.Option("--class", help="Models of this class or attribute. Repeatable.")
    ] = None,
    family: Annotated[Words, typer.Option("--family", help="Models of this family. Repeatable.")] = None,
    provider: Annotated[
        Words, typer.Option("--provider", help="Models of this provider. Repeatable.")
    ] = None,
    license_: Annotated[
        Words, typer.Option("--license", help="any, open, permissive, commercial or licence ids. Repeatable.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option("--weights", help="Models that are open, gated or closed.")
    ] = None,
    group: Annotated[
        str | None,
        typer.Option("--group", "--modality", help="Tasks and classes that take or give it: image, audio …"),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Classes, hardware or licences of this kind.")
    ] = None,
    vendor: Annotated[str | None, typer.Option("--vendor", help="Hardware of this vendor.")] = None,
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """List tasks, classes, models, hardware, benchmarks, quantizations, runtimes, licenses or sources.

    Examples: modelpick list tasks --search caption; modelpick list models --task ocr --license permissive
    """
    from modelpick.browse.filters import Filters
    from modelpick.browse.things import THINGS, listed, listed_models
    from modelpick.cli.output import emit
    from modelpick.render.listing import listing, models_listing

    chosen = chosen_format(form, as_json)
    thing = THINGS[_known(things)]
    filters = Filters(
        search=search,
        task=task,
        classes=tuple(class_ or ()),
        family=tuple(family or ()),
        provider=tuple(provider or ()),
        license=tuple(license_ or ()),
        weights=weights,
        modality=group,
        kind=kind,
        vendor=vendor,
    )
    found = open_adviser(catalog).catalog
    if thing.name == "models":
        emit(models_listing(listed_models(filters, found), task), chosen)
    else:
        emit(listing(thing.name, thing.noun, listed(thing, filters, found)), chosen)


def _known(things: str) -> str:
    from modelpick.browse.things import THINGS
    from modelpick.errors import UsageError, closest

    if things in THINGS:
        return things
    near = closest(things, THINGS)
    hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(THINGS)}"
    raise UsageError(f"cannot list {things!r}", hint=hint)
