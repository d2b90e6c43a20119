"""What would change the answer, where a policy and a whole command line have a say."""

from __future__ import annotations

import shlex

import pytest
from typer.testing import CliRunner

from modelpick.cli.app import app
from modelpick.query import Query

IMPOSSIBLE = (
    {"task": "chat", "memory": 5e8, "context": 200_000, "privacy": "local"},
    {"task": "image-captioning", "privacy": "local", "models": ("claude",)},
    {"task": "object-detection", "memory": 1e6, "license": ("permissive",), "privacy": "local"},
    {"task": "text-to-speech", "models": ("dall-e",), "max_price": 0.001},
    {"inputs": ("audio",), "outputs": ("masks",)},
    {"inputs": ("image",), "outputs": ("text",), "memory": 1e7, "privacy": "local"},
    {"task": "chat", "min_speed": 100_000.0, "vram": 8e9, "privacy": "local"},
    {"task": "ocr", "quality": "best", "memory": 2e8, "exclude": ("Alibaba",)},
)


@pytest.mark.parametrize("fields", IMPOSSIBLE)
def test_the_command_line_of_a_relaxation_is_answered(adviser, fields):
    """Typed as it is shown, it exits 0."""
    advice = adviser.advise(Query(**fields))
    found = [shlex.split(relaxation.command)[1:] for relaxation in advice.relaxations]

    assert not advice.feasible
    assert found
    assert [CliRunner().invoke(app, arguments).exit_code for arguments in found] == [0] * len(found)


@pytest.fixture
def policy(tmp_path):
    def write(text):
        path = tmp_path / "p.yaml"
        path.write_text(text)
        return str(path)

    return write


def test_a_policy_is_never_relaxed(small, policy):
    """What it requires is not offered to be dropped."""
    path = policy("require: {privacy: local}\n")
    advice = small.advise(small.query(task="chat", context="100k", policy=path))

    assert not advice.feasible
    assert advice.relaxations
    assert all("privacy" not in {*found.set, *found.drop} for found in advice.relaxations)
    assert all("--privacy local" in found.command for found in advice.relaxations)


def test_what_a_policy_shuts_out_stays_out(small, policy):
    """No relaxation unlocks a denied model."""
    path = policy("deny: [Borg]\n")
    advice = small.advise(small.query(task="chat", context="100k", policy=path))

    assert not {"borg/hosted", "borg/old"} & {key for found in advice.relaxations for key in found.unlocks}


def test_something_is_always_asked(adviser):
    """A question of modalities alone is not relaxed to no question at all."""
    advice = adviser.advise(Query(inputs=("audio",), outputs=("masks",)))

    assert all(len(shlex.split(found.command)) > 2 for found in advice.relaxations)
