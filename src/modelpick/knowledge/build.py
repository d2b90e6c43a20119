"""A data folder to a compiled catalogue: load, check, compile."""

from __future__ import annotations

from pathlib import Path

from modelpick.errors import DataError, Problem
from modelpick.knowledge.check import problems_of
from modelpick.knowledge.compile import compile_knowledge
from modelpick.knowledge.digest import digest
from modelpick.knowledge.load import load_folder
from modelpick.knowledge.yaml_reader import read_yaml

__all__ = ["build", "read_version"]


def build(folder: Path, path: Path, *, key: str | None = None) -> None:
    """Compile ``folder`` to ``path``.

    Raises:
        DataError: every problem of the data, with file and line.
        OSError: the target cannot be written.
    """
    knowledge = load_folder(folder)
    if problems := [problem for problem in problems_of(knowledge) if problem.fatal]:
        raise DataError([found.problem for found in problems], hint="modelpick catalog check lists them all")
    version, built = read_version(folder)
    compile_knowledge(knowledge, path, version=version, built=built, key=key or digest(folder))


def read_version(folder: Path) -> tuple[str, str]:
    """The version and date of a data folder.

    Raises:
        DataError: ``catalog.yaml`` lacks them.
    """
    value, _ = read_yaml(folder / "catalog.yaml", name="data/catalog.yaml")
    if not isinstance(value, dict) or not all(isinstance(value.get(k), str) for k in ("version", "built")):
        raise DataError(
            [Problem("data/catalog.yaml", None, "version", "version and built must be quoted texts")]
        )
    return value["version"], value["built"]
