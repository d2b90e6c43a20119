"""Options that mean the same on every command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from modelpick.adviser import Adviser
    from modelpick.cli.output import Format

__all__ = ["CatalogOption", "FormatOption", "JsonOption", "chosen_format", "open_adviser"]

_FORMATS = ("table", "json", "csv", "markdown")

FormatOption = Annotated[
    str | None, typer.Option("--format", metavar="|".join(_FORMATS), help="How to print the answer.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
CatalogOption = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="FILE",
        help="Your own YAML file or folder, on top of the packaged data; or a compiled catalogue (.sqlite) instead.",
    ),
]


def chosen_format(form: str | None, as_json: bool) -> Format:
    """The format asked for; a table where none is.

    Raises:
        UsageError: there is no such format, or two are asked for.
    """
    from modelpick.errors import UsageError, closest

    if form is not None and form not in _FORMATS:
        near = closest(form, _FORMATS)
        message = f"--format: {form!r} is not one of {', '.join(_FORMATS)}"
        raise UsageError(message, hint=f"did you mean {near[0]}?" if near else None)
    if as_json and form not in (None, "json"):
        raise UsageError(f"two formats: --json and --format {form}", hint="name one")
    return cast("Format", "json" if as_json else form or "table")


def open_adviser(catalog: str | None, *, mention: bool = True) -> Adviser:
    """The engine on the packaged catalogue, with the user's data on top where it is named or kept as default.

    Args:
        mention: whether to say that the data is old, once a day.

    Raises:
        DataError: the data is wrong.
    """
    from datetime import date
    from pathlib import Path

    from modelpick.adviser import Adviser
    from modelpick.cli.age import mention_age
    from modelpick.knowledge.locate import open_catalog, user_folder

    chosen = catalog or _kept_catalog()
    opened = open_catalog(Path(chosen) if chosen else None)
    if mention:
        mention_age(opened.built, date.today(), user_folder())
    return Adviser(opened)


def _kept_catalog() -> str | None:
    from modelpick.cli.settings import defaults

    kept = defaults().get("catalog")
    return str(kept) if kept else None
