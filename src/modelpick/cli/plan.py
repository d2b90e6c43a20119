"""``modelpick plan``: the hardware a model needs, and how to serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from modelpick.cli import target_options as options
from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format

if TYPE_CHECKING:
    from modelpick.sizing.planned import Planned

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan")(plan)


def plan(
    model: options.ModelArgument,
    *,
    hardware: options.HardwareOption = None,
    vram: options.VramOption = None,
    ram: options.RamOption = None,
    memory: options.MemoryOption = None,
    context: options.ContextOption = None,
    kv_type: options.KvTypeOption = None,
    quant: options.QuantOption = None,
    concurrency: options.ConcurrencyOption = None,
    min_speed: options.MinSpeedOption = None,
    runtime: options.RuntimeOption = None,
    manifest: options.ManifestOption = None,
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what hardware serves a model, how it is split over GPUs and machines, and with which commands.

    Without a target it names the smallest hardware of each kind that would do.

    Examples: modelpick plan llama-3.1-405b -H "2x8 H100" --quant BF16; modelpick plan 70B --concurrency 16
    """
    from modelpick.cli.output import emit
    from modelpick.render.plan import plan as built

    chosen = chosen_format(form, as_json)
    given = {
        "hardware": hardware,
        "vram": vram,
        "ram": ram,
        "memory": memory,
        "context": context,
        "kv-type": kv_type,
        "quant": quant,
        "concurrency": concurrency,
        "min-speed": min_speed,
        "runtime": runtime,
    }
    found = _planned(model, given, catalog)
    if manifest is not None and found.plans:
        typer.echo(_manifest(manifest, found), nl=False)
        return
    emit(built(found), chosen)
    if not found.plans:
        raise typer.Exit(3)


def _planned(model: list[str], given: dict[str, Any], catalog: str | None) -> Planned:
    from modelpick.cli.settings import blamed
    from modelpick.errors import UsageError
    from modelpick.sizing.planned import planned

    ask, adviser = options.read(model, given, catalog)
    try:
        return planned(ask, adviser)
    except UsageError as error:
        raise blamed(error, given) from None


def _manifest(recipe: str, found: Planned) -> str:
    """The manifest of one recipe of the first plan.

    Raises:
        UsageError: the plan has no such recipe, or it has no manifest.
    """
    from modelpick.errors import UsageError

    known = {steps.id: steps.manifest for steps in found.plans[0].instructions if steps.manifest}
    if recipe not in known:
        names = ", ".join(known) or "none: the plan needs one machine"
        raise UsageError(f"--manifest: the plan has no manifest called {recipe!r}", hint=f"there is {names}")
    return known[recipe]
