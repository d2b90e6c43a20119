"""``modelpick wizard``."""

from __future__ import annotations

import typer

__all__ = ["register", "run_wizard"]


def register(app: typer.Typer) -> None:
    """Add the command."""


def run_wizard(catalog: str | None) -> None:
    """Ask, answer, and print the same question as one line."""
