"""``modelpick catalog``: the packaged data itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelpick.cli import catalog_import, catalog_update
from modelpick.cli.age import age_warning
from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser
from modelpick.cli.on_demand import Part

if TYPE_CHECKING:
    from modelpick.errors import DataError
    from modelpick.knowledge.finding import Found
    from modelpick.knowledge.load import Knowledge

__all__ = ["age_warning", "register"]

_commands = Part(
    help="The packaged data: version and age; validate; compile; refresh; import your own.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_commands, name="catalog")


catalog_update.register(_commands)
catalog_import.register(_commands)


@_commands.command("info")
def info(catalog: CatalogOption = None, form: FormatOption = None, as_json: JsonOption = False) -> None:
    """Show the version, date, contents and place of the data."""
    from datetime import date

    from modelpick.cli.output import emit, say
    from modelpick.render.catalog_info import CatalogFacts, catalog_info

    chosen = chosen_format(form, as_json)
    opened = open_adviser(catalog, mention=False).catalog
    oldest = opened.meta.get("oldest") or None
    facts = CatalogFacts(opened.version, opened.built, oldest, opened.counts, str(opened.path))
    emit(catalog_info(facts), chosen)
    if warning := age_warning(opened.built, date.today()):
        say(warning)


@_commands.command("check")
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="A data folder, or your own data.")
    ] = None,
    stale: Annotated[
        int | None,
        typer.Option("--stale", metavar="DAYS", min=0, help="Also name records not checked for so long."),
    ] = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Validate the data as a whole, with file and line of every problem."""
    from datetime import date

    from modelpick.cli.output import emit
    from modelpick.errors import DataError
    from modelpick.knowledge.check_coverage import stale_records
    from modelpick.knowledge.load import KINDS, Knowledge
    from modelpick.render.catalog_info import catalog_check

    chosen = chosen_format(form, as_json)
    try:
        knowledge, shown = _knowledge(folder)
        found = _problems(knowledge, folder)
    except DataError as error:
        knowledge, shown, found = Knowledge(), str(folder or ""), _as_found(error)
    old = list(stale_records(knowledge, today=date.today(), days=stale)) if stale is not None else []
    counts = {kind.name: len(knowledge.by_kind.get(kind.name, {})) for kind in KINDS}
    emit(catalog_check(shown, counts, found, old), chosen)
    if found:
        raise typer.Exit(4)


def _knowledge(folder: Path | None) -> tuple[Knowledge, str]:
    """What to check, and its name: a data folder, an overlay on the packaged data, or that data alone."""
    from modelpick.knowledge.load import load_folder
    from modelpick.knowledge.locate import checkout_folder, open_catalog
    from modelpick.knowledge.overlay import knowledge_of

    chosen = folder or checkout_folder()
    if (chosen / "catalog.yaml").is_file():
        return load_folder(chosen.resolve()), str(chosen)
    opened = open_catalog(folder)
    return knowledge_of(opened), str(folder) if folder else f"catalogue {opened.version}"


def _problems(knowledge: Knowledge, folder: Path | None) -> list[Found]:
    from modelpick.knowledge.check import pinpoint, problems_of
    from modelpick.knowledge.locate import checkout_folder

    root = (folder or checkout_folder()).resolve().parent
    return pinpoint(problems_of(knowledge), root)


def _as_found(error: DataError) -> list[Found]:
    from modelpick.knowledge.finding import Found

    return [Found(problem, fatal=True) for problem in error.problems]


@_commands.command("build")
def build(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A data folder; that of the checkout by default."),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The compiled file to write.")
    ] = Path("catalog.sqlite"),
) -> None:
    """Compile a data folder to one file."""
    from modelpick.cli.output import say
    from modelpick.errors import DataError, Problem
    from modelpick.knowledge.build import build as compiled
    from modelpick.knowledge.locate import checkout_folder

    chosen = (folder or checkout_folder()).resolve()
    if not (chosen / "catalog.yaml").is_file():
        raise DataError([Problem(str(chosen), None, "", "no data folder: it holds no catalog.yaml")])
    try:
        compiled(chosen, output)
    except OSError as error:
        raise DataError([Problem(str(output), None, "", error.strerror or "cannot be written")]) from None
    say(f"wrote {output}")
