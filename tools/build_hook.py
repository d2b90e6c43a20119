"""Compile ``data/`` into the wheel, so that an installed modelpick never reads YAML it was shipped with."""

from __future__ import annotations

import sys
from compileall import compile_dir
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["CompileData"]


class CompileData(BuildHookInterface):  # type: ignore[type-arg]
    """Adds ``modelpick/catalog.sqlite`` to a wheel; an editable install reads the checkout instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is put together."""
        root = Path(self.root)
        if self.target_name == "wheel" and version == "editable":
            compile_dir(
                root / "src", quiet=2
            )  # pip does so for a wheel's modules, not for those left in place
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, str(root / "src"))
        from modelpick.knowledge.build import build

        target = root / "build" / "catalog.sqlite"
        build(root / "data", target)
        build_data["force_include"][str(target)] = "modelpick/catalog.sqlite"
