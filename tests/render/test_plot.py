"""Plots made of characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.render.document import Document, Paragraph
from modelpick.render.plain import to_json, to_markdown
from modelpick.render.plot import Bars, Mark, Scatter, drawings_of

marks = st.lists(
    st.builds(
        Mark, st.text("abc/-", min_size=1, max_size=40), st.floats(0.1, 1e4), st.floats(0, 1), st.booleans()
    ),
    min_size=2,
    max_size=60,
).map(tuple)


def scatter(found):
    return Scatter(
        "Quality against memory", "memory in GB", "quality", found, lambda x: f"{x:.3g}", "smaller"
    )


@given(marks, st.integers(40, 200), st.booleans())
def test_it_fits_the_width(found, width, ascii_only):
    """No line is longer than the terminal."""
    assert max(map(len, scatter(found).lines(width, ascii_only=ascii_only))) <= width


@given(marks)
def test_ascii_is_ascii(found):
    """Nothing but ASCII where only that can be shown."""
    assert all(line.isascii() for line in scatter(found).lines(80, ascii_only=True))


def test_the_front_is_lettered_and_named():
    """Every point of the front stands in the legend with both its values."""
    lines = scatter((Mark("a", 1.0, 0.5, True), Mark("b", 2.0, 0.4, False), Mark("c", 4.0, 0.9, True))).lines(
        80
    )

    assert "  1 a (1, 0.50)" in lines
    assert "  2 c (4, 0.90)" in lines
    assert not any(line.endswith("b") for line in lines)


def test_better_is_higher_and_more_is_to_the_right():
    """The best point is drawn in the first row, the largest in the last column."""
    lines = scatter((Mark("a", 1.0, 0.1, True), Mark("b", 9.0, 0.9, True))).lines(60)

    assert lines[1].endswith("2")
    assert "1" in lines[12]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_bars_add_up(width):
    """A bar is as long as its total says, whatever its parts are rounded to."""
    bars = Bars("Adds", ("quality", "speed", "cost"), (("m", (0.111, 0.222, 0.333)),))

    assert len(bars.lines(width)[2].strip()) == round(0.666 * (min(width, 100) - 2))


def test_parts_are_told_apart_without_colour():
    """Two criteria with one initial get different letters."""
    lines = Bars("Adds", ("cost", "class"), (("m", (0.5, 0.5)),)).lines(60)

    assert lines[-1] == "c cost, l class"


def test_json_has_no_plot_and_markdown_a_block_of_text():
    """A plot is for reading."""
    document = Document(
        {"schema": "x"}, (Paragraph("p"), scatter((Mark("a", 1, 0, True), Mark("b", 2, 1, True))))
    )

    assert "Quality" not in to_json(document)
    assert "```text" in to_markdown(document)


def test_a_legend_is_wrapped_not_cut():
    """On a narrow terminal every word of it is there."""
    lines = scatter((Mark("a", 1.0, 0.5, True), Mark("b", 2.0, 0.4, False))).lines(50)

    assert "named below: nothing is better and smaller too" in " ".join(lines)


def test_a_pipeline_is_drawn_stage_by_stage(adviser):
    """The models of one stage do not compete with those of another."""
    titles = [drawn.title for drawn in drawings_of(adviser.advise(adviser.query(task="rag")))]

    assert [title.split(":")[0] for title in titles] == ["embedder", "reranker", "llm"]
