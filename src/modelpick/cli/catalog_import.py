"""``modelpick catalog import``: an entry from a model's own metadata."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelpick.cli.catalog_update import OFFLINE, SourcesOption
from modelpick.cli.common import FormatOption, JsonOption, chosen_format

if TYPE_CHECKING:
    from modelpick.importing.facts import Facts
    from modelpick.importing.record import Entry, Known
    from modelpick.knowledge.store import Catalog

__all__ = ["register"]

_HUB = ("hub:", "https://huggingface.co/")
_FORMS = "hub:org/name, FILE.gguf, FILE.safetensors, config.json (or its folder), or models.csv"


def register(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command("import")(import_)


def import_(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=_FORMS)],
    task: Annotated[
        str | None, typer.Option("--task", help="What it is for, as a pipeline tag: text-generation …")
    ] = None,
    name: Annotated[str | None, typer.Option("--as", metavar="ORG/NAME", help="The id it gets.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A file for --catalog instead of your data folder."
        ),
    ] = None,
    sources: SourcesOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an entry from a model's own metadata; recommend and fit know it from then on.

    What the metadata does not say is left unknown. Only hub: uses the network.

    Examples: modelpick catalog import model-Q4_K_M.gguf; modelpick catalog import hub:org/name
    """
    from datetime import UTC, datetime

    from modelpick.cli.output import emit
    from modelpick.importing.writing import file_of
    from modelpick.knowledge.locate import open_packaged
    from modelpick.render.catalog_update import catalog_import

    chosen = chosen_format(form, as_json)
    base = open_packaged()
    today = datetime.now(UTC).date().isoformat()
    entries = _entries(what, base, task, name, sources, today)
    local = not what.startswith(_HUB)
    content = file_of([entry.values for entry in entries], _said(what), today, local=local)
    place = output or _place(entries, what)
    _write_checked(base, place, content)
    emit(catalog_import(entries, str(place), laid=output is None), chosen)


def _said(what: str) -> str:
    return what if what.startswith(_HUB) else Path(what).name


def _entries(
    what: str, base: Catalog, task: str | None, name: str | None, sources: Path | None, today: str
) -> list[Entry]:
    from modelpick.errors import UsageError
    from modelpick.importing.files import read_bounded
    from modelpick.importing.record import entry_of, id_of, kind_of, laid_on
    from modelpick.importing.rows import entries_of
    from modelpick.importing.tables import MOST_BYTES, read_rows
    from modelpick.importing.writing import OWN_FILES

    known = _known(base)
    if not what.startswith(_HUB) and Path(what).suffix == ".csv":
        if name is not None:
            raise UsageError("--as: the rows of a list name their own ids")
        rows = read_rows(read_bounded(Path(what), MOST_BYTES), what)
        return entries_of(rows, known, task=task, source=OWN_FILES, shown=what, today=today)
    facts, source = _facts(what, base, sources)
    key = id_of(facts, name, Path(what).stem, known.models)
    held = next((model for model in known.models if model.id == key), None)
    kind = None if held is not None and task is None else kind_of(facts.kinds, known.kinds, task)
    entry = entry_of(facts, known, key=key, kind=kind, source=source, today=today)
    return [entry if held is None else laid_on(entry, held)]


def _known(base: Catalog) -> Known:
    from modelpick.importing.record import Known
    from modelpick.knowledge.records import ModelKind
    from modelpick.refresh.update import license_names

    kinds = {kind.id: kind for kind in base.all("model_kinds", ModelKind)}
    return Known(kinds, license_names(base), base.models(), frozenset(base.ids("quantizations")))


def _facts(what: str, base: Catalog, sources: Path | None) -> tuple[Facts, str]:
    """Facts of one model, and the source they are cited by."""
    from modelpick.errors import UsageError
    from modelpick.importing.files import SUFFIXES, facts_of_file
    from modelpick.importing.writing import OWN_FILES

    for prefix in _HUB:
        if what.startswith(prefix):
            return _of_hub(what.removeprefix(prefix).strip("/"), base, sources)
    path = Path(what)
    if path.is_dir():
        path = _described(path)
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{what[:120]!r} is nothing that can be imported", hint=f"give {_FORMS}")
    return facts_of_file(path), OWN_FILES


def _described(folder: Path) -> Path:
    """The file of a folder that says what its model is.

    Raises:
        DataError: it has none, nor weights whose headers would say something.
    """
    from modelpick.errors import DataError, Problem

    path = folder / "config.json"
    if not path.is_file() and not any(folder.glob("*.safetensors")):
        problem = Problem(str(folder), None, "", "a folder with neither config.json nor safetensors files")
        raise DataError([problem], hint=f"give {_FORMS}")
    return path


def _of_hub(repository: str, base: Catalog, file: Path | None) -> tuple[Facts, str]:
    from modelpick.errors import DataError, Problem, UsageError
    from modelpick.importing import config, hub_answer
    from modelpick.importing.facts import Unreadable, joined
    from modelpick.knowledge.records import RefreshSource
    from modelpick.refresh.answers import BadAnswer
    from modelpick.refresh.client import Unreachable
    from modelpick.refresh.repository import fetch_repository, is_repository
    from modelpick.refresh.sources import configured

    if not is_repository(repository):
        raise UsageError(f"{repository[:120]!r} is no repository", hint="write it as hub:org/name")
    hub = configured(base.all("refresh", RefreshSource), file)["hub"]
    try:
        answer, described = fetch_repository(repository, hub)
        facts = hub_answer.facts_of(answer, repository)
        if described is not None:
            facts = joined(facts, config.facts_of(described))
    except (BadAnswer, Unreadable) as error:
        hint = OFFLINE if isinstance(error, Unreachable) else None
        raise DataError([Problem(f"hub:{repository}", None, "", str(error))], hint=hint) from None
    return facts, hub.page.format(model=facts.repository or repository)


def _place(entries: Sequence[Entry], what: str) -> Path:
    """The file in the user's data folder: one a model or list, so that a second import replaces the first."""
    from modelpick.knowledge.layers import own_folder
    from modelpick.knowledge.locate import user_folder

    single = len(entries) == 1 and not what.endswith(".csv")
    name = entries[0].values["id"].replace("/", "--") if single else f"list-{Path(what).stem}"
    return own_folder(user_folder()) / f"{name}.yaml"


def _write_checked(base: Catalog, place: Path, content: str) -> None:
    """Write the file if it fits the catalogue; else leave what was there.

    Raises:
        DataError: it does not fit, or cannot be written.
    """
    from modelpick.errors import DataError, Problem
    from modelpick.knowledge.overlay import laid_knowledge

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=place.parent, prefix=".making-", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
            laid_knowledge(base, [Path(made)])
            os.replace(made, place)
        finally:
            Path(made).unlink(missing_ok=True)
    except OSError as error:
        raise DataError([Problem(str(place), None, "", error.strerror or "cannot be written")]) from None
