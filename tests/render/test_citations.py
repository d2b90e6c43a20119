"""Numbered references."""

from __future__ import annotations

from modelpick.knowledge.records import Source
from modelpick.render.citations import Citations
from modelpick.render.document import Paragraph

SOURCES = (
    Source(id="one", title="First", url="https://example.org/1"),
    Source(id="two", title="", url="https://two"),
)


def test_references_are_numbered_in_the_order_of_the_bibliography():
    """A mark lists each number once."""
    assert Citations(SOURCES).mark(["two", "one", "two"]) == " [2, 1]"


def test_no_reference_leaves_no_mark():
    """Nothing is printed where nothing is cited."""
    assert Citations(SOURCES).mark([]) == ""


def test_the_bibliography_has_every_entry():
    """Numbers lead to title and address."""
    texts = [section.text for section in Citations(SOURCES).sections() if isinstance(section, Paragraph)]

    assert texts == ["Sources", "[1] First, https://example.org/1", "[2] https://two"]
