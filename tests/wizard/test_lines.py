"""What typed lines mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.wizard.lines import Unclear, read_line
from modelpick.wizard.menu import Chosen, Item, Menu, Move, Typed


def values(reply):
    assert isinstance(reply, Chosen)
    return [item.value for item in reply.items]


def test_an_empty_line_takes_the_default(menu):
    """Enter is the answer in brackets."""
    assert values(read_line(menu(default=2), "\n")) == ["cherry"]


def test_an_empty_line_without_a_default_is_no_answer(menu):
    """Nothing is assumed."""
    assert isinstance(read_line(menu(), ""), Unclear)


@pytest.mark.parametrize("line", ["2", " 2 ", "banana", "Banana", "BANANA\r\n"])
def test_a_number_or_a_value(menu, line):
    """Either names the item."""
    assert values(read_line(menu(), line)) == ["banana"]


@pytest.mark.parametrize("line", ["0", "4", "99999999999999999999", "-1", "bananas", "2.0", "b a", "y"])
def test_anything_else_is_refused(menu, line):
    """A piped word is never taken for the default."""
    assert isinstance(read_line(menu(default=0, back=True), line), Unclear)


@pytest.mark.parametrize("line", ["\x1b[B", "\x1b[B\x1b[B2", "2\x00", "\x04"])
def test_key_codes_are_no_answer(menu, line):
    """What a key sends is not what a person types."""
    assert isinstance(read_line(menu(default=0, typed="anything"), line), Unclear)


def test_a_misspelt_value_is_answered_with_the_closest(menu):
    """As everywhere."""
    assert "did you mean banana?" in read_line(menu(), "bananna").say


@pytest.mark.parametrize(
    ("line", "to"), [("b", "back"), ("back", "back"), ("a", "finish"), ("q", "quit"), ("quit", "quit")]
)
def test_commands(menu, line, to):
    """Letters and words leave the question."""
    assert read_line(menu(back=True, finish=True), line) == Move(to)


def test_a_command_that_does_not_apply_is_refused(menu):
    """There is nothing before the first question."""
    assert read_line(menu(), "b").say == "this is the first question"


def test_several_values(menu):
    """Commas or spaces separate them; each is taken once."""
    assert values(read_line(menu(many=True), "3, apple 3")) == ["cherry", "apple"]


def test_one_wrong_value_of_several_refuses_the_line(menu):
    """Nothing is taken by half."""
    assert isinstance(read_line(menu(many=True), "1, 9"), Unclear)


def test_free_text(menu):
    """Where something may be typed, what names no item is that."""
    assert read_line(menu(typed="a device"), "RTX 4090") == Typed("RTX 4090")


def test_long_numbers_are_free_text(menu):
    """4090 and 32000 are values."""
    assert read_line(menu(typed="tokens"), "32000") == Typed("32000")


def test_a_search_that_finds_one_takes_it(menu):
    """There is no doubt."""
    date = Item("Date", "date")

    assert values(read_line(menu(search=lambda text: (date,)), "dat")) == ["date"]


def test_a_search_that_finds_several_asks_which(menu):
    """The dialogue shows them."""
    found = (Item("Date", "date"), Item("Damson", "damson"))

    assert read_line(menu(search=lambda text: found), "da").items == found


def test_an_exact_name_wins_over_likenesses(menu):
    """A name that is also the beginning of others is itself."""
    found = (Item("Datil", "datil"), Item("Dat", "dat"))

    assert values(read_line(menu(search=lambda text: found), "dat")) == ["dat"]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_line_is_a_reply_or_unclear(line):
    """No text breaks the reader, and only the default answers to an empty line."""
    menu = Menu(title="?", items=(Item("Apple", 1), Item("Banana", 2)), default=0)
    found = read_line(menu, line)

    assert isinstance(found, Chosen | Typed | Move | Unclear)
    if isinstance(found, Chosen):
        assert line.strip().lstrip("0").casefold() in ("", "1", "2", "apple", "banana")
