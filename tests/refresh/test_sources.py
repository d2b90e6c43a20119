"""Which addresses are asked."""

from __future__ import annotations

import pytest
from tests.refresh.making import source

from modelpick.errors import DataError, UnknownId
from modelpick.refresh.sources import chosen, configured

KNOWN = (source("models.dev"), source("hub", default=False))


def test_a_file_changes_the_fields_it_names(tmp_path):
    """As an overlay changes records."""
    file = tmp_path / "sources.yaml"
    file.write_text("- {id: hub, url: 'http://127.0.0.1:1/x'}\n", encoding="utf-8")

    found = configured(KNOWN, file)

    assert (found["hub"].url, found["hub"].form) == ("http://127.0.0.1:1/x", "hub")


@pytest.mark.parametrize(
    "text", ["x: 1", "- 3", "- {id: new}", "- {id: hub, colour: red}", "- {id: hub, url: 3}"]
)
def test_a_wrong_file_is_named(tmp_path, text):
    """With its name and line."""
    file = tmp_path / "sources.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=r"sources.yaml:1"):
        configured(KNOWN, file)


def test_large_sources_are_read_on_request_alone():
    """Without names, only what is small."""
    sources = configured(KNOWN, None)

    assert [found.id for found in chosen(sources, [])] == ["models.dev"]
    assert [found.id for found in chosen(sources, ["hub"])] == ["hub"]


def test_an_unknown_source_names_the_closest():
    """As every other name."""
    with pytest.raises(UnknownId) as error:
        chosen(configured(KNOWN, None), ["model.dev"])
    assert "models.dev" in (error.value.hint or "")
