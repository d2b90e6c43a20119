"""``modelpick matrix``: the decision tables themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("matrix")(matrix)


def matrix(
    table: Annotated[
        str | None, typer.Argument(metavar="TABLE", help="Which; left out, the tables are listed.")
    ] = None,
    as_sourced: Annotated[bool, typer.Option("--as-sourced", help="Exactly as the sources give it.")] = False,
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the decision tables, rule by rule, and the tables of the sources they grew from.

    Examples: modelpick matrix; modelpick matrix by-task; modelpick matrix by-task --as-sourced
    """
    from modelpick.browse.matrices import entries, matrices
    from modelpick.cli.output import emit
    from modelpick.render.tables import matrix as built
    from modelpick.render.tables import matrix_index

    chosen = chosen_format(form, as_json)
    found = open_adviser(catalog).catalog
    if table is None and not as_sourced:
        emit(matrix_index(entries(found)), chosen)
    else:
        emit(built(matrices(table, found), as_sourced=as_sourced), chosen)
