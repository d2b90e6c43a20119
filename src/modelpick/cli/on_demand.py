"""Commands that are imported and built when they are asked for: starting one does not pay for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from inspect import cleandoc
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandFunctionType

__all__ = ["Part", "group_of"]

_KINDS = {str: "TEXT", list[str]: "TEXT", int: "N"}
"""How the help calls what an option takes, where it has no better word."""


class _TakesWords:
    """A command whose parameters take words as they were typed, and whose place in a list is not cut short."""

    help: str | None

    def get_params(self, ctx: Any) -> list[Any]:
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in found:
            _take_words(parameter)
        return found

    def get_short_help_str(self, limit: int = 45) -> str:
        return " ".join(cleandoc(self.help or "").partition("\n\n")[0].split())


class _Command(_TakesWords, TyperCommand):
    pass


class _Group(_TakesWords, TyperGroup):
    pass


class Part(typer.Typer):
    """What a module registers its commands with."""

    def __init__(self, *, cls: type[TyperGroup] = _Group, **rest: Any) -> None:
        super().__init__(cls=cls, **rest)

    def command(
        self, name: str | None = None, *, cls: type[TyperCommand] | None = None, **rest: Any
    ) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """As Typer's."""
        return super().command(name, cls=cls or _Command, **rest)


class _OnDemand(Mapping[str, Any]):
    """The commands of a group by name, each built by its module's ``register`` on first use."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = modules
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            part = Part(
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
    if annotation is None or isinstance(parameter.process_value, partial):
        return
    if parameter.param_type_name == "argument":
        parameter.display_type_rich = _no_kind  # its name says it
    elif parameter.metavar is None:
        parameter.metavar = _KINDS.get(annotation)
    parameter.process_value = partial(_processed, parameter, parameter.process_value)


def _no_kind(ctx: Any) -> str:
    return ""


def _processed(parameter: Any, usual: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    """The value as it is where it is of its type already or, not being required, is missing; else as Typer has it."""
    annotation = parameter.type_descriptor.annotation
    _refuse_empty(parameter, value)
    if annotation not in (str, list[str], bool, int):
        return usual(context, value)
    if annotation == list[str]:
        fits = all(type(word) is str for word in value or ())
        taken: Any = list(value) if value else ()
    else:
        fits, taken = value is None or type(value) is annotation, value
    if not fits or (not value and parameter.required):
        return usual(context, value)
    return parameter.callback(context, parameter, taken) if parameter.callback else taken


def _refuse_empty(parameter: Any, value: Any) -> None:
    """An option that is there with nothing behind it: a variable of a script that was never set, mostly.

    Raises:
        UsageError: it is.
    """
    words = value if isinstance(value, list | tuple) else (value,)
    if parameter.param_type_name != "option" or value == parameter.default:
        return
    if any(isinstance(word, str) and not word.strip() for word in words):
        from modelpick.errors import UsageError

        name = next(option for option in parameter.opts if option.startswith("--"))
        raise UsageError(f"{name}: a value is expected, not an empty text")


def group_of(modules: Mapping[str, str]) -> type[TyperGroup]:
    """The class of a group whose commands lie in modules.

    Args:
        modules: the name of each command, in the order of the help, and the module whose ``register(app)`` adds it.
    """

    class Group(_Group):
        def __init__(self, **attributes: Any) -> None:
            super().__init__(**attributes)
            self.commands = cast(Any, _OnDemand(modules))

    return Group
