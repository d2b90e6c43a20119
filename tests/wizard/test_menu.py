"""Menus and their items."""

from __future__ import annotations

from modelpick.wizard.menu import Item


def test_an_item_answers_to_its_label_and_names():
    """Whatever the case and the separators."""
    item = Item("A graphics card", 1, names=("gpu-8",))

    assert item.is_called("a Graphics_card")
    assert item.is_called("GPU 8")
    assert not item.is_called("gpu")


def test_letters_are_text_only_where_text_is_taken(menu):
    """Elsewhere they are commands."""
    assert not menu().takes_text
    assert menu(typed="a device").takes_text
    assert menu(search=lambda text: ()).takes_text


def test_a_menu_without_notes_to_work_out_stays_as_it_is(menu):
    """Nothing is asked of the engine."""
    assert menu().completed(0) == menu()
