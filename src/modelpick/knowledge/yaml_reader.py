"""A YAML file as plain values, with the line of every value, and nothing that could harm.

Stricter than PyYAML's ``safe_load``: only ``true``/``false`` are booleans and dates stay text (so ``no`` is
Norwegian), a repeated key, an alias, a tag, a document too large or nested too deep is an error with its line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from modelpick.errors import DataError, Problem

__all__ = ["MAX_BYTES", "Lines", "read_yaml", "read_yaml_text"]

MAX_BYTES = 8_000_000
MAX_DEPTH = 40
MAX_NODES = 1_000_000

Path_ = tuple[str | int, ...]
Lines = dict[Path_, int]
"""Place of a value in its document, as keys and indexes from the root, to its line (from 1)."""

_PLAIN_COLLECTIONS = {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc]
    """Composes nodes only; the plain scalars it recognises are those of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's protocol


_Loader.add_implicit_resolver("null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("int", re.compile(r"^[-+]?\d+(?:_\d+)*$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "float", re.compile(r"^[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?$"), list("-+.0123456789")
)


def read_yaml(path: Path, *, name: str | None = None) -> tuple[Any, Lines]:
    """Read one file.

    Args:
        path: the file.
        name: how problems name it; the path itself by default.

    Returns:
        The document as dicts, lists, strings, numbers, booleans and None, and the line of each value.

    Raises:
        DataError: unreadable, not UTF-8, not YAML, or outside the limits above.
    """
    shown = name or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError([Problem(shown, None, "", f"larger than {MAX_BYTES // 1_000_000} MB")])
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError([Problem(shown, None, "", f"not UTF-8 (byte {error.start})")]) from None
    except OSError as error:
        raise DataError([Problem(shown, None, "", error.strerror or "cannot be read")]) from None
    return read_yaml_text(text, shown)


def read_yaml_text(text: str, shown: str) -> tuple[Any, Lines]:
    """`read_yaml` for a text already in hand."""
    _refuse_aliases(text, shown)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else None
        raise DataError([Problem(shown, line, "", f"not valid YAML: {what}")]) from None
    except (RecursionError, ValueError) as error:
        raise DataError([Problem(shown, None, "", f"not valid YAML: {type(error).__name__}")]) from None
    finally:
        loader.dispose()
    builder = _Builder(shown)
    value = None if node is None else builder.build(node, (), 0)
    return value, builder.lines


def _refuse_aliases(text: str, shown: str) -> None:
    """Stop before composing: an alias is never needed here, and many of them are a memory bomb."""
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
                line = token.start_mark.line + 1
                raise DataError(
                    [Problem(shown, line, "", "anchors and aliases (& and *) are not allowed; write it out")]
                )
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise DataError(
            [Problem(shown, mark.line + 1 if mark else None, "", f"not valid YAML: {what}")]
        ) from None
    except (RecursionError, ValueError) as error:
        raise DataError([Problem(shown, None, "", f"not valid YAML: {type(error).__name__}")]) from None


class _Builder:
    """Turns composed nodes into plain values, counting and locating as it goes."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.lines: Lines = {}
        self.count = 0

    def build(self, node: yaml.Node, place: Path_, depth: int) -> Any:
        self.count += 1
        self.lines[place] = node.start_mark.line + 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            raise self._problem(node, place, "nested too deep or too large")
        if not isinstance(node, yaml.ScalarNode) and node.tag not in _PLAIN_COLLECTIONS:
            raise self._problem(node, place, f"tags ({node.tag}) are not allowed")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*place, i), depth + 1) for i, item in enumerate(node.value)]
        return self._scalar(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Path_, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise self._problem(key_node, place, "a key must be a plain word")
            if key in result:
                raise self._problem(key_node, (*place, key), "written twice")
            result[key] = self.build(value_node, (*place, key), depth + 1)
        return result

    def _scalar(self, node: yaml.Node, place: Path_) -> Any:
        text = str(node.value)
        tag = node.tag
        if tag.startswith("!") or (tag.startswith("tag:yaml.org,2002:") and tag != "tag:yaml.org,2002:str"):
            raise self._problem(node, place, f"tags ({tag}) are not allowed")
        if tag == "null":
            return None
        if tag == "bool":
            return text == "true"
        try:
            return int(text) if tag == "int" else float(text) if tag == "float" else text
        except ValueError:
            raise self._problem(node, place, f"{text[:40]!r} is no number that can be used") from None

    def _problem(self, node: yaml.Node, place: Path_, message: str) -> DataError:
        field = ".".join(str(part) for part in place)
        return DataError([Problem(self.shown, node.start_mark.line + 1, field, message)])
