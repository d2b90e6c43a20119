"""Hard constraints: each holds or says what is broken and what would admit the model."""

from __future__ import annotations

import pytest

from modelpick.query import Query


@pytest.fixture
def broken(small):
    """The constraints each model breaks, by id; nothing for what is admitted."""

    def judged(task="chat", **fields):
        advice = small.advise(Query(task=task, **fields))
        found = {alternative.model.id: set() for alternative in advice.alternatives}
        return found | {e.model.id: {r.constraint for r in e.rejections} for e in advice.excluded}

    return judged


def admitted(judged):
    return {key for key, names in judged.items() if not names}


EVERYONE = {
    *("acme/tiny-1b", "acme/tiny-8b", "acme/large-70b"),
    *("borg/hosted", "borg/old", "cyan/see-4b", "cyan/see-30b"),
}
OPEN = EVERYONE - {"borg/hosted"}


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({}, EVERYONE),
        ({"privacy": "private-cloud"}, OPEN),
        ({"privacy": "local"}, OPEN),
        ({"on_device": True, "memory": 512e9}, OPEN),
        ({"license": ("open",)}, OPEN - {"cyan/see-4b"}),
        ({"license": ("permissive",)}, OPEN - {"cyan/see-4b"}),
        ({"license": ("commercial",)}, OPEN - {"cyan/see-4b"}),
        ({"license": ("MIT",)}, {"acme/large-70b"}),
        ({"license": ("MIT", "CC-BY-NC-4.0")}, {"acme/large-70b", "cyan/see-4b"}),
        ({"license": ("any",)}, EVERYONE),
        ({"region": "us"}, EVERYONE),
        ({"region": "eu"}, OPEN),
        ({"context": 32_768}, EVERYONE),
        ({"context": 100_000}, {"borg/hosted"}),
        ({"max_price": 4.0}, EVERYONE),
        ({"max_price": 3.9}, OPEN),
        ({"languages": ("de",)}, EVERYONE),
        ({"languages": ("de", "fr")}, set()),
        ({"languages": ("de-AT".lower(),)}, EVERYONE),
        ({"classes": ("vlm",)}, set()),
        ({"classes": ("slm",)}, {"acme/tiny-1b", "acme/tiny-8b", "cyan/see-4b"}),
        ({"families": ("see",)}, {"cyan/see-4b", "cyan/see-30b"}),
        ({"providers": ("acme",)}, {"acme/tiny-1b", "acme/tiny-8b", "acme/large-70b"}),
        ({"models": ("70B",)}, {"acme/large-70b"}),
        ({"models": ("tiny", "see 4b")}, {"acme/tiny-1b", "acme/tiny-8b", "acme/large-70b", "cyan/see-4b"}),
        ({"exclude": ("Acme", "See")}, {"borg/hosted", "borg/old"}),
        ({"exclude": ("slm",)}, EVERYONE - {"acme/tiny-1b", "acme/tiny-8b", "cyan/see-4b"}),
        ({"inputs": ("image",)}, set()),
        ({"modalities": 2}, {"cyan/see-4b", "cyan/see-30b"}),
        ({"quality": "good"}, {"acme/large-70b", "borg/hosted", "cyan/see-30b"}),
    ],
)
def test_a_constraint_leaves_those_that_are_shown_to_satisfy_it(broken, fields, left):
    """On seven models whose every property is known."""
    assert admitted(broken(**fields)) == left


def test_every_constraint_is_asked_of_every_model(broken):
    """An answer can say all that stands in the way."""
    found = broken(privacy="local", max_price=1.0, context=1_000_000, license=("MIT",))

    assert found["borg/hosted"] == {"privacy", "price", "context", "license"}


def test_a_retired_model_is_never_offered(small_file, tmp_path):
    """Whatever else holds."""
    from modelpick.adviser import Adviser
    from modelpick.knowledge.overlay import compile_overlay
    from modelpick.knowledge.store import Catalog

    note = tmp_path / "mine.yaml"
    note.write_text("models:\n- {id: borg/old, retires: '2026-11-23', replaced_by: acme/tiny-8b}\n")
    base = Catalog(small_file)
    compile_overlay(base, [note], tmp_path / "out.sqlite", built=base.built, key="k")
    changed = Catalog(tmp_path / "out.sqlite")
    advice = Adviser(changed).advise(Query(task="chat"))
    base.close(), changed.close()
    (entry,) = advice.excluded

    assert entry.rejections[0].constraint == "lifecycle"
    assert "acme/tiny-8b" in entry.rejections[0].because


def test_a_reason_names_both_sides(small):
    """What the model has, and what was asked."""
    advice = small.advise(Query(task="chat", context=100_000))
    reasons = {e.model.id: e.rejections[0] for e in advice.excluded}

    assert reasons["acme/tiny-8b"].because == "its context ends at 32,768 tokens, 100,000 asked"
    assert reasons["acme/tiny-8b"].needed == "32768"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("deny: [Acme]", EVERYONE - {"acme/tiny-1b", "acme/tiny-8b", "acme/large-70b"}),
        ("deny: [see, borg/old]", EVERYONE - {"cyan/see-4b", "cyan/see-30b", "borg/old"}),
        ("deny: [slm]", EVERYONE - {"acme/tiny-1b", "acme/tiny-8b", "cyan/see-4b"}),
        ("licenses: [mit, non-commercial]", {"acme/large-70b", "cyan/see-4b"}),
        ("allow_providers: [borg, CYAN]", {"borg/hosted", "borg/old", "cyan/see-4b", "cyan/see-30b"}),
        ("require: {license: commercial}", OPEN - {"cyan/see-4b"}),
        ("require: {provider: [Acme], license: [MIT]}", {"acme/large-70b"}),
        ("require: {privacy: local}", OPEN),
        ("{}", EVERYONE),
    ],
)
def test_a_policy_is_kept(small, tmp_path, text, left):
    """Whatever a query asks."""
    path = tmp_path / "p.yaml"
    path.write_text(text)
    advice = small.advise(small.query(task="chat", policy=str(path)))

    assert {found.model.id for found in advice.alternatives} == left


def test_a_policy_and_a_query_must_both_allow_a_licence(small, tmp_path):
    """Neither of the two lists replaces the other."""
    path = tmp_path / "p.yaml"
    path.write_text("require: {license: permissive}")
    advice = small.advise(small.query(task="chat", license=["MIT", "CC-BY-NC-4.0"], policy=str(path)))

    assert [found.model.id for found in advice.alternatives] == ["acme/large-70b"]


def test_names_a_policy_has_for_nothing_are_told(small, tmp_path):
    """The answer warns that a rule means nothing here."""
    path = tmp_path / "p.yaml"
    path.write_text("deny: [Acne]")
    advice = small.advise(small.query(task="chat", policy=str(path)))

    assert any("Acne" in warning for warning in advice.warnings)


def test_a_count_of_languages_covers_those_that_makers_list(adviser):
    """Not whatever has the shape of a code."""
    many = [m.id for m in adviser.catalog.models() if any(":" in code for code in m.languages or ())]

    def admitted(language):
        query = adviser.query(task="chat", language=language)
        return {found.model.id for found in adviser.advise(query).alternatives}

    assert admitted("fr") & set(many)
    assert not admitted("zz")
