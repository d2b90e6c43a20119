"""Imports point down, and the cores touch nothing outside themselves."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "modelpick"
LAYERS = [
    "errors version lazily",
    "units",
    "tables estimate rank query",
    "knowledge hardware planning",
    "refresh importing",
    "advice",
    "pipeline",
    "intake measuring",
    "adviser",
    "explain browse schemas sizing",
    "render",
    "wizard batch",
    "cli",
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names.split()}
CORES = ("tables", "estimate", "rank")
IMPURE = {
    "os",
    "pathlib",
    "rich",
    "subprocess",
    "sys",
    "typer",
    "urllib",
    "yaml",
    "pydantic",
    "sqlite3",
    "socket",
    "time",
}
ONLY_IN = {
    "typer": {"cli"},
    "rich": {"render", "cli", "wizard"},
    "yaml": {"knowledge"},
    "httpx2": {"refresh", "measuring"},
}
MODULES = [path for path in sorted(SRC.rglob("*.py")) if not path.name.startswith("__")]


def part(path):
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_point_down(path):
    """A module imports its own part and lower layers only; parts of one layer do not know each other."""
    used = {name.split(".")[1] for name in imports(path) if name and name.startswith("modelpick.")}

    assert [u for u in used - {part(path)} if LEVEL[u] > LEVEL[part(path)]] == []


@pytest.mark.parametrize(
    "path", [p for p in MODULES if part(p) in CORES], ids=lambda path: str(path.relative_to(SRC))
)
def test_the_cores_are_pure(path):
    """Tables, estimates and ranking know no file, terminal, network or clock, and not each other."""
    named = {name for name in imports(path) if name}

    assert {name.split(".")[0] for name in named} & IMPURE == set()
    assert {name.split(".")[1] for name in named if name.startswith("modelpick.")} <= {
        part(path),
        "errors",
        "units",
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_libraries_stay_at_their_edge(path):
    """Typer is the command line's, Rich the renderer's, YAML the knowledge's."""
    roots = {name.split(".")[0] for name in imports(path) if name}

    assert [
        library for library, homes in ONLY_IN.items() if library in roots and part(path) not in homes
    ] == []
