"""``modelpick explain``: what a word means."""

from __future__ import annotations

from typing import Annotated

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    term: Annotated[
        list[str], typer.Argument(metavar="TERM", help="A class, an acronym, another name for one, a task.")
    ],
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain a term: every sense of it, the card of its class, and where a source is outdated.

    Examples: modelpick explain LMM; modelpick explain vlm --json
    """
    from modelpick.browse.explained import explained
    from modelpick.cli.output import emit
    from modelpick.render.class_card import explanation

    chosen = chosen_format(form, as_json)
    emit(explanation(explained(" ".join(term), open_adviser(catalog).catalog)), chosen)
