"""Questions by lines."""

from __future__ import annotations

import pytest

from modelpick.wizard.layout import Size
from modelpick.wizard.menu import Abandoned, Chosen, InputEnded, Item, Move
from modelpick.wizard.prompts import Prompts


class Paper:
    """Lines to read, and what was written."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.written = ""

    def asker(self, *, piped: bool = True) -> Prompts:
        return Prompts(self.read, self.write, lambda: Size(60, 24, ascii=True), piped=piped)

    def read(self) -> str | None:
        return self.lines.pop(0) if self.lines else None

    def write(self, text: str, stay: bool) -> None:
        self.written += text if stay else f"{text}\n"


def value(reply):
    assert isinstance(reply, Chosen)
    return reply.items[0].value


def test_a_number_answers(menu):
    """The menu is numbered."""
    paper = Paper("2\n")

    assert value(paper.asker().ask(menu(), ())) == "banana"
    assert "  2) Banana\n" in paper.written


def test_what_is_no_answer_is_asked_again(menu):
    """The reason is said, and nothing is taken."""
    paper = Paper("grape\n", "3\n")

    assert value(paper.asker().ask(menu(default=0), ())) == "cherry"
    assert "'grape' is not one of the choices" in paper.written


def test_a_pipe_that_ends_names_the_option(menu):
    """Instead of an answer nobody gave."""
    with pytest.raises(InputEnded) as error:
        Paper().asker().ask(menu(default=0, instead="… --fruit VALUE"), ())

    assert error.value.exit_code == 2
    assert error.value.hint == "ask without a dialogue: modelpick recommend … --fruit VALUE"


def test_a_pipe_that_never_answers_is_given_up(menu):
    """An endless pipe does not make an endless dialogue."""
    with pytest.raises(InputEnded, match="no answer"):
        Paper(*["y\n"] * 1000).asker().ask(menu(), ())


def test_an_endless_pipe_of_refused_answers_is_given_up(menu):
    """Also where every line is taken at first and refused by the catalogue afterwards."""
    asker = Paper(*["1\n"] * 1000).asker()

    def ask_for_ever():
        while True:
            asker.ask(menu(), (), "no such thing")

    with pytest.raises(InputEnded):
        ask_for_ever()


def test_the_end_of_a_terminal_is_leaving(menu):
    """Ctrl-D on an empty line."""
    with pytest.raises(Abandoned):
        Paper().asker(piped=False).ask(menu(), ())


def test_quitting(menu):
    """By letter."""
    with pytest.raises(Abandoned):
        Paper("q\n").asker().ask(menu(), ())


def test_several_that_may_be_meant_are_listed(menu):
    """Then one is chosen by number."""
    found = (Item("Date", "date"), Item("Damson", "damson"))
    paper = Paper("da\n", "2\n")

    assert value(paper.asker().ask(menu(search=lambda text: found), ())) == "damson"
    assert "2 tasks may be meant" in paper.written


def test_going_back_from_the_list_returns_to_the_question(menu):
    """Nothing was chosen yet."""
    found = (Item("Date", "date"), Item("Damson", "damson"))
    paper = Paper("da\n", "b\n", "1\n")

    assert value(paper.asker().ask(menu(search=lambda text: found), ())) == "apple"


def test_going_back(menu):
    """By letter."""
    assert Paper("b\n").asker().ask(menu(back=True), ()) == Move("back")


def test_help_explains_the_choices(menu):
    """And the question stands."""
    paper = Paper("?\n", "1\n")
    items = (Item("Apple", "apple", help="Grows on trees."),)

    assert value(paper.asker().ask(menu(items=items), ())) == "apple"
    assert "Grows on trees." in paper.written


def test_notes_are_there_from_the_start(menu):
    """Lines cannot be filled in later."""
    paper = Paper("1\n")
    paper.asker().ask(menu(complete=lambda i: Item(f"Item {i}", i, notes=("many words", f"{i} models"))), ())

    assert "  3) Item 2 (2 models)\n" in paper.written


def test_lines_fit_the_width(menu):
    """Long questions and prompts are folded between words."""
    paper = Paper("1\n")
    paper.asker().ask(menu(why="word " * 40, typed="some text such as " + "this " * 20), ())

    assert max(map(len, paper.written.split("\n"))) <= 60


def test_no_control_codes_reach_the_terminal(menu):
    """Not even those of a hostile catalogue or an echoed line."""
    paper = Paper("\x1b[2J\n", "1\n")
    paper.asker().ask(menu(items=(Item("\x1b]0;owned\x07", 1),)), ())

    assert "\x1b" not in paper.written
    assert "\x07" not in paper.written
