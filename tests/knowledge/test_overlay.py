"""A user's own data on top of the catalogue."""

from __future__ import annotations

import shutil

import pytest
from tests.small import lay_out, model

from modelpick.adviser import Adviser
from modelpick.errors import DataError
from modelpick.knowledge.compile import compile_knowledge
from modelpick.knowledge.overlay import compile_overlay, knowledge_of, overlay_digest
from modelpick.knowledge.store import Catalog

NEW = """\
models:
- id: acme/new-9b
  name: New 9B
  family: New
  provider: Acme
  tier: official
  classes: [slm]
  capabilities: [chat]
  inputs: [text]
  outputs: [text]
  parameters: 9000000000
  context: 32768
  license: MIT
  weights: open
  released: "2026-11-01"
  refs: [https://example.org]
  checked: "2026-11-23"
"""


@pytest.fixture
def overlaid(small_file, tmp_path):
    """The adviser on the small data with an overlay: the text of one file, or the files of a folder."""
    opened = []

    def make(files):
        folder = isinstance(files, dict)
        path = tmp_path / ("mine" if folder else "mine.yaml")
        lay_out(path if folder else tmp_path, files if folder else {"mine.yaml": files})
        base = Catalog(small_file)
        opened.append(base)
        compile_overlay(base, [path], tmp_path / "out.sqlite", built=base.built, key="k")
        opened.append(Catalog(tmp_path / "out.sqlite"))
        return Adviser(opened[-1])

    yield make
    for catalog in opened:
        catalog.close()


def shown(adviser, **options):
    advice = adviser.advise(adviser.query(task="chat", **options))
    return [found.model.id for found in advice.alternatives]


def problems(overlaid, files):
    with pytest.raises(DataError) as caught:
        overlaid(files)
    return [(p.line, p.field, p.message) for p in caught.value.problems]


def test_a_new_model_is_recommended(overlaid, small):
    """It takes its place; the others keep their order."""
    before, after = shown(small), shown(overlaid(NEW))

    assert "acme/new-9b" in after
    assert [key for key in after if key != "acme/new-9b"] == before


def test_an_override_changes_the_fields_it_names_alone(overlaid):
    """A licence of one's own; everything else stays."""
    found = overlaid("models:\n- {id: acme/tiny-8b, license: MIT}\n").catalog.model("acme/tiny-8b")

    assert (found.license, found.parameters, found.released) == ("MIT", 8_000_000_000, "2026-05-01")


def test_an_overridden_price_decides(overlaid, small):
    """What a host asks of this organisation admits the model that was too dear."""
    text = "models:\n- {id: borg/hosted, price: {output: 0.5, source: https://example.org}}\n"

    assert "borg/hosted" not in shown(small, max_price=1)
    assert "borg/hosted" in shown(overlaid(text), max_price=1)


def test_a_new_task_and_rule_are_answered(overlaid):
    """A task of one's own, and the rows of a table replaced by those of one's own."""
    task = {
        "id": "poems",
        "name": "Poems",
        "inputs": ["text"],
        "outputs": ["text"],
        "capabilities": ["chat"],
        "speed": {"unit": "tok/s"},
        "refs": ["https://example.org"],
        "checked": "2026-11-23",
    }
    rule = {"id": "poems", "when": {"task": "poems"}, "classes": [{"class_id": "slm"}], "status": "added"}
    rule |= {"because": "short", "refs": ["https://example.org"]}
    own = {"tasks/mine.yaml": [task], "tables/by-task.yaml": {"id": "by-task", "rules": [rule]}}
    adviser = overlaid(own)
    advice = adviser.advise(adviser.query(task="poems"))

    assert [found.id for found in advice.classes] == ["slm"]
    assert advice.classes[0].reasons[0].rule == "by-task/poems"
    assert advice.feasible


def test_a_folder_has_the_shape_of_the_data(overlaid):
    """Models take their ids from their paths there too, and either ending of YAML is read."""
    entry = {k: v for k, v in model("acme/nine").items() if k != "id"}
    adviser = overlaid({"models/acme/nine.yaml": entry, "models/acme/ten.yml": entry, "more.yaml": NEW})

    assert {"acme/nine", "acme/ten", "acme/new-9b"} <= set(adviser.catalog.ids("models"))


def test_the_data_folder_itself_can_be_laid_on_top(small_file, small_folder, tmp_path):
    """A copy of all the authored data, version and calibration included, changes nothing."""
    base = Catalog(small_file)
    compile_overlay(base, [small_folder], tmp_path / "out.sqlite", built=base.built, key="k")
    found = Catalog(tmp_path / "out.sqlite")
    same = found.models() == base.models() and found.document("calibration") == base.document("calibration")
    base.close(), found.close()

    assert same


def test_the_version_names_the_overlay(overlaid):
    """An answer says what it was made from."""
    assert overlaid(NEW).catalog.version == "1+mine.yaml"


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("modles: []", 1, "modles", "did you mean models?"),
        ("models:\n", 1, "models", "a list of records"),
        ("models: {a: 1}", 1, "models", "a list of records"),
        ("models:\n- 7\n", 2, "id", "a record of models"),
        ("models:\n- name: x\n", 2, "id", "a record of models"),
        ("models:\n- id: acme/tiny-8b\n  prize: 3\n", 3, "models.0.prize", "unknown field"),
        ("models:\n- id: acme/tiny-8b\n  parameters: big\n", 3, "models.0.parameters", "integer"),
        ("models:\n- id: acme/tiny-8b\n  license: MTI\n", 2, "license", "no licence is called 'MTI'"),
        ("models:\n- id: acme/tiny-8b\n  classes: [lm]\n", 2, "classes.0", "no class is called 'lm'"),
        ("", 1, "", "a mapping of kinds"),
        ("- 1", 1, "", "a mapping of kinds"),
        ("models: [", 2, "", "not valid YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(overlaid, text, line, field, message):
    """File, line and field."""
    found = problems(overlaid, text)[0]

    assert found[:2] == (line, field)
    assert message in found[2]


def test_a_new_record_must_be_whole(overlaid):
    """Every field that is missing is named."""
    fields = {field for _, field, _ in problems(overlaid, "models:\n- {id: acme/half, name: Half}\n")}

    assert {"models.0.family", "models.0.weights", "models.0.checked"} <= fields


def test_nothing_is_half_loaded(overlaid, tmp_path):
    """One mistake among good records: none of them is used."""
    problems(overlaid, NEW + "- {id: acme/half}\n")

    assert not (tmp_path / "out.sqlite").exists()


@pytest.mark.parametrize("name", ["missing.yaml", "empty"])
def test_an_overlay_that_is_not_there_is_told(tmp_path, name):
    """A missing path, and a folder without any file."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(DataError, match=name):
        overlay_digest(tmp_path / name)


def test_the_digest_follows_content_and_place(tmp_path):
    """The same words in another place say something else: the path is the id."""
    first, second = tmp_path / "a", tmp_path / "b"
    lay_out(first, {"models/acme/x.yaml": "name: X"})
    shutil.copytree(first, second)
    digests = [overlay_digest(first)]
    (second / "models/acme").rename(second / "models/borg")
    digests.append(overlay_digest(second))
    lay_out(first, {"models/acme/x.yaml": "name: Y"})
    digests.append(overlay_digest(first))

    assert len(set(digests)) == 3


def test_two_files_are_not_one(tmp_path):
    """Where one file ends and the next begins is part of the digest."""
    lay_out(tmp_path / "one", {"f/a.yaml": "1", "f/b.yaml": "2"})
    lay_out(tmp_path / "two", {"f/a.yaml": "12", "f/b.yaml": ""})

    assert overlay_digest(tmp_path / "one/f") != overlay_digest(tmp_path / "two/f")


def test_a_compiled_catalogue_holds_all_it_was_made_from(small_file, tmp_path):
    """Taken apart and compiled again it is the same."""
    base = Catalog(small_file)
    again = tmp_path / "again.sqlite"
    compile_knowledge(knowledge_of(base), again, version="1", built=base.built, key="k")
    copy = Catalog(again)
    same = copy.models() == base.models() and copy.counts == base.counts
    base.close(), copy.close()

    assert same


def test_an_id_in_other_letters_is_refused(overlaid):
    """No command could tell ``Acme/Tiny_8B`` from ``acme/tiny-8b``; the right spelling is named."""
    found = problems(overlaid, NEW.replace("acme/new-9b", "Acme/Tiny_8B"))

    assert found == [(2, "id", "the catalogue has this model as 'acme/tiny-8b'; write it so")]
