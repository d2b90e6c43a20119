"""A policy file: what it may say, and every mistake in it with its line."""

from __future__ import annotations

import pytest

from modelpick.errors import DataError
from modelpick.knowledge.policy import read_policy

OPTIONS = frozenset({"privacy", "region", "license", "memory"})


@pytest.fixture
def policy(tmp_path):
    """Read a policy of that text."""

    def read(text):
        path = tmp_path / "policy.yaml"
        path.write_text(text, encoding="utf-8")
        return read_policy(path, OPTIONS)

    return read


def test_every_field_is_optional(policy):
    """An empty mapping forbids nothing."""
    found = policy("{}")

    assert (found.licenses, found.deny, found.allow_providers, found.require) == ((), (), (), {})


def test_what_is_required_keeps_its_line(policy):
    """So that a value no option takes can be found in the file."""
    found = policy("deny: [acme]\nrequire:\n  privacy: local\n\n  memory: 16GB\n")

    assert found.require == {"privacy": "local", "memory": "16GB"}
    assert found.lines == {"privacy": 3, "memory": 5}


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("licences: [MIT]", 1, "licences", "did you mean licenses?"),
        ("deny: acme", 1, "deny", "a list of names"),
        ("deny:\n- acme\n- 7\n", 2, "deny", "a list of names"),
        ("deny: []\nlicenses: {MIT: true}\n", 2, "licenses", "a list of names"),
        ("require: [privacy]", 1, "require", "a mapping"),
        ("require:\n  privcy: local\n", 2, "require.privcy", "did you mean privacy?"),
        ("require:\n  region:\n", 2, "require.region", "a value is expected"),
        ("require:\n  region: ''\n", 2, "require.region", "a value is expected"),
        ("- deny", 1, "", "a mapping"),
        ("", 1, "", "a mapping"),
        ("deny: [a\n", 2, "", "not valid YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(policy, text, line, field, message):
    """File, line, field and what is right."""
    with pytest.raises(DataError) as caught:
        policy(text)
    found = caught.value.problems[0]

    assert (found.line, found.field) == (line, field)
    assert found.file.endswith("policy.yaml")
    assert message in found.message


def test_all_mistakes_are_told_at_once(policy):
    """One run is enough to mend them."""
    with pytest.raises(DataError) as caught:
        policy("deny: 1\nlicenses: 2\nmore: 3\nrequire: {x: 1}\n")

    assert len(caught.value.problems) == 4


def test_names_that_mean_nothing_are_kept_to_be_told(small, tmp_path):
    """A mistyped rule would otherwise quietly not be kept."""
    path = tmp_path / "policy.yaml"
    path.write_text("deny: [acme, acne]\nlicenses: [MIT, permissive, MTI]\nallow_providers: [Borg, Brog]\n")
    found = small.query(task="chat", policy=str(path)).policy

    assert found.unknown == ("MTI", "acne", "Brog")


def test_what_a_policy_lists_to_choose_from_stays_apart(small, tmp_path):
    """A licence it requires and one that is asked must both allow a model."""
    path = tmp_path / "policy.yaml"
    path.write_text("require: {license: commercial, privacy: local}\n")
    query = small.query(task="chat", license=["MIT"], policy=str(path))

    assert query.policy.only == {"license": ("commercial",)}
    assert query.policy.require == {"privacy": "local"}
    assert query.license == ("MIT",)
