"""What a search finds."""

from __future__ import annotations

import pytest

from modelpick.browse.filters import Filters, found_by, one_of, refuse_unused
from modelpick.errors import UnknownId, UsageError


@pytest.mark.parametrize("search", ["", "image caption", "Caption Image", "image_caption", "CAPT"])
def test_words_are_found_in_any_order_and_case(search):
    """Every word must occur somewhere; separators do not matter."""
    assert found_by(search, ("image-captioning", None, "Alt text"))


def test_a_word_that_does_not_occur_is_not_found():
    """One missing word is enough to leave a record out."""
    assert not found_by("image speech", ("image-captioning",))


def test_a_filter_of_other_things_is_refused():
    """The message names the option, the hint those that apply."""
    with pytest.raises(UsageError, match="--class does not apply to tasks") as caught:
        refuse_unused(Filters(classes=("vlm",)), ("modality",), "tasks")

    assert caught.value.hint == "filters: --search, --modality"


def test_a_value_is_spelled_as_the_catalogue_does():
    """Case and separators of a value do not matter."""
    assert one_of("open weights", {"open-weights", "permissive"}, "kind", "licenses") == "open-weights"


def test_a_value_that_nothing_has_is_refused():
    """The closest value is named."""
    with pytest.raises(UnknownId) as caught:
        one_of("permisive", {"permissive"}, "kind", "licenses")

    assert "permissive" in (caught.value.hint or "")
