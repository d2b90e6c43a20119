"""Where the compiled catalogue is kept: made once, mended when stale or damaged, by several processes at once."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.small import lay_out

from modelpick.errors import DataError
from modelpick.knowledge import locate

NOTE = "models:\n- {id: acme/tiny-8b, license: MIT}\n"


@pytest.fixture
def place(small_folder, tmp_path, monkeypatch):
    """A checkout of the small data, with a cache and a folder for temporary files of its own."""
    shutil.copytree(small_folder, tmp_path / "data")
    monkeypatch.setattr(locate, "packaged_file", lambda: tmp_path / "none.sqlite")
    monkeypatch.setattr(locate, "checkout_folder", lambda: tmp_path / "data")
    monkeypatch.setenv("MODELPICK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MODELPICK_DATA", str(tmp_path / "own"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path


def opened(overlay=None):
    """What is opened, and the file it lies in."""
    catalog = locate.open_catalog(overlay)
    found = catalog.path, catalog.counts["models"], catalog.version
    catalog.close()
    return found


def kept(place):
    return sorted((place / "cache").glob("*.sqlite"))


def test_data_is_compiled_once(place):
    """The second run opens what the first one made."""
    path, models, _ = opened()
    made = path.stat().st_mtime_ns

    assert (models, kept(place)) == (7, [path])
    assert opened()[0].stat().st_mtime_ns == made


def test_changed_data_is_compiled_anew(place):
    """A model that was added is there at once."""
    first = opened()[0]
    shutil.copy(place / "data/models/acme/tiny-8b.yaml", place / "data/models/acme/tiny-9b.yaml")
    lay_out(place / "data", {"models/acme/tiny-9b.yaml": NEW_MODEL})
    second, models, _ = opened()

    assert second != first
    assert models == 8


NEW_MODEL = """\
name: Tiny 9B
family: Tiny
provider: Acme
tier: official
classes: [slm]
capabilities: [chat]
inputs: [text]
outputs: [text]
weights: open
refs: [https://example.org]
checked: "2026-11-23"
"""


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_file_is_made_again(place, content):
    """Nobody has to know that there is a cache."""
    path = opened()[0]
    path.write_bytes(content)

    assert opened()[:2] == (path, 7)


def test_a_file_cut_short_is_made_again(place):
    """An interrupted copy opens, and would fail in the middle of an answer."""
    path = opened()[0]
    path.write_bytes(path.read_bytes()[:-5000])

    assert opened()[:2] == (path, 7)


def test_a_file_of_another_key_is_made_again(place):
    """A name is not trusted; the digest inside is."""
    path = opened()[0]
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE meta SET value = 'of something else' WHERE key = 'key'")
    connection.close()

    assert opened()[1] == 7
    connection = sqlite3.connect(path)
    ((key,),) = connection.execute("SELECT value FROM meta WHERE key = 'key'").fetchall()
    connection.close()
    assert key != "of something else"


def test_a_folder_that_cannot_be_written_is_not_needed(place, monkeypatch):
    """With a read-only home the temporary folder serves."""
    (place / "file").write_text("no folder")
    monkeypatch.setenv("MODELPICK_CACHE", str(place / "file" / "cache"))

    assert opened()[0].parent.parent == place / "tmp"
    assert opened()[1] == 7


def test_without_any_folder_it_is_told(place, monkeypatch):
    """As data at fault, not as a bug."""
    (place / "file").write_text("no folder")
    monkeypatch.setenv("MODELPICK_CACHE", str(place / "file" / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(place / "file"))

    with pytest.raises(DataError, match="no folder to keep"):
        locate.open_catalog()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner here")
def test_another_users_folder_is_not_trusted(place, monkeypatch):
    """In a temporary folder that everyone may write, anyone could have put a catalogue."""
    theirs = opened()[0]
    (place / "file").write_text("no folder")
    planted = place / "tmp" / f"modelpick-{os.getuid()}"
    planted.mkdir()
    shutil.copy(theirs, planted / theirs.name)
    monkeypatch.setenv("MODELPICK_CACHE", str(place / "file" / "cache"))
    monkeypatch.setattr(locate, "_trusted", lambda folder: folder != planted)

    with pytest.raises(DataError, match="no folder to keep"):
        locate.open_catalog()


def test_broken_data_is_told_and_nothing_is_kept(place):
    """File and line; no compiled file of it."""
    lay_out(place / "data", {"models/acme/half.yaml": "name: Half\n"})

    with pytest.raises(DataError, match=r"half\.yaml:1: family: required"):
        locate.open_catalog()

    assert kept(place) == []


def test_an_overlay_is_compiled_once_and_anew_when_changed(place):
    """And its base stays beside it."""
    overlay = place / "mine.yaml"
    overlay.write_text(NOTE)
    first = opened(overlay)
    again = opened(overlay)
    overlay.write_text(NOTE.replace("MIT", "Apache-2.0"))
    second = opened(overlay)

    assert first == again
    assert second[0] != first[0]
    assert len(kept(place)) == 3


def test_the_cache_stays_small(place):
    """Only the newest few compiled files are kept."""
    overlay = place / "mine.yaml"
    for count in range(11):
        overlay.write_text(NOTE + "# more\n" * count)
        opened(overlay)

    assert len(kept(place)) <= 9


def test_an_installation_without_data_says_so(place):
    """A wheel that lost its catalogue."""
    shutil.rmtree(place / "data")

    with pytest.raises(DataError, match="carries no catalogue"):
        locate.open_catalog()


def test_a_packaged_file_comes_first(place, small_file, monkeypatch):
    """An installed wheel compiles nothing."""
    monkeypatch.setattr(locate, "packaged_file", lambda: small_file)

    assert opened()[0] == small_file
    assert kept(place) == []


SCRIPT = """\
import sys
from pathlib import Path
from modelpick.knowledge import locate
root = Path(sys.argv[1])
locate.packaged_file = lambda: root / "none.sqlite"
locate.checkout_folder = lambda: root / "data"
print(locate.open_catalog().counts["models"])
"""


def test_several_first_runs_at_once_agree(place):
    """Processes that compile at the same time leave one whole file, and each can use it."""
    command = [sys.executable, "-c", SCRIPT, str(place)]

    def first_run(_):
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(first_run, range(4)))

    assert [(run.returncode, run.stdout, run.stderr) for run in runs] == [(0, "7\n", "")] * 4
    assert len(kept(place)) == 1
    assert list((place / "cache").glob("*.tmp")) == []


def test_folders_follow_the_variables(monkeypatch, tmp_path):
    """The user chooses; otherwise the system's folders."""
    monkeypatch.setenv("MODELPICK_DATA", str(tmp_path))
    assert locate.user_folder() == tmp_path

    monkeypatch.delenv("MODELPICK_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert locate.cache_folder() == tmp_path / "x" / "modelpick"

    monkeypatch.delenv("XDG_CACHE_HOME")
    assert locate.cache_folder() == Path.home() / ".cache" / "modelpick"
