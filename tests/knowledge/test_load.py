"""Authored files to validated records, each problem with its file, line and field."""

from __future__ import annotations

import shutil

import pytest
from tests.small import lay_out, model

from modelpick.errors import DataError
from modelpick.knowledge.load import load_folder

HAND_WRITTEN = """\
name: Hand 1B
family: Hand
provider: Acme
tier: official
classes: [slm]
capabilities: [chat]
inputs: [text]
outputs: [text]
parameters: {parameters}
weights: open
refs: [https://example.org]
checked: "2026-11-23"
"""


@pytest.fixture
def folder(small_folder, tmp_path):
    return shutil.copytree(small_folder, tmp_path / "data")


def problems(folder):
    with pytest.raises(DataError) as caught:
        load_folder(folder)
    return [(p.file, p.line, p.field, p.message) for p in caught.value.problems]


def test_a_model_takes_its_id_from_its_path(folder):
    """The file does not repeat it."""
    lay_out(folder, {"models/acme/hand-1b.yaml": HAND_WRITTEN.format(parameters=1_000_000_000)})

    assert load_folder(folder).of("models")["acme/hand-1b"].parameters == 1_000_000_000


@pytest.mark.parametrize("value", ["many", "1.5", "true", "'1'", "[1]"])
def test_a_value_of_another_type_is_refused(folder, value):
    """Nothing is converted: a text is no number and a number no flag."""
    lay_out(folder, {"models/acme/hand-1b.yaml": HAND_WRITTEN.format(parameters=value)})

    assert [p[:3] for p in problems(folder)] == [("data/models/acme/hand-1b.yaml", 9, "parameters")]


def test_every_problem_of_every_file_is_told(folder):
    """One run is enough to mend them all."""
    lay_out(folder, {"models/acme/a.yaml": "name: A\n", "models/acme/b.yaml": "colour: red\n"})
    found = problems(folder)

    assert {p[0] for p in found} == {"data/models/acme/a.yaml", "data/models/acme/b.yaml"}
    assert ("data/models/acme/b.yaml", 1, "colour", "unknown field") in found
    assert any(p[2:] == ("family", "required") for p in found)


def test_two_records_of_one_id_are_refused(folder):
    """With the place of the first."""
    text = (folder / "tasks/image.yaml").read_text()
    lay_out(folder, {"tasks/zzz.yaml": text})
    file, _, field, message = problems(folder)[0]

    assert (file, field) == ("data/tasks/zzz.yaml", "id")
    assert "already defined in data/tasks/image.yaml:2" in message


def test_a_record_in_a_list_is_found_by_its_line(folder):
    """Line and field of the second entry, not of the file."""
    lay_out(folder, {"licenses.yaml": "- id: A\n  nam: x\n- id: B\n"})
    found = problems(folder)

    assert ("data/licenses.yaml", 2, "0.nam", "unknown field") in found
    assert ("data/licenses.yaml", 3, "1.name", "required") in found


@pytest.mark.parametrize("text", ["", "hello", "7", "[]", "- 1"])
def test_a_file_of_another_shape_is_refused(folder, text):
    """A model is one mapping."""
    lay_out(folder, {"models/acme/hand-1b.yaml": text})

    assert problems(folder)[0][0] == "data/models/acme/hand-1b.yaml"


def test_unreadable_yaml_is_a_problem_among_others(folder):
    """A syntax error in one file does not hide the problems of the others."""
    lay_out(folder, {"models/acme/a.yaml": "a: [", "models/acme/b.yaml": "name: B\n"})

    assert {p[0] for p in problems(folder)} == {"data/models/acme/a.yaml", "data/models/acme/b.yaml"}


def test_a_record_keeps_its_place(folder):
    """For later checks that look at the whole."""
    lay_out(folder, {"models/acme/x.yaml": model("acme/x")})

    assert load_folder(folder).where("models", "acme/x").file == "data/models/acme/x.yaml"
