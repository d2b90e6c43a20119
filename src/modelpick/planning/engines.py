"""Commands of engines, filled in from a plan.

The templates are data (``data/engines.yaml``). ``{name}`` is replaced by a fact of the plan; every part of
a command is quoted for a shell, and words in a manifest are written as JSON, so that no name can add to it.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from modelpick.knowledge.records import Condition, EngineArgument, EngineRecipe, EngineRecord, EngineStep
from modelpick.tables.condition import parse_condition

__all__ = ["Command", "Facts", "Instructions", "instructions", "words_of"]

Fact = str | int | float | bool
Facts = Mapping[str, Fact]
_NAME = re.compile(r"\{([a-z_]+)\}")


class Command(Struct, frozen=True):
    """One line to type, and where."""

    where: str
    line: str


class Instructions(Struct, frozen=True):
    """How to serve with one engine: commands in order, and a manifest for Kubernetes where there is one."""

    id: str
    name: str
    engine: str
    commands: tuple[Command, ...]
    manifest: str | None
    note: str | None
    refs: tuple[str, ...]


def instructions(engine: EngineRecord, facts: Facts) -> tuple[Instructions, ...]:
    """Every recipe of ``engine`` that applies to the plan.

    Args:
        facts: values of the names that templates and conditions use.

    Raises:
        KeyError: a template or condition names a fact that is not given.
    """
    recipes = (recipe for recipe in engine.recipes if _holds(recipe.when, facts))
    return tuple(_instructions(engine, recipe, facts) for recipe in recipes)


def _instructions(engine: EngineRecord, recipe: EngineRecipe, facts: Facts) -> Instructions:
    return Instructions(
        id=recipe.id,
        name=recipe.name,
        engine=engine.id,
        commands=tuple(_commands(engine, recipe, facts)),
        manifest=_manifest(engine, recipe, facts),
        note=recipe.note,
        refs=tuple(dict.fromkeys((*recipe.refs, *engine.refs))),
    )


def _commands(engine: EngineRecord, recipe: EngineRecipe, facts: Facts) -> Iterator[Command]:
    for step in recipe.steps:
        ranks = range(1, int(facts["nodes"])) if step.each_worker else range(1)
        for rank in ranks:
            known = {**facts, "rank": rank}
            yield Command(_filled(step.where, known), _line(engine, step, known))


def _line(engine: EngineRecord, step: EngineStep, facts: Facts) -> str:
    settings = [
        f"{argument.flag}={shlex.quote(value)}" for argument, value in _valued(step.environment, facts)
    ]
    return " ".join((*settings, _joined(words_of(engine, step, facts))))


def words_of(engine: EngineRecord, step: EngineStep, facts: Facts) -> list[str]:
    """The words of a step's command, unquoted, as a program would get them."""
    return _words((*(engine.serve if step.serves else ()), *step.command), facts)


def _words(arguments: Iterable[EngineArgument], facts: Facts) -> list[str]:
    words: list[str] = []
    for argument in arguments:
        if _holds(argument.when, facts):
            words.append(_filled(argument.flag, facts))
            words += [] if argument.value is None else [_filled(argument.value, facts)]
    return words


def _valued(arguments: Iterable[EngineArgument], facts: Facts) -> Iterator[tuple[EngineArgument, str]]:
    return ((a, _filled(a.value or "", facts)) for a in arguments if _holds(a.when, facts))


def _manifest(engine: EngineRecord, recipe: EngineRecipe, facts: Facts) -> str | None:
    """The engine's manifest with the recipe's commands in it; None where it has none or no image is known."""
    if engine.manifest is None or recipe.leader is None or recipe.worker is None or not facts["image"]:
        return None
    shell = {**facts, "serve": _joined(_words(engine.serve, facts))}
    pods = {"leader": _filled(recipe.leader, shell), "worker": _filled(recipe.worker, shell)}
    written = {name: json.dumps(fact) for name, fact in {**facts, **pods}.items()}
    return _filled(engine.manifest, written)


def _holds(when: Mapping[str, Condition], facts: Facts) -> bool:
    return all(parse_condition(cell)(facts[name]) for name, cell in when.items())


def _filled(template: str, facts: Facts) -> str:
    return _NAME.sub(lambda match: str(facts[match[1]]), template)


def _joined(words: Iterable[str]) -> str:
    return " ".join(map(shlex.quote, words))
