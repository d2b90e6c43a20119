"""The command line: arguments in, exit code out."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import Annotated, NoReturn

import typer

from modelpick.cli.on_demand import group_of
from modelpick.errors import ModelpickError

__all__ = ["app", "main"]

_COMMANDS = (
    "recommend",
    "fit",
    "plan",
    "bench",
    "why",
    "wizard",
    "explain",
    "compare",
    "matrix",
    "list",
    "show",
    "timeline",
    "catalog",
    "schema",
)
_MODULES = {"list": "list_"}
_OBJECTS = 50_000
"""Made before garbage is looked for: one answer leaves little, and each look walks all that was read."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

app = typer.Typer(
    name="modelpick",
    cls=group_of({name: f"modelpick.cli.{_MODULES.get(name, name)}" for name in _COMMANDS}),
    help="Which AI model should I use? A task and constraints in; a class, models, fit, speed and reasons out.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        from modelpick.version import version

        typer.echo(f"modelpick {version()}")
        raise typer.Exit


@app.callback()
def modelpick(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Which AI model should I use?"""
    if context.invoked_subcommand is not None:
        return
    if all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        from modelpick.cli.wizard import run_wizard

        run_wizard(None)
        return
    typer.echo(context.get_help())
    raise typer.Exit(2)


def main() -> NoReturn:
    """Exit with 0 answered, 1 our bug, 2 bad usage, 3 nothing satisfies, 4 data at fault, 130 interrupted."""
    from modelpick.cli.output import say_error, silence_closed_pipe

    gc.set_threshold(_OBJECTS)
    try:
        app()
    except ModelpickError as error:
        say_error(str(error), error.hint)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        silence_closed_pipe()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("MODELPICK_DEBUG"):
            raise
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            say_error(f"cannot write: {error.strerror}")
            silence_closed_pipe()
            sys.exit(1)
        message = f"unexpected failure: {type(error).__name__}: {error}"
        say_error(message, "MODELPICK_DEBUG=1 shows where; please report it")
        sys.exit(1)
    sys.exit(0)
