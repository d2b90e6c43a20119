"""One whole update: sources read, differences shown, a new state put in force if it fits the catalogue."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from modelpick.errors import DataError
from modelpick.knowledge.layers import date_of, refreshed_folder, states_of
from modelpick.knowledge.locate import cache_folder, open_layers
from modelpick.knowledge.records import Benchmark, License, RefreshSource
from modelpick.knowledge.store import Catalog
from modelpick.refresh.client import Client
from modelpick.refresh.findings import Change, Findings, View, changes, laid_on
from modelpick.refresh.kept import Kept
from modelpick.refresh.lock import only_one
from modelpick.refresh.run import Outcome, Progress, read_source
from modelpick.refresh.states import commit, file_of, files_of_current, findings_of, staged

__all__ = ["Updated", "license_names", "update", "view_of"]


class Updated(Struct, frozen=True):
    """What became of an update.

    Attributes:
        outcomes: one for each source.
        changes: what differs from the facts in force before, with the source that says so.
        state: the state now in force; None where nothing was written.
    """

    outcomes: tuple[Outcome, ...]
    changes: tuple[tuple[str, Change], ...]
    state: str | None


def view_of(catalog: Catalog, today: str) -> View:
    """What parsers need of a catalogue."""
    models = {model.id: model for model in catalog.models()}
    benchmarks = {found.id: found for found in catalog.all("benchmarks", Benchmark)}
    return View(models, benchmarks, license_names(catalog), today)


def license_names(catalog: Catalog) -> dict[str, str]:
    """Spellings of licences in lower case, as hubs write them, to our ids."""
    found: dict[str, str] = {}
    for record in catalog.all("licenses", License):
        for name in (record.id, record.spdx, record.name):
            if name:
                found.setdefault(name.lower(), record.id)
    return found


def update(
    base: Catalog,
    user: Path,
    sources: Sequence[RefreshSource],
    *,
    today: str,
    progress: Progress,
    dry_run: bool = False,
) -> Updated:
    """Read sources and put what they say in force.

    Facts are always taken on the packaged catalogue, so that a source that takes something back is followed.
    A source that fails changes nothing: what it said before stays.

    Args:
        base: the packaged catalogue.
        user: the user's data folder.
        dry_run: only find out what would change.

    Raises:
        UsageError: another update is running, or the HTTP library is missing.
        DataError: the new facts do not fit the catalogue; the facts in force stay.
        OSError: a folder cannot be written.
    """
    with only_one(refreshed_folder(user) / "lock"), Client() as client:
        view = view_of(base, today)
        kept = Kept(cache_folder() / "answers", client)
        outcomes = tuple(read_source(source, view, kept, progress) for source in sources)
        before = _files_in_force(user, base)
        in_force = _laid(view, before)
        differing = tuple(_differences(outcomes, in_force))
        files = _files(outcomes, before)
        unread = all(outcome.findings is None for outcome in outcomes)
        if dry_run or unread:
            return Updated(outcomes, differing, None)
        return Updated(outcomes, differing, _put_in_force(base, user, files, today))


def _files_in_force(user: Path, base: Catalog) -> dict[str, str]:
    state, _ = states_of(user)
    return files_of_current(user) if state is not None and date_of(state) >= base.built else {}


def _laid(view: View, files: dict[str, str]) -> View:
    for content in files.values():
        view = laid_on(view, findings_of(content))
    return view


def _differences(outcomes: Sequence[Outcome], in_force: View) -> list[tuple[str, Change]]:
    found: list[tuple[str, Change]] = []
    for outcome in outcomes:
        if outcome.findings is not None:
            found += [(outcome.source.id, change) for change in changes(outcome.findings, in_force)]
    return found


def _files(outcomes: Sequence[Outcome], before: dict[str, str]) -> dict[str, str]:
    """The files of the new state: of the sources read now, and of the others as they were."""
    files = dict(before)
    for outcome in outcomes:
        if outcome.findings is None:
            continue
        name = f"{outcome.source.id}.yaml"
        findings = outcome.findings
        if outcome.failure is not None and name in before:
            findings = _added(findings_of(before[name]), findings)
        files[name] = file_of(findings, _about(outcome.source))
    return {name: content for name, content in files.items() if content}


def _added(old: Findings, new: Findings) -> Findings:
    """A source read in part speaks anew of what was read; of the rest, what it said before stands."""
    return replace(new, models={**old.models, **new.models}, benchmarks={**old.benchmarks, **new.benchmarks})


def _about(source: RefreshSource) -> str:
    credit = f" {source.attribution}." if source.attribution else ""
    return f"{source.name} ({source.license}).{credit}"


def _put_in_force(base: Catalog, user: Path, files: dict[str, str], today: str) -> str | None:
    if not files:
        return None
    folder = staged(user, files, today)
    try:
        open_layers(base, [folder]).close()
    except DataError:
        if folder.name not in states_of(user):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    commit(user, folder)
    return folder.name
