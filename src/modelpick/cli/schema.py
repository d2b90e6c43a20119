"""``modelpick schema``: JSON Schema of every document the tool prints or reads."""

from __future__ import annotations

from typing import Annotated

import typer

from modelpick.cli.common import FormatOption, JsonOption, chosen_format

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(schema)


def schema(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Which document; left out, they are listed.")
    ] = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the JSON Schema of a document; always JSON where one is named.

    Examples: modelpick schema; modelpick schema recommendation; modelpick schema data/models
    """
    from modelpick.cli.output import emit
    from modelpick.render.document import Document
    from modelpick.render.schemas import schema_index
    from modelpick.schemas.registry import described, schema_of

    chosen = chosen_format(form, as_json)
    if name is None:
        emit(schema_index(described()), chosen)
    else:
        emit(Document(schema_of(name), ()), "json")
