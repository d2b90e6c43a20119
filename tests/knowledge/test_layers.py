"""A user's own data under the catalogue's."""

from __future__ import annotations

import pytest

from modelpick.knowledge.layers import layers_of, own_folder, refreshed_folder, states_of

STATE = "2026-11-24.0123456789ab"


def refreshed(user, pointer, state=STATE):
    """A refreshed state, and what the pointer says."""
    folder = refreshed_folder(user) / state
    folder.mkdir(parents=True)
    (folder / "x.yaml").write_text("models: []\n")
    (refreshed_folder(user) / "current").write_bytes(pointer)
    return folder


def test_refreshed_facts_lie_below_own_records(tmp_path):
    """What a person wrote wins."""
    folder = refreshed(tmp_path, f"{STATE}\n-\n".encode())
    own_folder(tmp_path).mkdir()
    (own_folder(tmp_path) / "mine.yaml").write_text("models: []\n")

    assert layers_of(tmp_path, "2026-11-23") == [folder, own_folder(tmp_path)]


@pytest.mark.parametrize(
    "pointer", [b"", b"-\n-\n", b"../../etc\n-\n", b"\xff\xfe", b"2026-11-24.xyz\n", b"gone\n"]
)
def test_a_pointer_that_names_no_state_is_passed_over(tmp_path, pointer):
    """The packaged facts are used then."""
    refreshed(tmp_path, pointer)

    assert (layers_of(tmp_path, "2026-11-23"), states_of(tmp_path)[0]) == ([], None)


def test_a_newer_catalogue_wins(tmp_path):
    """Facts read before it was built are passed over."""
    refreshed(tmp_path, f"{STATE}\n-\n".encode())

    assert layers_of(tmp_path, "2026-11-25") == []


def test_without_any_data_nothing_lies_on_the_catalogue(tmp_path):
    """A folder that does not exist is no error."""
    assert layers_of(tmp_path / "none", "2026-11-23") == []
