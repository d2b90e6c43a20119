"""``modelpick show``: one model in full."""

from __future__ import annotations

from typing import Annotated

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    model: Annotated[
        list[str], typer.Argument(metavar="MODEL", help="An id, or words of a name that only it has.")
    ],
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one model in full, with evidence and sources.

    Example: modelpick show qwen3.8-27b
    """
    from modelpick.browse.shown import shown
    from modelpick.cli.output import emit
    from modelpick.render.model_card import model_card

    chosen = chosen_format(form, as_json)
    emit(model_card(shown(" ".join(model), open_adviser(catalog))), chosen)
