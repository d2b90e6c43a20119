"""Files that are malformed, enormous or meant to harm, through the real command: exit 4, their place, and no harm."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

PAIRS = zip("abcdefgh", "bcdefghi", strict=True)
BOMB = "a: &a [x, x, x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in PAIRS)
MODEL = "models:\n- id: Qwen/Qwen3-8B\n"
CATALOGS = {
    "alias bomb": (BOMB, 1, "anchors"),
    "python tag": ("models:\n- !!python/object/apply:os.system ['touch {place}/pwned']\n", 2, "tags"),
    "deep lists": ("models: " + "[" * 100_000, 1, "nested too deep"),
    "too many items": ("models:\n" + "- a\n" * 1_900_000, None, "too large"),
    "too large": ("#" * 8_000_001, None, "larger than 8 MB"),
    "repeated key": ("models: []\nmodels: []\n", 2, "written twice"),
    "infinity": (MODEL + "  price: {output: 1e999, source: 'https://x.org'}\n", 3, "no number"),
    "huge whole number": (MODEL + "  parameters: " + "9" * 4000 + "\n", 3, "no number"),
    "latin letters": (b"models:\n- id: caf\xe9\n", 2, "not UTF-8"),
    "no yaml": ("models:\n  - id: [a\n", 3, "not valid YAML"),
    "unknown kind": ("modles: []\n", 1, "did you mean models?"),
    "unknown field": (MODEL + "  prize: 3\n", 3, "models.0.prize: unknown field"),
    "dangling id": (MODEL + "  license: MTI\n", 2, "no licence is called 'MTI'"),
}
POLICIES = {
    "python tag": ("deny: !!python/object/apply:os.system ['touch {place}/pwned']\n", 1, "tags"),
    "deep": ("deny: " + "[" * 100_000, 1, "nested too deep"),
    "another encoding": (b"deny: [caf\xe9]\n", 1, "not UTF-8"),
    "unknown field": ("licences: [MIT]\n", 1, "did you mean licenses?"),
    "no option takes it": ("require:\n  privacy: locl\n", 2, "require.privacy"),
}
CASES = [("catalog", name) for name in CATALOGS] + [("policy", name) for name in POLICIES]


def run(option, path):
    """The real command, in no more memory than it could need; with the seconds of processor time it took."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "modelpick", "recommend", "captioning", "--json", f"--{option}", str(path)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000,) * 2),
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr, time.monotonic() - started


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def runs(place, adviser):
    """Every case asked once, two at a time; the catalogue below was compiled before."""
    paths = {}
    for option, cases in (("catalog", CATALOGS), ("policy", POLICIES)):
        for number, (name, (content, _, _)) in enumerate(cases.items()):
            path = paths[option, name] = place / f"{option}-{number}.yaml"
            text = content.replace("{place}", str(place)) if isinstance(content, str) else content
            path.write_bytes(text.encode() if isinstance(text, str) else text)
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda key: run(key[0], paths[key]), paths)
        return {key: (paths[key].name, *result) for key, result in zip(paths, found, strict=True)}


@pytest.mark.parametrize(("option", "name"), CASES)
def test_a_file_at_fault_is_told_with_its_place(runs, option, name):
    """Exit 4, file, line and what is wrong on standard error; nothing on standard output."""
    _, line, words = (CATALOGS if option == "catalog" else POLICIES)[name]
    file, code, out, said, seconds = runs[option, name]

    assert (code, out) == (4, ""), said
    assert f"{file}:{line}: " in said if line else f"{file}:" in said
    assert words in said
    assert len(said.splitlines()) < 30
    assert seconds < 60


def test_nothing_in_a_file_is_ever_run(runs, place):
    """No tag has made the file it names."""
    assert not (place / "pwned").exists()


PATHS = [
    *(("catalog", path) for path in ("missing.yaml", ".", "/dev/zero", "x" * 5000)),
    *(("policy", path) for path in (".", "/dev/zero")),
]


@pytest.mark.parametrize(("option", "path"), PATHS)
def test_a_path_at_fault_is_told(place, adviser, option, path):
    """What is not there, is no file, never ends or cannot be a name."""
    if path.startswith("/dev") and not os.path.exists(path):
        pytest.skip("there is no such device here")
    empty = place / "empty"
    empty.mkdir(exist_ok=True)
    code, out, said, _ = run(option, empty if path == "." else path)

    assert (code, out) == (4, ""), said
    assert "error: " in said
    assert "unexpected" not in said
