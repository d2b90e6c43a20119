"""Commands that are imported and built when they are asked for: starting one does not pay for the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperGroup

__all__ = ["group_of"]


class _OnDemand(Mapping[str, Any]):
    """The commands of a group by name, each built by its module's ``register`` on first use."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            part = typer.Typer(
                add_completion=False,
                rich_markup_mode=None,
                callback=lambda: None,
                pretty_exceptions_enable=False,
            )
            import_module(self._modules[name]).register(part)
            self._built[name] = typer.main.get_group(part).commands[name]
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


def group_of(modules: Mapping[str, str]) -> type[TyperGroup]:
    """The class of a group whose commands lie in modules.

    Args:
        modules: the name of each command, in the order of the help, and the module whose ``register(app)`` adds it.
    """

    class Group(TyperGroup):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            self.commands = cast(Any, _OnDemand(modules))

    return Group
