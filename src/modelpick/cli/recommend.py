"""``modelpick recommend``: the main job."""

# Annotations are values here, not texts: Typer would compile each of forty texts at every start.

from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format, open_adviser

if TYPE_CHECKING:
    from modelpick.advice import Advice
    from modelpick.adviser import Adviser

__all__ = ["ask", "one_task", "register"]

Words = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("recommend")(recommend)


def recommend(
    task: Annotated[
        Words,
        typer.Argument(metavar="TASK", help="What should be done: an id, an alias or a pipeline tag."),
    ] = None,
    task_option: Annotated[str | None, typer.Option("--task", "-t", help="The same, as an option.")] = None,
    inputs: Annotated[
        Words, typer.Option("--input", "-i", help="What goes in: text, image, audio … Repeatable.")
    ] = None,
    outputs: Annotated[
        Words, typer.Option("--output", "-o", help="What must come out: text, masks, boxes … Repeatable.")
    ] = None,
    modalities: Annotated[
        str | None, typer.Option("--modalities", help="At least so many modalities.")
    ] = None,
    on_device: Annotated[
        bool, typer.Option("--on-device", help="Wholly on the target device; prefers small.")
    ] = False,
    privacy: Annotated[
        str | None, typer.Option("--privacy", help="any, private-cloud, local or air-gapped.")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", help="Where hosted inference and storage must stay: eu, us …")
    ] = None,
    hardware: Annotated[
        str | None,
        typer.Option("--hardware", "-H", help='The target: auto, "RTX 4090", "2x RTX 3090", phone …'),
    ] = None,
    vram: Annotated[str | None, typer.Option("--vram", help="GPU memory; 0GB is no GPU.")] = None,
    ram: Annotated[str | None, typer.Option("--ram", help="System memory beside a GPU.")] = None,
    memory: Annotated[str | None, typer.Option("--memory", help="Unified or CPU-only memory.")] = None,
    latency: Annotated[
        str | None, typer.Option("--latency", help="realtime, interactive or batch: the task's own floors.")
    ] = None,
    min_speed: Annotated[
        str | None, typer.Option("--min-speed", help="At least so fast, in the task's own unit.")
    ] = None,
    max_latency: Annotated[
        str | None, typer.Option("--max-latency", help="One item or short answer within, as 500ms.")
    ] = None,
    context: Annotated[
        str | None, typer.Option("--context", help="Tokens that must really be usable, as 32k.")
    ] = None,
    concurrency: Annotated[str | None, typer.Option("--concurrency", help="Simultaneous sequences.")] = None,
    license_: Annotated[
        Words, typer.Option("--license", help="any, open, permissive, commercial or licence ids. Repeatable.")
    ] = None,
    language: Annotated[Words, typer.Option("--language", "-l", help="BCP-47 code. Repeatable.")] = None,
    max_price: Annotated[
        str | None, typer.Option("--max-price", help="USD per million output tokens.")
    ] = None,
    quality: Annotated[
        str | None, typer.Option("--quality", help="any, good or best: floors on evidence in the task.")
    ] = None,
    prefer: Annotated[
        str | None, typer.Option("--prefer", help="balanced, quality, speed, small or cost.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option("--weights", help="Weights of criteria, as quality=0.6,speed=0.2.")
    ] = None,
    class_: Annotated[Words, typer.Option("--class", help="Only this class. Repeatable.")] = None,
    family: Annotated[Words, typer.Option("--family", help="Only this family. Repeatable.")] = None,
    provider: Annotated[Words, typer.Option("--provider", help="Only this provider. Repeatable.")] = None,
    model: Annotated[Words, typer.Option("--model", help="Only this model or size. Repeatable.")] = None,
    exclude: Annotated[
        Words, typer.Option("--exclude", help="Not this class, family, provider or model. Repeatable.")
    ] = None,
    policy: Annotated[
        str | None, typer.Option("--policy", help="A YAML file of an organisation's hard rules.")
    ] = None,
    catalog: CatalogOption = None,
    limit: Annotated[str | None, typer.Option("--limit", help="How many models to show.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every rule, contribution and source.")
    ] = False,
    why_not: Annotated[
        Words,
        typer.Option("--why-not", help="Say why this model, class or family is not the answer. Repeatable."),
    ] = None,
    relax: Annotated[
        bool, typer.Option("--relax", help="Show what milder constraints would let through as well.")
    ] = False,
    pareto: Annotated[
        bool, typer.Option("--pareto", help="Only models that no other beats on every criterion.")
    ] = False,
    plot: Annotated[
        bool, typer.Option("--plot", help="Draw quality against memory, speed or price, and contributions.")
    ] = False,
    matrix: Annotated[str | None, typer.Option("--matrix", help="current or as-sourced rules.")] = None,
    batch: Annotated[
        str | None,
        typer.Option("--batch", help="Queries as JSON, one a line, from a file or - ; answers one a line."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes for --batch.")] = 1,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank classes, then models, for a task and constraints, with reasons.

    Examples: modelpick recommend captioning --on-device; modelpick recommend ner --vram 0GB --json
    """
    given: dict[str, Any] = {
        "input": inputs,
        "output": outputs,
        "modalities": modalities,
        "on-device": on_device,
        "privacy": privacy,
        "region": region,
        "hardware": hardware,
        "vram": vram,
        "ram": ram,
        "memory": memory,
        "latency": latency,
        "min-speed": min_speed,
        "max-latency": max_latency,
        "context": context,
        "concurrency": concurrency,
        "license": license_,
        "language": language,
        "max-price": max_price,
        "quality": quality,
        "prefer": prefer,
        "weights": weights,
        "class": class_,
        "family": family,
        "provider": provider,
        "model": model,
        "exclude": exclude,
        "policy": policy,
        "limit": limit,
        "matrix": matrix,
    }
    shown = {"explain": explain, "pareto": pareto, "plot": plot}
    given["task"] = one_task(task, task_option)
    if batch is not None:
        from modelpick.cli.batch import refuse_beside, run_batch

        refuse_beside({**shown, "why-not": why_not, "relax": relax, "format": form not in (None, "json")})
        run_batch(batch, given, catalog, jobs)
    if jobs > 1:
        from modelpick.errors import UsageError

        raise UsageError("--jobs goes with --batch alone")
    _answer(given, catalog, tuple(why_not or ()), relax, chosen_format(form, as_json), shown)


def one_task(words: Words, option: str | None) -> str | None:
    """The task, whose words may stand apart.

    Raises:
        UsageError: argument and option name two.
    """
    from modelpick.errors import UsageError

    argument = " ".join(words) if words else None
    if argument and option and argument != option:
        raise UsageError(f"two tasks: {argument!r} and {option!r}", hint="name one, as TASK or with --task")
    return option if argument is None else argument


def _answer(
    given: dict[str, Any],
    catalog: str | None,
    why_not: tuple[str, ...],
    relax: bool,
    form: Any,
    shown: dict[str, bool],
) -> None:
    """Ask, print and leave with the exit code that says whether anything satisfies the query."""
    from modelpick.cli.output import emit
    from modelpick.render.recommendation import recommendation

    advice = ask(given, catalog, why_not, relax)[1]
    emit(recommendation(advice, **shown), form)
    if not advice.feasible:
        raise typer.Exit(3)


def ask(
    given: dict[str, Any], catalog: str | None, why_not: tuple[str, ...], relax: bool = False
) -> "tuple[Adviser, Advice]":
    """Open the catalogue and answer."""
    from modelpick.cli.settings import blamed, with_defaults
    from modelpick.errors import UsageError
    from modelpick.explain.answering import answer

    settings = with_defaults({**given, "catalog": catalog})
    adviser = open_adviser(settings.pop("catalog"))
    try:
        return adviser, answer(adviser, settings, why_not=why_not, relax=relax)
    except UsageError as error:
        raise blamed(error, given) from None
