"""Documents fitted to a terminal."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from modelpick.render.document import Column, Document, Grid, Paragraph
from modelpick.render.text import Look, renderables

LONG = "organisation/a-model-with-a-rather-long-name-30B-A3B"


def lines(*sections: Grid | Paragraph, width: int = 60, ascii_only: bool = False) -> list[str]:
    target = io.StringIO()
    console = Console(file=target, width=width, color_system=None, highlight=False, markup=False, emoji=False)
    for renderable in renderables(Document({}, sections), Look(width, ascii_only)):
        console.print(renderable)
    return target.getvalue().splitlines()


def grid(*columns: Column, stacks: bool = False) -> Grid:
    cells = (LONG, "some words that may be wrapped wherever a space is", "0.123")
    return Grid(columns, (cells[: len(columns)],), stacks=stacks)


def test_lines_of_a_bullet_hang_behind_its_mark():
    """The second line of an item starts where the first one's text does."""
    shown = lines(Paragraph("word " * 20, bullet=True, indent=1), width=40)

    assert shown[0].startswith("  • word")
    assert all(line.startswith("    word") for line in shown[1:])


def test_no_line_ends_in_blanks():
    """Wrapped paragraphs leave no trailing spaces in a file."""
    assert all(line == line.rstrip() for line in lines(Paragraph("word " * 40, indent=2)))


def test_a_part_is_set_off_by_a_blank_line():
    """A heading follows a blank line, the first one does not."""
    assert lines(Paragraph("One", style="strong"), Paragraph("a"), Paragraph("Two", style="strong")) == [
        *("One", "a", "", "Two")
    ]


def test_the_least_needed_column_gives_way():
    """Columns with the highest ``keep`` go first; the id stays whole."""
    shown = "\n".join(
        lines(grid(Column("Model", whole=True), Column("Words", keep=2), Column("Score", keep=1)))
    )

    assert LONG in shown
    assert "Words" not in shown


WORD = st.text(st.sampled_from("ab0(-)…≥中"), max_size=8)
WORDS = st.lists(WORD, max_size=6).map(" ".join)


@given(st.lists(st.tuples(WORD, WORDS, WORDS), min_size=1, max_size=3), st.integers(80, 130), st.booleans())
def test_no_word_of_a_shown_column_is_lost(rows, width, ascii_only):
    """Columns are squeezed down to their words and no further, so that nothing stands over to be cut."""
    columns = (Column("A", whole=True), Column("B"), Column("C"))
    alone = (Grid((c,), tuple((row[i],) for row in rows)) for i, c in enumerate(columns))
    single = (lines(one, width=width, ascii_only=ascii_only) for one in alone)
    wanted = sorted(word for column in single for line in column[2:] for word in line.split())

    shown = lines(Grid(columns, tuple(rows)), width=width, ascii_only=ascii_only)
    bar = "|" if ascii_only else " "

    assert sorted(word for line in shown[2:] for word in line.replace(bar, " ").split()) == wanted


def test_a_speed_is_not_cut_where_columns_are_squeezed():
    """Three columns that must all give way keep every word of theirs."""
    columns = (Column("Model", whole=True), Column("Quality"), Column("Fit"), Column("Speed"))
    row = ("Qwen/Qwen3-VL-4B-Instruct", "0.37 self-reported", "fits Q8_0 5.98 GB", "17.2 (3.9-35) tok/s")

    for width in range(58, 90):
        assert "(3.9-35)" in "\n".join(lines(Grid(columns, (row,)), width=width))


def test_a_title_is_not_squeezed_with_its_table():
    """It has the width of the terminal, so that an id in it stays whole."""
    shown = lines(Grid((Column("A"), Column("B")), (("1", "2"),), title=LONG))

    assert shown[0] == LONG


def test_an_id_is_not_wrapped_to_make_room():
    """Other columns are squeezed before a whole one is."""
    shown = lines(grid(Column("Model", whole=True), Column("Words")), width=80)

    assert any(LONG in line for line in shown)


def test_a_grid_that_stacks_loses_nothing():
    """Where columns do not fit, the row becomes a list of all of them."""
    shown = lines(grid(Column("Model"), Column("Words"), Column("Score"), stacks=True))

    assert shown[0] == LONG
    assert [line.split(":")[0] for line in shown if line.startswith("•")] == ["• Words", "• Score"]


def test_a_grid_that_stacks_is_a_table_where_it_fits():
    """With room, columns stand side by side."""
    assert lines(grid(Column("Model"), Column("Words"), stacks=True), width=200)[0].split() == [
        "Model",
        "Words",
    ]


def test_a_dumb_terminal_gets_ascii():
    """No character beyond ASCII is printed where only that can be shown."""
    shown = lines(Paragraph("a – b … “c” ≥ 中", bullet=True), grid(Column("Model")), ascii_only=True)

    assert all(line.isascii() for line in shown)


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "\x1b[31mred", "a\u202eb", ":smile:"])
def test_text_is_inert(text):
    """Markup, control codes and direction marks are shown, not obeyed."""
    shown = "\n".join(lines(Paragraph(text), Grid((Column("A"),), ((text,),))))

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    if text.isascii() and text.isprintable():
        assert shown.count(text) == 2


@given(st.lists(st.text(min_size=1, max_size=30), min_size=3, max_size=3), st.integers(60, 200))
def test_no_line_is_wider_than_the_terminal(cells, width):
    """Whatever the cells hold, every line fits."""
    from rich.cells import cell_len

    table = Grid((Column("A", whole=True), Column("B", keep=1), Column("C", keep=2)), (tuple(cells),))

    assert max(cell_len(line) for line in lines(table, width=width)) <= width
