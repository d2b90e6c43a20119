"""What a command answers with, and text that cannot act."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.render.document import Column, Document, Grid, Paragraph, inert

ACTING = ("Cc", "Cf", "Cs", "Zl", "Zp")


@given(st.text())
def test_no_text_acts_on_a_terminal(text):
    """Control, direction-changing and line-breaking characters are shown, never sent."""
    assert not [char for char in inert(text) if unicodedata.category(char) in ACTING]


@given(st.text(st.characters(exclude_categories=ACTING)))
def test_other_text_is_left_alone(text):
    """Letters of any script, signs and emoji."""
    assert inert(text) == text


@given(st.text())
def test_inert_text_stays_as_it_is(text):
    """Making it inert twice is making it so once."""
    assert inert(inert(text)) == inert(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\u001b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\x9b2Jb", "a\\u009b2Jb"),
        ("two\nlines", "two lines"),
        ("tab\there", "tab\\u0009here"),
        ("[red]x[/red]", "[red]x[/red]"),
    ],
)
def test_what_would_act_is_shown(text, shown):
    """Escape codes by their number, a line's end as a blank."""
    assert inert(text) == shown


def test_csv_takes_the_main_grid_or_the_first():
    """A document says which of its tables stands for it."""
    first, second = (Grid((Column(title),), ()) for title in "ab")

    assert Document({}, (Paragraph("x"), first, second)).grid is first
    assert Document({}, (first,), second).grid is second
    assert Document({}, (Paragraph("x"),)).grid is None
