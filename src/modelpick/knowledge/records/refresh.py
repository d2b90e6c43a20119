"""Public addresses that facts are refreshed from."""

from __future__ import annotations

from typing import Literal

from modelpick.knowledge.records.base import Record, Ref

__all__ = ["RefreshPart", "RefreshSource"]


class RefreshPart(Record, frozen=True, kw_only=True):
    """One board, file or table of a `RefreshSource`."""

    benchmark: str
    """The benchmark whose scores it holds."""
    values: dict[str, str] = {}
    """What stands for the words in braces of the address."""
    column: str | None = None
    """The column that holds the values, where there are several."""
    tasks: tuple[str, ...] = ()
    """Tasks whose mean the value is; ``STS17/en-en`` is one subset of a task."""


class RefreshSource(Record, frozen=True, kw_only=True):
    """A public address that ``modelpick catalog update`` reads facts from (``data/refresh.yaml``)."""

    id: str
    """What ``--from`` takes."""
    name: str
    form: Literal["models.dev", "litellm", "hub", "arena", "mteb", "open-asr"]
    """The shape of the answers."""
    url: Ref
    """The address asked, with words in braces: ``{model}``, ``{offset}`` and those of a part's ``values``."""
    page: Ref
    """The page that facts are cited by."""
    file_url: str | None = None
    """The address of one file of a repository: ``{model}``, ``{file}``."""
    license: str
    attribution: str | None = None
    """What its licence asks to be shown."""
    default: bool = True
    """Whether it is read where no source is named; large ones are not."""
    publishers: dict[str, tuple[str, ...]] = {}
    """A provider of the source to the first parts of our ids that mean the same maker."""
    variants: tuple[str, ...] = ()
    """Endings of a published name that say how a model was run, not which model it is."""
    names: dict[str, str] = {}
    """Published names that are not ours, and the id of the model they mean."""
    parts: tuple[RefreshPart, ...] = ()
    most_megabytes: int = 32
    """Size beyond which an answer is refused."""
    seconds: int = 120
    """Time after which an answer is given up."""
    checked: str
