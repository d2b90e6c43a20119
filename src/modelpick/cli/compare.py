"""``modelpick compare``: classes or models side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare)


def compare(
    names: Annotated[list[str], typer.Argument(metavar="A B [C…]", help="Classes, or models; two at least.")],
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare classes, or models, aspect by aspect.

    Examples: modelpick compare llm slm; modelpick compare qwen3.8-27b gemma-4-31b
    """
    from modelpick.browse.compared import compared
    from modelpick.cli.output import emit
    from modelpick.render.comparison import comparison

    chosen = chosen_format(form, as_json)
    emit(comparison(compared(names, open_adviser(catalog))), chosen)
