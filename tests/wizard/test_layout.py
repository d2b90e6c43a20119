"""A menu on a screen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from modelpick.render.document import inert
from modelpick.wizard.layout import Size, fold_words, painted
from modelpick.wizard.menu import Item, Menu
from modelpick.wizard.press import Pointer, opened

TEXT = st.text(max_size=60)
ASKED = st.lists(st.tuples(TEXT, TEXT), max_size=20)


def texts(menu, pointer=None, asked=(), size=None):
    return [line.text for line in painted(menu, pointer or opened(menu), asked, size or Size(80, 24))]


@settings(deadline=None)
@given(TEXT, TEXT, ASKED, st.builds(Size, st.integers(21, 200), st.integers(8, 60)), st.integers(0, 19))
def test_a_screen_is_never_overrun(title, label, asked, size, at):
    """No line is wider and no screen higher than the terminal, and nothing acts on it."""
    menu = Menu(title=title, why=label, items=tuple(Item(label, n, help=title) for n in range(20)))
    lines = texts(menu, Pointer(at=at), asked, size)

    assert len(lines) <= size.height
    assert all(cell_len(line) <= size.width for line in lines)
    assert [inert(line) for line in lines] == lines


@pytest.mark.parametrize("at", [0, 7, 99])
def test_the_highlighted_item_is_always_seen(at):
    """A long menu scrolls."""
    menu = Menu(title="Which?", why="Because.", items=tuple(Item(f"item {n}", n) for n in range(100)))
    lines = texts(menu, Pointer(at=at), size=Size(60, 12))

    assert [line for line in lines if line.startswith("›") and line.endswith(f"item {at}")]


def test_notes_stand_in_one_column(menu):
    """They are compared, so they are aligned."""
    items = (Item("A", 1, notes=("9 models",)), Item("A longer one", 2, notes=("8 models",)))
    rows = [line for line in texts(menu(items=items)) if "models" in line]

    assert len({line.index("models") for line in rows}) == 1


def test_notes_give_way_on_a_narrow_screen(menu):
    """The shorter wording is used for all, then none; labels stay."""
    items = (Item("A rather long label of a choice", 1, notes=("9 models, first some-model-7B", "9 models")),)

    assert any(line.endswith("9 models") for line in texts(menu(items=items), size=Size(60, 24)))
    assert not any("9 models" in line for line in texts(menu(items=items), size=Size(40, 24)))


def test_answers_so_far_give_way_on_a_low_screen(menu):
    """The question matters more."""
    asked = [(f"Question {n}", "yes") for n in range(30)]
    lines = texts(menu(), asked=asked, size=Size(80, 12))

    assert "Question 29: yes" in lines
    assert "Question 1: yes" not in lines


def test_ascii_terminals_get_ascii(menu):
    """Arrows and bullets have plain forms."""
    lines = texts(menu(), Pointer(help=True), size=Size(80, 24, ascii=True))

    assert all(line.isascii() for line in lines)


def test_words_are_not_broken():
    """Lines break between words."""
    assert fold_words("one two three four five", Size(21, 24)) == ["one two three four", "five"]


def test_continued_lines_stand_in():
    """A list stays readable, and its own indent is kept."""
    lines = fold_words("  1) one two three four", Size(21, 24), indent=5)

    assert lines == ["  1) one two three", "     four"]


def test_typed_text_dims_the_items(menu):
    """Enter takes the text then, and the screen says so."""
    lines = texts(menu(typed="a device"), Pointer(text="RTX"))

    assert "enter takes what is typed" in lines
    assert not any(line.startswith("›") for line in lines)
