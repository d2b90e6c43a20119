"""``modelpick timeline``: the history, with corrected dates."""

from __future__ import annotations

from typing import Annotated

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("timeline")(timeline)


def timeline(
    *,
    class_: Annotated[
        list[str] | None, typer.Option("--class", help="Milestones of this class. Repeatable.")
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="YEAR", help="The first year shown.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="YEAR", help="The last year shown.")] = None,
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the history of the classes, with what a source had wrong beside what is right.

    Example: modelpick timeline --class vlm --from 2021
    """
    from modelpick.browse.history import events
    from modelpick.cli.output import emit
    from modelpick.render.timeline import timeline as built

    chosen = chosen_format(form, as_json)
    found = events(open_adviser(catalog).catalog, classes=tuple(class_ or ()), since=since, until=until)
    emit(built(found), chosen)
