"""The compiled catalogue, opened and asked."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from modelpick.errors import DataError, UnknownId
from modelpick.knowledge import records
from modelpick.knowledge.store import Catalog


def test_an_exact_id_is_found_whatever_its_case(small):
    """Ids are typed by people."""
    assert small.catalog.model("ACME/Tiny-8B").id == "acme/tiny-8b"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tiny", ["acme/large-70b", "acme/tiny-1b", "acme/tiny-8b"]),  # two by name, one by family
        ("acme 70", ["acme/large-70b"]),
        ("70 acme", []),
        ("1b tiny", []),  # the end of an id and then a family
        ("%", []),
        ("", []),
        ("x" * 100_000, []),
    ],
)
def test_models_are_searched_by_words_in_order(small, text, found):
    """Words of id, name and family in that order; signs match nothing, and no length is too much."""
    assert [model.id for model in small.catalog.search_models(text)] == found


def test_an_unknown_word_is_answered_with_the_ids_and_not_their_aliases(small):
    """Where no command lists them, the hint does."""
    with pytest.raises(UnknownId) as caught:
        small.catalog.find("modalities", "zzzz", noun="modality")

    assert caught.value.hint == f"one of {', '.join(sorted(small.catalog.ids('modalities')))}"


def test_an_unknown_name_is_answered_with_the_closest(small):
    """The hint names what was probably meant."""
    with pytest.raises(UnknownId) as caught:
        small.catalog.find("tasks", "captionin", noun="task")

    assert "captioning" in caught.value.hint


def test_bytes_that_are_no_text_are_called_nothing(small):
    """What a shell passes on from another encoding is simply not found."""
    assert small.catalog.named("tasks", "\udcff\udcfe") == []


def test_quality_comes_with_the_rows_it_rests_on(small):
    """Value, interval, grade and the measurement."""
    quality = small.catalog.quality("chat", "acme/tiny-8b")

    assert quality.grade == "measured"
    assert quality.low <= quality.value <= quality.high
    assert [row[:2] for row in quality.rows] == [("quiz", 55)]


def test_threads_share_one_catalogue(small):
    """Questions asked at once get the answers they get one by one."""
    keys = [model.id for model in small.catalog.models()] * 30
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda key: small.catalog.model(key).id, keys))

    assert found == keys


def test_a_missing_record_is_a_key_error(small):
    """Callers that look up ids of the catalogue itself need no message."""
    with pytest.raises(KeyError):
        small.catalog.get("tasks", records.Task, "nothing")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"SQLite format 3\0 and then something else"),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
    ],
    ids=["missing", "empty", "garbage", "half", "one byte short"],
)
def test_a_damaged_file_is_noticed_when_it_is_opened(small_file, tmp_path, spoil):
    """Never later, in the middle of an answer."""
    path = shutil.copy(small_file, tmp_path / "c.sqlite")
    spoil(path)

    with pytest.raises(DataError, match="catalogue"):
        Catalog(path)


def test_damage_inside_is_data_at_fault(small_file, tmp_path):
    """A page that was overwritten is told with the file and a remedy."""
    path = shutil.copy(small_file, tmp_path / "c.sqlite")
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)

    with pytest.raises(DataError) as caught:
        Catalog(path).models()

    assert "c.sqlite" in str(caught.value)
    assert "made again" in caught.value.hint


def test_the_best_of_a_task_are_taken_where_a_number_is_named(small):
    """By quality, whatever else; listed by id."""
    every = small.catalog.servants("chat")
    best = sorted(
        every, key=lambda s: -(s.quality.value + (s.quality.grade == "measured")) if s.quality else 1
    )

    assert small.catalog.serving("chat") == len(every)
    for most in range(1, len(every) + 1):
        found = small.catalog.servants("chat", most=most)
        assert {s.model.id for s in found} == {s.model.id for s in best[:most]}
        assert [s.model.id for s in found] == sorted(s.model.id for s in found)


def test_models_are_narrowed_by_what_could_be_admitted(small):
    """None that is hosted alone; none whose weights take more than there is room for."""
    own = {s.model.id for s in small.catalog.servants("chat", open_only=True)}
    few = {s.model.id for s in small.catalog.servants("chat", room=5e9)}

    assert "borg/hosted" not in own
    assert "borg/hosted" in few
    assert "acme/tiny-8b" in few
    assert "acme/large-70b" not in few
