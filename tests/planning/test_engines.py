"""Commands from templates."""

from __future__ import annotations

import shlex

import pytest
import yaml
from tests.planning.making import engine

from modelpick.knowledge.records import EngineArgument, EngineRecipe, EngineStep
from modelpick.planning.engines import instructions, words_of

FACTS = {"model": "x/y", "tensor": 8, "nodes": 2, "image": "some/image:1", "offered": True}


def argument(flag, value=None, **when):
    return EngineArgument(flag=flag, value=value, when=when)


def recipe(*steps, **fields):
    usual = {"id": "one", "name": "One", "refs": ("https://example.org",)}
    return EngineRecipe(**(usual | fields), steps=steps)


def served(*recipes, **fields):
    words = (argument("serve"), argument("{model}"), argument("--tp", "{tensor}", tensor="> 1"))
    return engine(**({"serve": words, "recipes": recipes} | fields))


def only(found):
    (steps,) = found
    return steps


def test_names_are_filled_in():
    """Facts take the place of names in braces."""
    steps = only(instructions(served(recipe(EngineStep(where="here", serves=True))), FACTS))

    assert [(c.where, c.line) for c in steps.commands] == [("here", "serve x/y --tp 8")]


def test_conditions_leave_arguments_out():
    """An argument whose condition does not hold is not printed."""
    found = instructions(served(recipe(EngineStep(where="here", serves=True))), {**FACTS, "tensor": 1})

    assert only(found).commands[0].line == "serve x/y"


def test_recipes_that_do_not_apply_are_left_out():
    """A recipe for one machine is none for two."""
    assert instructions(served(recipe(when={"nodes": 1})), FACTS) == ()


def test_a_name_cannot_add_to_a_command():
    """What a shell would obey is quoted, so a program gets it as one word."""
    evil = "x/y; rm -rf ~ $(id) `id` 'a'"
    step = EngineStep(where="here", serves=True)
    line = only(instructions(served(recipe(step)), {**FACTS, "model": evil})).commands[0].line

    assert shlex.split(line) == ["serve", evil, "--tp", "8"]
    assert words_of(served(), step, {**FACTS, "model": evil}) == ["serve", evil, "--tp", "8"]


def test_settings_stand_before_the_command():
    """Environment variables are set for the one command, quoted too."""
    step = EngineStep(where="here", environment=(argument("A", "b c"),), serves=True)

    assert only(instructions(served(recipe(step)), FACTS)).commands[0].line.startswith("A='b c' serve")


def test_a_step_for_each_worker_is_repeated_with_its_number():
    """Three machines: the second and third get a line each."""
    step = EngineStep(
        where="machine {rank}", command=(argument("join"), argument("{rank}")), each_worker=True
    )
    found = only(instructions(served(recipe(step)), {**FACTS, "nodes": 3}))

    assert [(c.where, c.line) for c in found.commands] == [("machine 1", "join 1"), ("machine 2", "join 2")]


def test_an_unknown_name_is_an_error():
    """A template that names no fact is a fault of the data, not printed as it stands."""
    step = EngineStep(where="here", command=(argument("{nobody}"),))

    with pytest.raises(KeyError):
        instructions(served(recipe(step)), FACTS)


MANIFEST = "image: {image}\ncommand: [sh, -c, {leader}]\nother: {worker}\nlabels: {role: leader}\n"


def test_a_manifest_is_yaml_whatever_the_names():
    """Words are written as JSON, so quotes and colons in them change nothing."""
    evil = 'x/y\': [&a, "b"] # c'
    found = served(recipe(leader="run {serve}", worker="w: {model}"), manifest=MANIFEST)
    text = only(instructions(found, {**FACTS, "model": evil})).manifest

    read = yaml.safe_load(text)
    assert shlex.split(read["command"][2]) == ["run", "serve", evil, "--tp", "8"]
    assert read["other"] == f"w: {evil}"
    assert read["labels"] == {"role": "leader"}


def test_no_image_no_manifest():
    """Without an image for the backend there is none to run."""
    found = served(recipe(leader="a", worker="b"), manifest=MANIFEST)

    assert only(instructions(found, {**FACTS, "image": ""})).manifest is None
