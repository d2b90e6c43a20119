"""Stored measurements: one file each, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from modelpick.errors import DataError, Problem
from modelpick.knowledge.layers import runs_folder
from modelpick.measuring.protocol import Figure

__all__ = ["Place", "Run", "Runs", "forget", "new_id", "read_runs", "store"]

_MOST_RUNS, _MOST_BYTES = 1000, 100_000
_ENDING = ".json"
_Text = Annotated[str, Meta(max_length=1000)]


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """The hardware a run was on, by what tells it from other hardware.

    Attributes:
        name: as shown.
        ids: of the catalogue; empty where it does not have the device.
        kind, backend, count: as in `estimate.device.Device`.
        memory: kind of its fastest memory.
        cores: of a CPU; None unknown, or of no matter.
    """

    name: _Text
    ids: tuple[_Text, ...]
    kind: _Text
    backend: _Text | None
    count: int
    memory: _Text
    cores: int | None

    def is_like(self, other: Place) -> bool:
        """Whether both are the same hardware: the same devices, or where none is known the same description."""
        same = (self.kind, self.backend, self.count, self.memory, self.cores)
        named = self.ids == other.ids if self.ids or other.ids else self.name == other.name
        return named and same == (other.kind, other.backend, other.count, other.memory, other.cores)


class Run(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One measurement.

    Attributes:
        id: its day and time and four letters of chance; also the name of its file.
        endpoint, served: where, and by which name the server knows the model.
        model, quantization, runtime: catalogue ids; None where it is not known.
        hardware: None where it is not known.
        counted, read: whether the server counted the tokens of answers and of prompts.
        first_token, latency: seconds.
        decode, prefill: tokens a second.
    """

    schema: Literal["modelpick.run/1"] = "modelpick.run/1"
    id: _Text
    date: _Text
    endpoint: _Text
    served: _Text
    model: _Text | None
    quantization: _Text | None
    runtime: _Text | None
    hardware: Place | None
    prompt_tokens: tuple[int, ...]
    answer_tokens: int
    counted: bool
    read: bool
    first_token: Figure
    latency: Figure | None
    decode: Figure | None
    prefill: Figure | None


class Runs(Struct, frozen=True):
    """What is stored: the runs, oldest first, and the files that cannot be read with why."""

    runs: tuple[Run, ...] = ()
    broken: tuple[Problem, ...] = ()


def new_id(now: datetime) -> str:
    """A name that sorts by time."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def read_runs(user: Path) -> Runs:
    """The newest runs, oldest first; a damaged file hides no other."""
    runs: list[Run] = []
    broken: list[Problem] = []
    for path in _files(user)[-_MOST_RUNS:]:
        try:
            runs.append(_read(path))
        except (OSError, msgspec.DecodeError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error).splitlines()[0]
            broken.append(Problem(str(path), None, "", f"is no stored run: {why[:200]}"))
    return Runs(tuple(runs), tuple(broken))


def store(user: Path, run: Run) -> Path:
    """Write a run beside the others.

    Raises:
        DataError: the folder cannot be written.
    """
    folder = runs_folder(user)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=folder, prefix=".making-", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(run)))
                file.flush()
                os.fsync(file.fileno())
            os.replace(made, folder / f"{run.id}{_ENDING}")
        except BaseException:
            with suppress(OSError):
                os.unlink(made)
            raise
    except OSError as error:
        raise _failed(error, folder) from None
    return folder / f"{run.id}{_ENDING}"


def forget(user: Path, ids: Iterable[str] | None) -> None:
    """Remove runs, all of them for None; an id without a file is passed over.

    Raises:
        DataError: a file cannot be removed.
    """
    wanted = None if ids is None else set(ids)
    for path in _files(user):
        if wanted is None or path.stem in wanted:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise _failed(error, path) from None


def _files(user: Path) -> list[Path]:
    try:
        return sorted(p for p in runs_folder(user).iterdir() if p.suffix == _ENDING and p.name[0] != ".")
    except OSError:
        return []


def _read(path: Path) -> Run:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("larger than 100 kB")
    run = msgspec.json.decode(content, type=Run)
    if run.id != path.stem:
        raise ValueError(f"its id is {run.id!r}")
    for figure in (run.first_token, run.latency, run.decode, run.prefill):
        if figure is not None and not 0 <= figure.low <= figure.median <= figure.high:
            raise ValueError("its figures contradict themselves")
    return run


def _failed(error: OSError, place: Path) -> DataError:
    return DataError([Problem(str(error.filename or place), None, "", error.strerror or "cannot be written")])
