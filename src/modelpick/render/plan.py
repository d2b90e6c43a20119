"""How to serve a model, as a document: hardware, split, memory, links, commands."""

from __future__ import annotations

from collections.abc import Iterator

from modelpick.planning.engines import Instructions
from modelpick.planning.parallel import Split
from modelpick.planning.plan import Served
from modelpick.planning.traffic import Traffic
from modelpick.render.document import Column, Document, Grid, Paragraph, Section
from modelpick.render.fit import VERDICTS, interval_text
from modelpick.render.plan_data import needed, plan_data, together
from modelpick.render.target import target_sections
from modelpick.sizing.desk import Plan
from modelpick.sizing.planned import Planned
from modelpick.units import format_count, format_gb

__all__ = ["plan"]

_OTHERS = 5
_LINE = 70


def plan(found: Planned) -> Document:
    """The whole answer."""
    return Document(plan_data(found), tuple(_sections(found)), _overview(found, full=True))


def _sections(found: Planned) -> Iterator[Section]:
    yield Paragraph(_headline(found), style="strong")
    if found.unknown:
        yield Paragraph(found.unknown, style="fair")
    yield from (Paragraph(text, bullet=True) for text in found.remedies)
    if found.plans:
        yield _overview(found)
        yield from _detail(found.plans[0], found)
    if found.target:
        yield from target_sections(found.target)
    yield from (Paragraph(f"note: {text}", style="dim") for text in found.notes)


def _headline(found: Planned) -> str:
    wanted, shape = found.wanted, found.subject.shape
    count = format_count(shape.parameters) if shape.parameters else ""
    size = f" ({count})" if count not in ("", found.subject.name) else ""
    where = f" on {found.target.device.name}" if found.target else ""
    if found.unknown:
        return f"{found.subject.name}{size}{where}"
    users = f"{wanted.concurrency:,} users" if wanted.concurrency > 1 else "one user"
    load = f": {users} with {wanted.request.context:,} tokens each" if shape.kind == "text" else ""
    verdict = "" if found.plans else ", nothing serves it"
    return f"{found.subject.name}{size}{where}{load}{verdict}"


def _overview(found: Planned, *, full: bool = False) -> Grid:
    columns = (
        Column("#", right=True),
        Column("Hardware", whole=True),
        Column("Memory", right=True, keep=4),
        Column("Quantization", whole=True),
        Column("Split", keep=3),
        Column("Each device", whole=True, keep=2),
        Column("Verdict", whole=True, keep=5, styles=VERDICTS),
        Column("Users", right=True, keep=6),
        Column("Speed each (90 %)", whole=True, keep=1),
        *((Column("Also"),) if full else ()),
    )
    return Grid(columns, tuple(_overview_row(rank, one, full) for rank, one in enumerate(found.plans, 1)))


def _overview_row(rank: int, one: Plan, full: bool) -> tuple[str, ...]:
    option, load = one.served.option, one.served.load
    return (
        str(rank),
        one.place.device.name,
        format_gb(one.place.device.pools[0].total),
        option.quantization,
        _split_text(one.served.split),
        f"{load.total / 1e9:.3g} of {format_gb(load.available)}",
        option.verdict,
        str(load.users),
        interval_text(option.item or option.decode),
        *((", ".join(one.also),) if full else ()),
    )


def _split_text(split: Split) -> str:
    parts = [
        f"tensor {split.tensor}" if split.tensor > 1 else "",
        f"pipeline {split.pipeline}" if split.pipeline > 1 else "",
        f"{split.replicas} replicas" if split.replicas > 1 else "",
        f"{split.servers} servers" if split.servers > 1 else "",
        f"over {split.nodes} machines" if split.nodes > 1 else "",
        "whole experts" if split.expert else "",
    ]
    return ", ".join(part for part in parts if part) or "one device"


def _detail(one: Plan, found: Planned) -> Iterator[Section]:
    yield Paragraph(f"{one.place.device.name} at {one.served.option.quantization}", style="strong")
    if one.also:
        yield Paragraph(f"as large, and as fast or faster: {', '.join(one.also)}", bullet=True)
    yield from _memory(one.served)
    yield from (Paragraph(_traffic_text(t, one.served), bullet=True) for t in one.served.traffic)
    if one.others:
        yield _others_grid(one)
    for steps in one.instructions:
        yield from _steps(steps)
    yield from (Paragraph(f"caution: {text}", style="fair", bullet=True) for text in one.cautions)
    if len(found.plans) > 1:
        yield Paragraph("commands of the others: --json, or -H with their name and --quant", style="dim")


def _memory(served: Served) -> Iterator[Section]:
    load = served.load
    parts = (
        ("weights", load.weights),
        ("KV cache", load.kv_cache),
        ("compute", load.compute),
        ("overhead", load.overhead),
    )
    listed = ", ".join(f"{name} {format_gb(size)}" for name, size in parts)
    room = f"{load.total / 1e9:.3g} of {format_gb(load.available)}"
    where = "GPU and RAM together" if served.option.verdict == "offload" else "each device"
    yield Paragraph(f"{where}: {listed}; {room}", bullet=True)
    if load.cache_tokens is not None:
        longest = f"; {load.max_context:,} tokens each for those asked for" if load.max_context else ""
        users = f"{load.users} user{'s' if load.users != 1 else ''} with the whole context go in"
        yield Paragraph(f"{users}{longest}", bullet=True)
    everyone = together(served)
    if everyone is not None and everyone is not served.option.decode:
        yield Paragraph(f"all users together: {interval_text(everyone)}", bullet=True)
    speed = served.option.item or served.option.decode
    if speed is not None:
        yield Paragraph(f"speed: {speed.basis}", style="dim", bullet=True)


def _traffic_text(traffic: Traffic, served: Served) -> str:
    rate, link = needed(traffic, served), traffic.link
    per = f"{_bytes(traffic.per_layer)} a token and layer, " if traffic.per_layer else ""
    carries = f"; {link.name} carries {link.gbps / 2:g} GB/s each way" if link else "; the link is not known"
    rates = ", ".join(f"{value:g} GB/s {_WHILE[name]}" for name, value in rate.items() if value is not None)
    what = f"{traffic.kind} parallel over {traffic.between}: {per}{_bytes(traffic.per_token)} a token"
    return f"{what}: {rates}{carries}"


_WHILE = {"decode": "while answering", "prefill": "while reading prompts"}


def _bytes(size: float) -> str:
    return f"{size / 1e6:.3g} MB" if size >= 1e6 else f"{size / 1e3:.3g} kB"


def _others_grid(one: Plan) -> Grid:
    columns = (
        Column("Other splits"),
        Column("Each device", right=True),
        Column("Users", right=True, keep=1),
        Column("Speed each (90 %)", keep=2),
    )
    rows = (
        (
            _split_text(other.split),
            f"{other.load.total / 1e9:.3g} of {format_gb(other.load.available)}",
            str(other.load.users),
            interval_text(other.option.decode),
        )
        for other in one.others[:_OTHERS]
    )
    return Grid(columns, tuple(rows))


def _steps(steps: Instructions) -> Iterator[Section]:
    yield Paragraph(steps.name, style="strong")
    for command in steps.commands:
        yield Paragraph(f"{command.where}:", style="dim")
        yield from (Paragraph(line, style="note", indent=1) for line in _continued(command.line))
    if steps.note:
        yield Paragraph(steps.note, style="dim")
    if steps.manifest:
        yield Paragraph(f"on Kubernetes: the same with --manifest {steps.id}", style="dim")


def _continued(line: str) -> Iterator[str]:
    """A long command over several lines that a shell reads as one, broken before options."""
    first, *rest = line.split(" --")
    shown = first
    for option in rest:
        if len(shown) + len(option) > _LINE:
            yield f"{shown} \\"
            shown = f"  --{option}"
        else:
            shown = f"{shown} --{option}"
    yield shown
