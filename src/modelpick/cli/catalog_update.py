"""``modelpick catalog update``: facts refreshed from public addresses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelpick.cli.common import FormatOption, JsonOption, chosen_format

if TYPE_CHECKING:
    from modelpick.refresh.run import Progress
    from modelpick.refresh.update import Updated

__all__ = ["OFFLINE", "SourcesOption", "register"]

OFFLINE = "no network here? a proxy is named in HTTPS_PROXY; every other command works without either"

SourcesOption = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="FILE",
        envvar="MODELPICK_SOURCES",
        help="A YAML file that changes or adds addresses, in the shape of data/refresh.yaml.",
    ),
]


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("update")(update)


def update(
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--from", metavar="SOURCE", help="models.dev, litellm, arena, open-asr, mteb or hub. Repeatable."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Go back to the facts before the last update.")
    ] = False,
    sources: SourcesOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Refresh prices, limits, dates and scores from public addresses into your own data folder.

    Without --from, all but the large sources (mteb, hub) are read. A source that fails changes nothing.
    """
    from modelpick.cli.output import emit, say
    from modelpick.errors import UsageError
    from modelpick.render.catalog_update import catalog_update

    chosen = chosen_format(form, as_json)
    if rollback:
        if names or dry_run:
            raise UsageError("--rollback goes alone", hint="modelpick catalog update --rollback")
        _roll_back()
        return
    done = _updated(names or [], dry_run, sources)
    emit(catalog_update(done, dry_run=dry_run), chosen)
    if all(outcome.silent for outcome in done.outcomes):
        say(f"hint: {OFFLINE}")
    if any(outcome.failure for outcome in done.outcomes):
        raise typer.Exit(4)


def _updated(names: list[str], dry_run: bool, file: Path | None) -> Updated:
    from datetime import UTC, datetime

    from modelpick.knowledge.locate import open_packaged, user_folder
    from modelpick.knowledge.records import RefreshSource
    from modelpick.refresh.sources import chosen, configured
    from modelpick.refresh.update import update as updated

    base = open_packaged()
    wanted = chosen(configured(base.all("refresh", RefreshSource), file), names)
    today = datetime.now(UTC).date().isoformat()
    with _writable(user_folder()), _bars() as progress:
        return updated(base, user_folder(), wanted, today=today, progress=progress, dry_run=dry_run)


def _roll_back() -> None:
    from modelpick.cli.output import say
    from modelpick.errors import UsageError
    from modelpick.knowledge.layers import date_of, refreshed_folder
    from modelpick.knowledge.locate import user_folder
    from modelpick.refresh.lock import only_one
    from modelpick.refresh.states import roll_back

    with _writable(user_folder()), only_one(refreshed_folder(user_folder()) / "lock"):
        left, now = roll_back(user_folder())
    if left is None:
        raise UsageError("nothing to go back from: no update is in force")
    say(f"back to {f'the facts of {date_of(now)}' if now else 'the packaged facts'}")


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Name the folder where it cannot be written, instead of failing as a bug would."""
    from modelpick.errors import DataError, Problem

    try:
        yield
    except OSError as error:
        place = str(error.filename or folder)
        raise DataError([Problem(place, None, "", error.strerror or "cannot be written")]) from None


@contextmanager
def _bars() -> Iterator[Progress]:
    """A progress bar for each source on a terminal; elsewhere nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show
