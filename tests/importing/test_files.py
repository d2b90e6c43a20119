"""A model's files on this machine."""

from __future__ import annotations

import json

import pytest
from tests.importing.making import QWEN3, gguf, safetensors
from tests.importing.test_config import QWEN3 as CONFIG

from modelpick.errors import DataError
from modelpick.importing.files import facts_of_file


def test_a_gguf_file_is_read(tmp_path):
    """Its size is that of the file."""
    file = tmp_path / "Qwen3-8B-Q4_K_M.gguf"
    file.write_bytes(gguf(QWEN3) + bytes(1000))

    assert facts_of_file(file).files == (("Q4_K_M", file.stat().st_size),)


def test_parameters_are_counted_in_the_weights_beside_a_configuration(tmp_path):
    """In all of them."""
    folder = tmp_path / "Qwen3-8B"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    for part in (1, 2):
        (folder / f"model-0000{part}-of-00002.safetensors").write_bytes(
            safetensors({"a": ("BF16", (part, 100))})
        )

    found = facts_of_file(folder / "config.json")

    assert (found.parameters, found.context, found.name) == (300, 40960, "Qwen3-8B")
    assert facts_of_file(folder / "model-00001-of-00002.safetensors").parameters == 300


def test_weights_alone_are_counted(tmp_path):
    """Without a configuration not much is known, and that is said."""
    file = tmp_path / "model.safetensors"
    file.write_bytes(safetensors({"a": ("F16", (3, 100))}))

    found = facts_of_file(file)

    assert (found.parameters, found.kinds) == (300, ())
    assert "no config.json" in found.notes[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.gguf", b""),
        ("m.gguf", b"x" * 100),
        ("m.safetensors", b""),
        ("m.safetensors", b"\xff" * 20),
        ("config.json", b"{}"),
        ("config.json", b" " * 5_000_000),
    ],
)
def test_what_is_not_what_its_name_says_is_named(tmp_path, name, content):
    """Exit 4, with the file."""
    file = tmp_path / name
    file.write_bytes(content)

    with pytest.raises(DataError, match=name):
        facts_of_file(file)


def test_a_missing_file_is_named(tmp_path):
    """As the system says it."""
    with pytest.raises(DataError, match="No such file"):
        facts_of_file(tmp_path / "m.gguf")
