"""Reading a user's own list."""

from __future__ import annotations

import pytest
from tests.importing.test_record import KNOWN

from modelpick.errors import DataError
from modelpick.importing.rows import entries_of
from modelpick.importing.tables import read_rows


def rows(text):
    """The rows of that file."""
    return read_rows(text.encode(), "models.csv")


def entries(text, task=None):
    """The values of the entries made."""
    made = entries_of(
        rows(text), KNOWN, task=task, source="own-files", shown="models.csv", today="2026-11-23"
    )
    return [entry.values for entry in made]


def test_cells_are_read_as_what_they_are():
    """Sizes as people write them, lists with semicolons; an empty cell is unknown."""
    assert rows("id,parameters,context,languages,license\na/b,7B,32k,de; en,\n") == [
        (2, {"id": "a/b", "parameters": 7_000_000_000, "context": 32_000, "languages": ["de", "en"]})
    ]


def test_rows_become_entries():
    """What a row says stands; its kind fills the rest."""
    (made,) = entries("id,pipeline_tag,parameters,price_output,weights\nme/x,text-generation,7B,1.5,closed\n")

    assert (made["classes"], made["weights"]) == (["slm"], "closed")
    assert made["price"] == {"output": 1.5, "date": "2026-11-23", "source": "own-files"}


def test_a_row_may_say_all_itself():
    """Then no pipeline tag is needed."""
    (made,) = entries(
        "id,classes,capabilities,inputs,outputs\nme/x,tabular,tabular-regression,table,scores\n"
    )

    assert (made["classes"], made["capabilities"]) == (["tabular"], ["tabular-regression"])


def test_of_a_known_model_only_what_the_row_says_is_changed():
    """A user's own price of a model everyone knows."""
    (made,) = entries("id,context,bytes,quantization\nqwen/qwen3-8b,8k,5000,Q4_K_M\n")

    assert made == {
        "id": "Qwen/Qwen3-8B",
        "context": 8000,
        "files": [{"quantization": "Q4_K_M", "bytes": 5000, "source": "own-files"}],
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "models.csv:1: id"),
        ("id\n", "models.csv"),
        ("id,pipline_tag\na/b,x\n", "did you mean pipeline_tag"),
        ("id,parameters\na/b,many\n", "models.csv:2: parameters"),
        ("id,context\na/b,-3\n", "models.csv:2: context"),
        ("id,price_input\na/b,inf\n", "models.csv:2: price_input"),
        ("id\na/b,extra\n", "more cells"),
        ('id\n"a/b', "models.csv"),
    ],
)
def test_what_cannot_be_read_is_named(text, place):
    """File, line and column."""
    with pytest.raises(DataError) as error:
        rows(text)
    assert place in str(error.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id\nnowhere\n", "no id of a model"),
        ("id,name\n,x\n", "needs its id"),
        ("id\nme/x\n", "say it with --task"),
        ("id,pipeline_tag\nme/x,text-genration\n", "text-generation"),
        ("id,pipeline_tag\nme/x,text-generation\nme/x,text-generation\n", "stands there twice"),
    ],
)
def test_rows_that_cannot_be_entries_are_named(text, why):
    """With their line."""
    with pytest.raises(DataError) as error:
        entries(text)
    assert why in str(error.value)
    assert "models.csv:" in str(error.value)


def test_bytes_that_are_no_text_are_refused():
    """A spreadsheet's own format, say."""
    with pytest.raises(DataError, match="no CSV file"):
        read_rows(b"PK\x03\x04\xff\xff", "models.xlsx.csv")
