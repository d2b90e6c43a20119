"""Commands that are imported and built when they are asked for: starting one does not pay for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

__all__ = ["group_of"]


class _TakesWords:
    """A command whose parameters take words as they were typed."""

    def get_params(self, ctx: Any) -> list[Any]:
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in found:
            _take_words(parameter)
        return found


class _Command(_TakesWords, TyperCommand):
    pass


class _Part(typer.Typer):
    """What a module registers its command with."""

    def command(self, name: str | None = None, *, cls: type[TyperCommand] | None = None, **rest: Any) -> Any:
        return super().command(name, cls=cls or _Command, **rest)


class _OnDemand(Mapping[str, Any]):
    """The commands of a group by name, each built by its module's ``register`` on first use."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            part = _Part(
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


def _take_words(parameter: Any) -> None:
    """Let a parameter of words take them as they were typed.

    Typer has pydantic confirm that each is a text, or is not there at all: to import that library takes longer than
    most answers.
    """
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    if isinstance(parameter.process_value, partial):
        return
    if annotation in (str, list[str], bool, int):
        parameter.process_value = partial(_processed, parameter, parameter.process_value)


def _processed(parameter: Any, usual: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    """The value as it is where it is of its type already or, not being required, is missing; else as Typer has it."""
    annotation = parameter.type_descriptor.annotation
    if annotation == list[str]:
        fits = all(type(word) is str for word in value or ())
        taken: Any = list(value) if value else ()
    else:
        fits, taken = value is None or type(value) is annotation, value
    if not fits or (not value and parameter.required):
        return usual(context, value)
    return parameter.callback(context, parameter, taken) if parameter.callback else taken


def group_of(modules: Mapping[str, str]) -> type[TyperGroup]:
    """The class of a group whose commands lie in modules.

    Args:
        modules: the name of each command, in the order of the help, and the module whose ``register(app)`` adds it.
    """

    class Group(_TakesWords, TyperGroup):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            self.commands = cast(Any, _OnDemand(modules))

    return Group
