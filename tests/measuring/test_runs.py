"""Stored measurements."""

import json
import os
import sys
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from tests.measuring.making import FIGURE, PLACE, run

from modelpick.errors import DataError
from modelpick.measuring.protocol import Figure
from modelpick.measuring.runs import forget, new_id, read_runs, store


def test_a_run_comes_back_as_it_was(tmp_path):
    """Everything of it, from a file of its own."""
    path = store(tmp_path, run("a"))

    assert path == tmp_path / "runs" / "a.json"
    assert read_runs(tmp_path).runs == (run("a"),)


def test_unknown_parts_stay_unknown(tmp_path):
    """None is stored as null."""
    bare = run("a", model=None, quantization=None, runtime=None, hardware=None, latency=None, prefill=None)
    store(tmp_path, bare)

    assert read_runs(tmp_path).runs == (bare,)


def test_runs_come_in_the_order_of_their_time(tmp_path):
    """Whatever order they were written in."""
    for name in ("20261123-2", "20261123-1", "20261122-9"):
        store(tmp_path, run(name))

    assert [one.id for one in read_runs(tmp_path).runs] == ["20261122-9", "20261123-1", "20261123-2"]


def test_names_sort_by_time():
    """Day and time in UTC, and some chance."""
    found = new_id(datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC))

    assert found.startswith("20261123-040506-")
    assert found != new_id(datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC))


def test_nothing_is_stored_yet(tmp_path):
    """No folder, no runs."""
    assert read_runs(tmp_path).runs == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[1]", b"\xff\xfe", b"{" * 1000, b"x" * 200_000, b'{"schema": "modelpick.run/2"}'],
    ids=["empty", "no fields", "list", "not UTF-8", "deep", "large", "other version"],
)
def test_a_damaged_file_hides_no_other(tmp_path, content):
    """It is named with what is wrong."""
    store(tmp_path, run("a"))
    (tmp_path / "runs" / "b.json").write_bytes(content)

    found = read_runs(tmp_path)

    assert [one.id for one in found.runs] == ["a"]
    assert [os.path.basename(problem.file) for problem in found.broken] == ["b.json"]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "other"},
        {"decode": {"median": 1, "low": 2, "high": 3, "runs": 1}},
        {"more": 1},
        {"answer_tokens": "x"},
    ],
)
def test_a_file_that_contradicts_itself_is_no_run(tmp_path, change):
    """Figures out of order, another name, unknown or ill-typed fields."""
    path = store(tmp_path, run("a"))
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    assert (read_runs(tmp_path).runs, len(read_runs(tmp_path).broken)) == ((), 1)


def test_forgetting_removes_what_is_named(tmp_path):
    """And nothing else, nor anything outside the folder."""
    for name in ("a", "b"):
        store(tmp_path, run(name))
    (tmp_path / "c.json").write_text("{}")

    forget(tmp_path, ["a", "nothing", "../c"])

    assert [one.id for one in read_runs(tmp_path).runs] == ["b"]
    assert (tmp_path / "c.json").exists()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """With what the system says."""
    tmp_path.chmod(0o500)

    with pytest.raises(DataError) as caught:
        store(tmp_path, run("a"))

    assert "runs" in str(caught.value)


def test_a_file_in_the_way_is_named_and_nothing_is_left(tmp_path):
    """A half-written run never stays."""
    (tmp_path / "runs").write_text("")

    with pytest.raises(DataError):
        store(tmp_path, run("a"))

    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_nothing_but_runs_is_left_behind(tmp_path):
    """No temporary file stays beside them."""
    store(tmp_path, run("a", decode=Figure(1.0, 1.0, 1.0, 1)))

    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    ("other", "like"),
    [
        ({}, True),
        ({"name": "another word for it"}, True),
        ({"ids": ("rtx-4080",)}, False),
        ({"count": 2}, False),
        ({"backend": "vulkan"}, False),
        ({"ids": ()}, False),
    ],
)
def test_the_same_hardware_is_known(other, like):
    """By what the catalogue calls it, how many and how it is driven; not by its name."""
    assert PLACE.is_like(replace(PLACE, **other)) is like


def test_hardware_of_no_catalogue_goes_by_its_name():
    """And by its cores."""
    cpu = replace(PLACE, ids=(), name="EPYC", kind="cpu", backend="cpu", memory="ram", cores=2)

    assert cpu.is_like(cpu)
    assert not cpu.is_like(replace(cpu, name="Xeon"))
    assert not cpu.is_like(replace(cpu, cores=4))


def test_the_samples_are_sound():
    """Median within its range."""
    assert FIGURE.low <= FIGURE.median <= FIGURE.high
