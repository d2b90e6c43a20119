"""JSON, CSV and Markdown: nothing lost, nothing obeyed."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.render.document import Column, Document, Grid, Paragraph, inert
from modelpick.render.plain import to_csv, to_json, to_markdown

HOSTILE = "a\x1b[31m|`*_<b>[link](x)\u202e\x9b#{}\\ \u2028end"
texts = st.text() | st.just(HOSTILE)


def grid(*cells):
    return Document({}, (Grid((Column("One"), Column("Two", right=True)), (cells,)),))


@given(st.dictionaries(texts, texts | st.integers() | st.lists(texts)))
def test_json_loses_nothing(data):
    """What was put in is read back."""
    data = json.loads(json.dumps(data))  # lone surrogates side by side become one character

    assert json.loads(to_json(Document(data, ()))) == data
    assert json.loads(to_json(Document(data, ()), ascii=True)) == data


@given(texts)
def test_json_sends_nothing_to_a_terminal(text):
    """What could act is written as an escape."""
    printed = to_json(Document({"name": text}, ()))

    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]", printed
    )


def test_json_is_ascii_where_nothing_else_can_be_printed():
    """Escapes, not question marks."""
    assert to_json(Document({"name": "é"}, ()), ascii=True).isascii()


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_json_has_no_number_that_is_none(number):
    """It would not be JSON: the value is unknown."""
    assert json.loads(to_json(Document({"price": number}, ()))) == {"price": None}


@given(texts, texts)
def test_csv_keeps_every_cell(one, two):
    """Whatever commas, quotes and line ends it holds; what could act is shown."""
    rows = list(csv.reader(io.StringIO(to_csv(grid(one, two)))))

    assert rows == [["One", "Two"], [inert(one), inert(two)]]


def test_csv_of_no_table_is_empty():
    """Not an error."""
    assert to_csv(Document({}, (Paragraph("x"),))) == ""


@given(texts)
def test_markdown_keeps_a_cell_in_its_cell(text):
    """No text opens a column, a link, a tag or emphasis."""
    row = to_markdown(grid(text, "x")).splitlines()[2]
    bare = re.sub(r"\\[\\`*_{}\[\]<>#|]", "", row)

    assert bare.count("|") == 3
    assert not set(bare) & set("`*_{}[]<>#\\")


def test_markdown_has_the_shape_of_the_document():
    """Headings, bullets and tables with their alignment."""
    sections = (
        Paragraph("Head", style="strong"),
        Paragraph("item", bullet=True, indent=1),
        Grid((Column("One"), Column("Two", right=True)), (("a", "1"),), title="T"),
    )

    assert to_markdown(Document({}, sections)).splitlines() == [
        *("**Head**", "", "  - item", "### T", ""),
        *("| One | Two |", "| --- | ---: |", "| a | 1 |", ""),
    ]
