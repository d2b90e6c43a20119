"""``modelpick fit``: does a model fit, at which quantisation, and how fast."""

from __future__ import annotations

import typer

from modelpick.cli import target_options as options
from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("fit")(fit)


def fit(
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
    runtime: options.RuntimeOption = None,
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a model fits, quantisation by quantisation, and how fast it will be.

    Without a target it is this machine, as detected.

    Examples: modelpick fit qwen3.8-27b -H "RTX 4090"; modelpick fit 70B --vram 24GB --ram 64GB --context 32k
    """
    from modelpick.cli.output import emit
    from modelpick.cli.settings import blamed
    from modelpick.errors import UsageError
    from modelpick.render.fit import fit as built
    from modelpick.sizing.fitted import fitted

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
        "runtime": runtime,
    }
    ask, adviser = options.read(model, given, catalog)
    try:
        found = fitted(ask, adviser)
    except UsageError as error:
        raise blamed(error, given) from None
    emit(built(found), chosen)
    if not found.feasible:
        raise typer.Exit(3)
