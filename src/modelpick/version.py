"""The version of the package, read where it is installed."""

from __future__ import annotations

__all__ = ["version"]


def version() -> str:
    """The installed version, ``0+unknown`` when run from loose files."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("modelpick")
    except PackageNotFoundError:
        return "0+unknown"
