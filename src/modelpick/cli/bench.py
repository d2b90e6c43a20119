"""``modelpick bench``: a running server measured, so that estimates for the machine rest on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from modelpick.cli.common import CatalogOption, FormatOption, JsonOption, chosen_format

if TYPE_CHECKING:
    from modelpick.adviser import Adviser
    from modelpick.estimate.device import Device
    from modelpick.measuring.endpoint import Endpoint
    from modelpick.measuring.runs import Run
    from modelpick.measuring.session import Measured, Tell, Wanted
    from modelpick.measuring.subject import Labels, Subject
    from modelpick.render.document import Document

__all__ = ["register"]

_ALL = "all"
_MOST_RUNS, _LONGEST_WORDS, _MOST_ANSWER = 50, 200_000, 4096
_LEAST_WORDS, _LEAST_ANSWER = 20, 8


_ModelArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="MODEL", help="As the server or the catalogue calls it; else the one served."),
]
_EndpointOption = Annotated[
    str | None, typer.Option("--endpoint", metavar="URL", help="The server: http://localhost:8080 …")
]
_HardwareOption = Annotated[
    str | None,
    typer.Option("--hardware", "-H", help="What the server runs on; this machine for a local address."),
]
_QuantOption = Annotated[
    str | None, typer.Option("--quant", help="The quantisation served, where its name does not say.")
]
_RuntimeOption = Annotated[
    str | None, typer.Option("--runtime", help="The program that serves, where it does not say.")
]
_RunsOption = Annotated[str, typer.Option("--runs", help="Rounds after the warm-up.")]
_PromptsOption = Annotated[
    str | None, typer.Option("--prompts", metavar="N,N…", help="Words of the prompts; two lengths or more.")
]
_AnswerOption = Annotated[
    str | None, typer.Option("--answer", metavar="N", help="Tokens of the long answers.")
]
_TimeoutOption = Annotated[str, typer.Option("--timeout", help="Time for one whole answer.")]
_KeyOption = Annotated[
    str | None,
    typer.Option(
        "--api-key", envvar="MODELPICK_API_KEY", show_default=False, help="Sent to the server, never kept."
    ),
]
_StoreOption = Annotated[bool, typer.Option("--store/--no-store", help="Keep the result.")]
_ListOption = Annotated[bool, typer.Option("--list", help="Show the stored runs.")]
_ForgetOption = Annotated[
    list[str] | None, typer.Option("--forget", metavar="RUN|all", help="Remove a stored run. Repeatable.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench")(bench)


def bench(
    model: _ModelArgument = None,
    *,
    endpoint: _EndpointOption = None,
    hardware: _HardwareOption = None,
    quant: _QuantOption = None,
    runtime: _RuntimeOption = None,
    runs: _RunsOption = "3",
    prompts: _PromptsOption = None,
    answer: _AnswerOption = None,
    timeout: _TimeoutOption = "5min",
    api_key: _KeyOption = None,
    keep: _StoreOption = True,
    listed: _ListOption = False,
    forget: _ForgetOption = None,
    catalog: CatalogOption = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a running OpenAI-compatible server: llama-server, Ollama, vLLM, LM Studio …

    Time to first token, decode and prefill speed. The result is kept in your data folder, and later estimates
    for the same hardware are calibrated by it. Only the server named is talked to.

    Examples: modelpick bench --endpoint localhost:8080; modelpick bench qwen3:8b --endpoint localhost:11434
    """
    from modelpick.cli.output import emit
    from modelpick.errors import UsageError

    chosen = chosen_format(form, as_json)
    if listed or forget:
        if endpoint or model:
            raise UsageError("--list and --forget go without a server", hint="modelpick bench --list")
        emit(_kept(forget or []), chosen)
        return
    if not endpoint:
        raise UsageError(
            "which server? --endpoint is missing", hint="modelpick bench --endpoint http://localhost:8080"
        )
    from modelpick.measuring.endpoint import read_endpoint
    from modelpick.measuring.subject import Labels

    labels = Labels(" ".join(model or []) or None, hardware, quant, runtime)
    wanted = _wanted(runs, prompts, answer, _seconds(timeout))
    emit(_benched(read_endpoint(endpoint), labels, wanted, api_key, catalog, keep=keep), chosen)


def _benched(
    endpoint: Endpoint, labels: Labels, wanted: Wanted, key: str | None, catalog: str | None, *, keep: bool
) -> Document:
    from modelpick.cli.common import open_adviser
    from modelpick.cli.output import say
    from modelpick.measuring.client import Client
    from modelpick.measuring.session import measure
    from modelpick.measuring.subject import Finder, checked, subject_of

    adviser = open_adviser(catalog)
    finder = Finder(adviser.catalog, adviser.model)
    labels = checked(labels, finder)
    device = _device(labels, endpoint, adviser)
    if key and not endpoint.local and endpoint.url.startswith("http:"):
        say("the key goes over plain http: whoever is between can read it")
    with Client(endpoint, key, wanted.loading) as client:
        subject = subject_of(client.models(), labels, finder)
        with _bar() as tell:
            measured = measure(client, subject.served, wanted, tell)
    return _told(_run(endpoint, subject, device, measured), device, measured, adviser, keep=keep)


def _device(labels: Labels, endpoint: Endpoint, adviser: Adviser) -> Device | None:
    """What the server runs on: as said, else this machine where the address is its own, else unknown."""
    if labels.hardware not in (None, "auto"):
        return adviser.resolve(labels.hardware or "")
    return adviser.detected.device if endpoint.local or labels.hardware == "auto" else None


def _run(endpoint: Endpoint, subject: Subject, device: Device | None, measured: Measured) -> Run:
    from datetime import UTC, datetime

    from modelpick.measuring.own import place_of
    from modelpick.measuring.runs import Run, new_id

    now, figures = datetime.now(UTC), measured.figures
    return Run(
        id=new_id(now),
        date=now.isoformat(timespec="seconds"),
        endpoint=endpoint.url,
        served=subject.served,
        model=subject.model,
        quantization=subject.quantization,
        runtime=subject.runtime,
        hardware=place_of(device) if device else None,
        prompt_tokens=measured.prompt_tokens,
        answer_tokens=measured.answer_tokens,
        counted=measured.counted,
        read=measured.read,
        first_token=figures.first,
        latency=figures.latency,
        decode=figures.decode,
        prefill=figures.prefill,
    )


def _told(run: Run, device: Device | None, measured: Measured, adviser: Adviser, *, keep: bool) -> Document:
    """The document of a run, stored where it is to be kept."""
    from modelpick.knowledge.locate import user_folder
    from modelpick.measuring.own import expected, use_of
    from modelpick.measuring.runs import store
    from modelpick.render.bench import Benched, bench

    said = expected(run, device, adviser.catalog, adviser.shared) if device else None
    used, why = use_of(run, device, adviser.catalog, adviser.shared)
    place = str(store(user_folder(), run)) if keep else None
    notes = (*measured.notes, why if keep else "not stored, so no estimate uses it")
    return bench(Benched(run, said, place, used and keep, notes))


def _kept(forgotten: list[str]) -> Document:
    """The stored runs, after some of them were removed."""
    from pathlib import Path

    from modelpick.errors import UnknownId
    from modelpick.knowledge.layers import runs_folder
    from modelpick.knowledge.locate import user_folder
    from modelpick.measuring.runs import forget, read_runs
    from modelpick.render.bench import stored_runs

    user = user_folder()
    found = read_runs(user)
    known = [*(run.id for run in found.runs), *(Path(problem.file).stem for problem in found.broken)]
    for name in forgotten:
        if name not in (*known, _ALL):
            raise UnknownId("stored run", name, [*known, _ALL])
    if forgotten:
        forget(user, None if _ALL in forgotten else forgotten)
    return stored_runs(read_runs(user), str(runs_folder(user)))


def _wanted(runs: str, prompts: str | None, answer: str | None, seconds: float) -> Wanted:
    from modelpick.errors import UsageError
    from modelpick.measuring.session import Wanted
    from modelpick.units import parse_whole

    lengths = None
    if prompts is not None:
        parts = sorted({_within(parse_whole(part, "--prompts"), _LEAST_WORDS, _LONGEST_WORDS, "--prompts")
                        for part in prompts.split(",")})  # fmt: skip
        if len(parts) < 2:
            raise UsageError(
                "--prompts: one length cannot tell reading from waiting", hint="as in --prompts 100,800"
            )
        lengths = tuple(parts)
    return Wanted(
        runs=_within(parse_whole(runs, "--runs"), 1, _MOST_RUNS, "--runs"),
        prompts=lengths,
        answer=(answer and _within(parse_whole(answer, "--answer"), _LEAST_ANSWER, _MOST_ANSWER, "--answer"))
        or None,
        loading=seconds,
    )


def _within(value: int, least: int, most: int, option: str) -> int:
    from modelpick.errors import UsageError

    if not least <= value <= most:
        raise UsageError(f"{option}: {value} is not from {least} to {most}")
    return value


def _seconds(timeout: str) -> float:
    from modelpick.errors import UsageError
    from modelpick.units import parse_duration

    seconds = parse_duration(timeout, "--timeout")
    if seconds > 86_400:
        raise UsageError(f"--timeout: {timeout} is longer than a day")
    return seconds


@contextmanager
def _bar() -> Iterator[Tell]:
    """A progress bar on a terminal; elsewhere nothing."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("connecting", total=None)
        yield lambda what, done, total: progress.update(task, description=what, completed=done, total=total)
