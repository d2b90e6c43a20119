"""Hard constraints: each holds or says what is broken and what would admit the model."""

from __future__ import annotations

import pytest
from tests.pipeline.election import elected

from modelpick.pipeline.candidates import find_candidates
from modelpick.pipeline.constraints import CONSTRAINTS
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


@pytest.fixture
def changed(small_file, tmp_path):
    """Answers from the small catalogue with one model changed, given as YAML."""
    from modelpick.adviser import Adviser
    from modelpick.knowledge.overlay import compile_overlay
    from modelpick.knowledge.store import Catalog

    opened = []

    def asked(model, **fields):
        note, out = tmp_path / "mine.yaml", tmp_path / "out.sqlite"
        note.write_text(f"models:\n- {model}\n")
        base = Catalog(small_file)
        compile_overlay(base, [note], out, built=base.built, key="k")
        opened.extend([base, Catalog(out)])
        advice = Adviser(opened[-1]).advise(Query(task="chat", **fields))
        return {entry.model.id: entry.rejections for entry in advice.excluded}

    yield asked
    for catalog in opened:
        catalog.close()


def test_a_retired_model_is_never_offered(changed):
    """Whatever else holds."""
    (found,) = changed("{id: borg/old, retires: '2026-11-23', replaced_by: acme/tiny-8b}")["borg/old"]

    assert found.constraint == "lifecycle"
    assert found.because == "retired on 2026-11-23; its maker names acme/tiny-8b instead"


def test_what_its_host_is_about_to_end_is_never_offered(changed):
    """A hosted model that is deprecated; weights that one has keep running."""
    found = changed("{id: borg/hosted, lifecycle: deprecated, retires: '2027-04-01'}")

    assert found.keys() == {"borg/hosted"}
    assert found["borg/hosted"][0].because == "deprecated by its maker, it ends on 2027-04-01"


@pytest.mark.parametrize(
    ("price", "because"),
    [
        ("{output: 0.02, unit: USD per image, source: x}", "it is sold in USD per image"),
        ("{input: 2, source: x}", None),
        ("{input: 2, output: 7, source: x}", "7 USD per million output tokens, at most 3 asked"),
    ],
)
def test_prices_are_compared_where_they_count_the_same(changed, price, because):
    """An image is no million tokens; what writes no token is paid by what it reads."""
    source = "https://example.org/prices"
    found = changed(f"{{id: borg/hosted, price: {price.replace('x}', source + '}')}}}", max_price=3.0)
    reasons = [rejection.because for rejection in found.get("borg/hosted", ())]

    assert reasons == ([because] if because else [])


def test_what_was_not_asked_breaks_nothing(adviser):
    """A constraint whose fields are left unset holds for every model: it need not be asked."""
    unset = [each for each in CONSTRAINTS if each.reads]
    for name in ("chat", "asr", "text-to-image", "text-embedding"):
        task = adviser.catalog.find("tasks", name, noun="task")
        context = elected(adviser.context(Query(task=task)))
        for candidate in find_candidates(context, adviser.catalog.servants(task)):
            assert [each for each in unset if each.test(context, candidate) is not None] == []


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
