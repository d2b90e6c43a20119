"""What every record shares."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import fields

__all__ = ["Condition", "Fact", "Record", "Ref", "Statement"]

Ref = str
Fact = str | int | float | bool
Condition = Fact | tuple[Fact, ...]
"""A cell of a decision table: a value, a list (any of), or a comparison such as ``">= 16"`` or ``"[8..16)"``."""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One entry of the data: never changed once made, written without the fields that stand at their default."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """How an authored file is validated: every field of its type, and none that is not declared."""
        from pydantic_core import core_schema

        shape = core_schema.typed_dict_schema(
            {
                field.name: core_schema.typed_dict_field(
                    handler.generate_schema(field.type), required=field.required
                )
                for field in fields(cls)
            },
            extra_behavior="forbid",
        )
        return core_schema.no_info_after_validator_function(lambda values: cls(**values), shape)


class Statement(Record, frozen=True, kw_only=True):
    """One current sentence of a class card."""

    text: str
    refs: tuple[Ref, ...]
