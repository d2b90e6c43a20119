"""How names that people type are compared with the catalogue's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpick.knowledge.naming import (
    begins_with,
    contains_words,
    fold,
    is_called,
    matches_model,
    names_of,
    words,
)

names = st.text("abcXYZ019.-_/ ", max_size=20)


@given(names)
def test_folding_twice_is_folding_once(name):
    """A folded name is its own spelling."""
    assert fold(fold(name)) == fold(name)


@given(names)
def test_case_and_separators_do_not_matter(name):
    """Underscores, blanks and dashes are one, and so are capitals."""
    assert fold(name.upper().replace("_", " ")) == fold(name)


@given(names, names)
def test_a_beginning_is_within(name, wanted):
    """What a name begins with, it also contains."""
    assert contains_words((name,), wanted) or not begins_with(name, wanted)


@given(names)
def test_a_name_begins_with_itself(name):
    """Unless it has no letter and no digit."""
    assert begins_with(name, name) == bool(words(name))


@pytest.mark.parametrize(
    ("name", "wanted", "does"),
    [
        ("Qwen3.5", "qwen", True),
        ("Qwen3.5", "Qwen 3.5", True),
        ("Qwen3.5", "qw", False),
        ("Qwen3.5", "qwen 3", False),
        ("OpenAI", "open", False),
        ("Google", "", False),
        ("Google", "…", False),
    ],
)
def test_a_beginning_is_whole_words(name, wanted, does):
    """A family is named by its words, not by letters; 3 is not 3.5."""
    assert begins_with(name, wanted) is does


@pytest.mark.parametrize("name", ["acme/tiny-8b", "Tiny-8B", "ACME", "slm", "tiny"])
def test_a_model_is_shut_out_by_any_of_its_names(small, name):
    """Id, name, provider, class and family."""
    assert is_called(small.catalog.model("acme/tiny-8b"), name)


@pytest.mark.parametrize("name", ["acme/tiny", "8b", "ti", "llm", "borg"])
def test_a_part_of_a_name_shuts_nothing_out(small, name):
    """To forbid is to be exact."""
    assert not is_called(small.catalog.model("acme/tiny-8b"), name)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("8B", {"acme/tiny-8b", "borg/old"}),
        ("7.5b", {"acme/tiny-8b", "borg/old"}),
        ("7B", set()),
        ("tiny", {"acme/tiny-1b", "acme/tiny-8b", "acme/large-70b"}),
        ("acme/tiny-8b", {"acme/tiny-8b"}),
        ("see", {"cyan/see-4b", "cyan/see-30b"}),
        ("?", set()),
    ],
)
def test_a_model_is_meant_by_size_or_words(small, wanted, found):
    """A size within a tenth, or words of id, name or family."""
    assert {m.id for m in small.catalog.models() if matches_model(m, wanted)} == found


def test_every_model_is_called_by_all_its_names(small):
    """What shows as a name can be used as one."""
    assert all(is_called(m, name) for m in small.catalog.models() for name in names_of(m))
