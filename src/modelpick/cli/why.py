"""``modelpick why``: one model under the same query as ``recommend``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelpick.cli.common import chosen_format
from modelpick.cli.recommend import ask, one_task, recommend

if TYPE_CHECKING:
    from modelpick.advice import WhyNot

__all__ = ["register"]

_NOT_HERE = {"explain", "why_not", "pareto", "relax", "batch", "jobs"}
"""Options of ``recommend`` that do not say what is asked, and mean nothing for one model."""
_NEAR, _LONGEST = 3, 80
_SPELLED = {"inputs": "input", "outputs": "output", "license_": "license", "class_": "class"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why")(_with_options_of_recommend())


def _with_options_of_recommend() -> Callable[..., None]:
    """`why` with MODEL first and then every option of ``recommend`` that says what is asked."""

    def command(**values: Any) -> None:
        why(**values)

    about = typer.Argument(metavar="MODEL", help="An id, or words of a model's name; a class or family.")
    first = inspect.Parameter("name", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[str, about])
    shared = inspect.signature(recommend, eval_str=True).parameters.values()
    kept = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in shared if p.name not in _NOT_HERE]
    command.__doc__ = why.__doc__
    command.__annotations__ = {}
    command.__signature__ = inspect.Signature([first, *kept])  # type: ignore[attr-defined]
    return command


def why(
    name: str,
    task: list[str] | None,
    task_option: str | None,
    catalog: str | None,
    form: str | None,
    as_json: bool,
    plot: bool,
    **options: Any,
) -> None:
    """Say why a model is the answer or why not: contributions, rules, evidence, what is ahead or in its way.

    Examples: modelpick why Qwen3.5-4B captioning --memory 16GB; modelpick why gpt-oss-120b chat -H phone
    """
    chosen = chosen_format(form, as_json)
    given = {_SPELLED.get(key, key.replace("_", "-")): value for key, value in options.items()}
    given["task"] = one_task(task, task_option)
    advice = ask(given, catalog, (name,))[1]
    _refuse_unknown(advice.why_not[name], name)
    from modelpick.cli.output import emit
    from modelpick.render.why import why_document

    emit(why_document(advice, name, plot=plot), chosen)


def _refuse_unknown(found: WhyNot, name: str) -> None:
    """A name that nothing answers to was most likely mistyped.

    Raises:
        UsageError: it is unknown; the hint names the closest.
    """
    if found.kind != "unknown":
        return
    from modelpick.errors import UsageError

    near, listed = " or ".join(found.closest[:_NEAR]), "see: modelpick list models"
    hint = f"did you mean {near}? ({listed})" if near else listed
    raise UsageError(f"no model, family or class is called {name[:_LONGEST]!r}", hint=hint)
