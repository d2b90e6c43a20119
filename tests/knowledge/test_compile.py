"""The compiled file: what lies in it, and that nothing but the data decides it."""

from __future__ import annotations

import os
import random
import sqlite3

import pytest

from modelpick.knowledge.compile import compile_knowledge
from modelpick.knowledge.digest import digest
from modelpick.knowledge.load import Knowledge, load_folder
from modelpick.knowledge.store import Catalog


def compiled(knowledge, path):
    compile_knowledge(knowledge, path, version="1", built="2026-11-23", key="k")
    return path


def dump(path):
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_files_and_records_changes_nothing(small_folder, tmp_path, seed):
    """Shuffled kinds and records compile to the same content."""
    whole = load_folder(small_folder)
    kinds = list(whole.by_kind.items())
    random.Random(seed).shuffle(kinds)
    shuffled = Knowledge(documents=whole.documents)
    for name, entries in kinds:
        items = list(entries.items())
        random.Random(seed).shuffle(items)
        shuffled.by_kind[name] = dict(items)

    assert dump(compiled(shuffled, tmp_path / "b")) == dump(compiled(whole, tmp_path / "a"))


def test_a_model_serves_the_tasks_whose_capabilities_it_has(small):
    """One capability in common is enough."""
    assert small.catalog.tasks_of("cyan/see-4b") == ["captioning", "chat"]
    assert [s.model.id for s in small.catalog.servants("captioning")] == ["cyan/see-30b", "cyan/see-4b"]


def test_a_failed_compile_leaves_nothing(small_folder, tmp_path, monkeypatch):
    """An interruption between writing and moving leaves neither a half-made file nor its beginnings."""
    monkeypatch.setattr(os, "replace", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        compiled(load_folder(small_folder), tmp_path / "c.sqlite")

    assert list(tmp_path.iterdir()) == []


def test_the_digest_follows_any_change(small_folder, tmp_path):
    """A file added, changed or renamed is another digest; reading is not."""
    folder = tmp_path / "data"
    folder.mkdir()
    seen = [digest(folder)]
    (folder / "a.yaml").write_text("1")
    seen.append(digest(folder))
    (folder / "a.yaml").write_text("22")
    seen.append(digest(folder))
    (folder / "a.yaml").rename(folder / "b.yaml")
    seen.append(digest(folder))
    (folder / "b.yaml").read_text()

    assert len(set(seen)) == 4
    assert digest(folder) == seen[-1]


def test_what_is_not_data_is_not_in_the_digest(tmp_path):
    """A note beside the data does not make it stale."""
    before = digest(tmp_path)
    (tmp_path / "README.md").write_text("how to add a record")

    assert digest(tmp_path) == before


def test_names_are_found_without_case_and_separators(small_file):
    """An alias, a pipeline tag and a name lead to one task."""
    catalog = Catalog(small_file)
    found = {catalog.find("tasks", name, noun="task") for name in ("Captioning", "IMAGE_to text")}
    catalog.close()

    assert found == {"captioning"}
