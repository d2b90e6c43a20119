"""What keys do to a menu."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpick.wizard.menu import Chosen, Item, Menu, Move, Typed
from modelpick.wizard.press import Pointer, opened, press, shown

KEYS = [
    *("up", "down", "left", "right", "home", "end", "page-up", "page-down"),
    *("enter", "escape", "tab", "backspace", "clear"),
]


def after(menu, *keys):
    """The reply that keys complete, or the pointer they leave."""
    state = opened(menu)
    for key in keys:
        state = press(menu, state, key)
        if not isinstance(state, Pointer):
            return state
    return state


def chosen(reply):
    assert isinstance(reply, Chosen)
    return [item.value for item in reply.items]


def test_enter_takes_the_default(menu):
    """The highlight starts on the default."""
    assert chosen(after(menu(default=1), "enter")) == ["banana"]


def test_arrows_move_and_wrap(menu):
    """Up from the first is the last."""
    assert chosen(after(menu(), "down", "enter")) == ["banana"]
    assert chosen(after(menu(), "up", "enter")) == ["cherry"]


def test_a_number_takes_its_item_at_once(menu):
    """Where no longer number could be meant."""
    assert chosen(after(menu(), "3")) == ["cherry"]


def test_a_number_waits_while_a_longer_one_could_be_meant():
    """1 may become 12."""
    many = Menu(title="?", items=tuple(Item(str(n), n) for n in range(1, 13)))

    assert chosen(after(many, "1", "2")) == [12]
    assert chosen(after(many, "1", "enter")) == [1]
    assert chosen(after(many, "3")) == [3]


def test_a_number_that_is_none_says_the_range(menu):
    """And chooses nothing."""
    assert after(menu(), "7").problem == "choose a number from 1 to 3"


def test_digits_may_begin_a_name_where_text_is_taken(menu):
    """4090 is a device, not choice 4; a number alone still names its item."""
    typed = menu(typed="a device")

    assert after(typed, *"3060", "enter") == Typed("3060")
    assert chosen(after(typed, "3", "enter")) == ["cherry"]


def test_the_name_of_an_item_may_be_typed(menu):
    """Typed text that names an item is that item."""
    assert chosen(after(menu(typed="a device"), *"cherry", "enter")) == ["cherry"]


@pytest.mark.parametrize("key", ["b", "left", "escape"])
def test_back(menu, key):
    """Three keys go back."""
    assert after(menu(back=True), key) == Move("back")


def test_the_first_question_has_no_back(menu):
    """It says so instead."""
    assert after(menu(), "b").problem == "this is the first question"


def test_escape_clears_text_before_it_goes_back(menu):
    """What was typed goes first."""
    assert after(menu(typed="a device", back=True), "x", "escape").text == ""


def test_letters_are_text_where_text_is_taken(menu):
    """b begins a word there."""
    assert after(menu(typed="a device", back=True), *"b200").text == "b200"


@pytest.mark.parametrize("key", ["q", "end-of-file", "interrupt"])
def test_quit(menu, key):
    """Leaving is always possible."""
    assert after(menu(), key) == Move("quit")


@pytest.mark.parametrize("key", ["tab", "a"])
def test_answer_now(menu, key):
    """The dialogue may be cut short once there is something to answer."""
    assert after(menu(finish=True), key) == Move("finish")
    assert after(menu(), key).problem == "this question must be answered first"


def test_help_opens_and_closes(menu):
    """The question mark shows what the choices mean."""
    assert after(menu(), "?").help
    assert not after(menu(), "?", "?").help


def test_marks_are_taken_together(menu):
    """The space bar marks, Enter takes, in the order of the menu."""
    assert chosen(after(menu(many=True), "down", " ", "up", " ", "enter")) == ["apple", "banana"]
    assert chosen(after(menu(many=True), "3", "1", "enter")) == ["apple", "cherry"]


def test_nothing_marked_is_no_answer(menu):
    """Enter alone says how to mark."""
    assert "space bar" in after(menu(many=True), "enter").problem


def test_a_refused_item_says_why():
    """It cannot be taken."""
    menu = Menu(title="?", items=(Item("This machine", 1, refused="no memory can be read"),))

    assert after(menu, "enter").problem == "no memory can be read"


def test_words_search(menu):
    """Typed words choose what is shown, and Enter takes the highlighted."""
    found = (Item("Date", "date"), Item("Elder", "elder"))
    searching = menu(search=lambda text: found if text == "de" else ())

    assert chosen(after(searching, "d", "e", "down", "enter")) == ["elder"]


def test_words_that_find_nothing_are_handed_on(menu):
    """The catalogue has the better message for an unknown name."""
    assert after(menu(search=lambda text: ()), *"vlm", "enter") == Typed("vlm")


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*KEYS, *"abq?1239 xé"]), max_size=30),
    st.sampled_from(["plain", "many", "typed", "search"]),
)
def test_no_keys_lead_astray(keys, sort):
    """Whatever is pressed, the highlight stays on an item and every reply is one the menu offers."""
    items = tuple(Item(str(n), n) for n in range(11))
    menu = Menu(
        title="?",
        items=items,
        many=sort == "many",
        typed="text" if sort == "typed" else None,
        search=(lambda text: items[: len(text) % 4]) if sort == "search" else None,
        back=True,
    )
    state = opened(menu)
    for key in keys:
        state = press(menu, state, key)
        if not isinstance(state, Pointer):
            assert isinstance(state, Chosen | Typed | Move)
            assert not isinstance(state, Chosen) or set(state.items) <= set(items)
            return
        assert 0 <= state.at < max(len(shown(menu, state)), len(items))
