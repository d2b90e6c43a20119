"""From a data folder to a compiled catalogue."""

from __future__ import annotations

import shutil

import pytest
from tests.small import lay_out

from modelpick.errors import DataError
from modelpick.knowledge.build import build, read_version
from modelpick.knowledge.store import Catalog


@pytest.fixture
def folder(small_folder, tmp_path):
    return shutil.copytree(small_folder, tmp_path / "data")


def test_a_built_catalogue_says_what_it_was_made_from(small):
    """Version, date and counts are those of the folder."""
    catalog = small.catalog

    assert (catalog.version, catalog.built, catalog.counts["models"]) == ("1", "2026-11-23", 7)


def test_data_at_fault_builds_nothing(folder, tmp_path):
    """A rule that names no class stops the build, with file and field, and leaves no file behind."""
    text = (folder / "tables/by-task.yaml").read_text().replace('"class_id": "vlm"', '"class_id": "vml"')
    lay_out(folder, {"tables/by-task.yaml": text})

    with pytest.raises(DataError, match=r"by-task\.yaml.*no class is called 'vml'"):
        build(folder, tmp_path / "out" / "c.sqlite")

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["version: 2026.11\nbuilt: '2026-11-23'\n", "version: '1'\n", "- 1\n", ""])
def test_a_version_is_a_quoted_text(folder, text):
    """A version that YAML would read as a number, or none, is refused."""
    lay_out(folder, {"catalog.yaml": text})

    with pytest.raises(DataError, match="quoted"):
        read_version(folder)


def test_a_failed_build_keeps_what_was_there(folder, small_file, tmp_path):
    """The old catalogue stays whole when the new one cannot be made."""
    path = shutil.copy(small_file, tmp_path / "c.sqlite")
    lay_out(folder, {"models/acme/broken.yaml": "name: half"})

    with pytest.raises(DataError):
        build(folder, path)

    catalog = Catalog(path)
    assert catalog.counts["models"] == 7
    catalog.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.sqlite", "data"]
