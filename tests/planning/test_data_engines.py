"""The packaged engines: every command uses options that the engine has.

The options listed in ``data/engines.yaml`` were read from the engines' own parsers. Where vLLM, Ray or SGLang is
installed, those parsers read the commands here again.
"""

from __future__ import annotations

import itertools
import re

import pytest
import yaml
from tests.hardware.conftest import DATA
from tests.planning.making import gpus, model, option

from modelpick.knowledge.load import KINDS, load_file
from modelpick.planning.cluster import Cluster
from modelpick.planning.engines import instructions, words_of
from modelpick.planning.facts import facts_of
from modelpick.planning.parallel import Split

KIND = next(kind for kind in KINDS if kind.name == "engines")
ENGINES = {entry.record.id: entry.record for entry in load_file(DATA / "engines.yaml", KIND, DATA)}
PLACES = [
    (Split(), Cluster(1, 1)),
    (Split(tensor=4, pipeline=2), Cluster(1, 8)),
    (Split(pipeline=4), Cluster(1, 4)),
    (Split(tensor=2, replicas=4, expert=True), Cluster(1, 8)),
    (Split(tensor=8, pipeline=2, nodes=2), Cluster(2, 8)),
    (Split(tensor=8, pipeline=3, nodes=3, servers=2, expert=True), Cluster(6, 8)),
]
LOADS = [("BF16", "any", "f16", 1), ("FP8", "safetensors", "fp8", 32), ("Q4_K_M", "gguf", "q8_0", 4)]
TAKES = {"whole": r"\d+", "number": r"\d+(\.\d+)?", "text": r".+"}


def every_plan(engine):
    for (split, cluster), (quantization, form, kv_type, users) in itertools.product(PLACES, LOADS):
        chosen = option(quantization=quantization, format=form, kv_type=kv_type)
        found = model(run=())
        device = gpus(cluster.devices)
        yield facts_of(found, chosen, engine, device, cluster=cluster, split=split, concurrency=users)


def every_command(engine):
    """The words of every command of an engine, in every plan that calls for it, with the settings before it."""
    for facts in every_plan(engine):
        applying = {found.id for found in instructions(engine, facts)}
        for recipe in (recipe for recipe in engine.recipes if recipe.id in applying):
            for step in recipe.steps:
                yield words_of(engine, step, {**facts, "rank": 1}), step


def wrong(engine, words):
    """What in a command the engine's listed options do not allow."""
    known = {one.flag: one for one in engine.options}
    arguments = iter(words[len(program(words)) :])
    for word in arguments:
        if not word.startswith("-"):
            continue
        listed = known.get(word)
        value = None if listed is None or listed.takes == "nothing" else next(arguments, None)
        if listed is None or not allowed(listed, value):
            yield f"{word} {value}"


def program(words):
    """The words before the first argument: ``vllm serve MODEL``, ``python3 -m sglang.launch_server``."""
    return words[:3] if words[0] in ("vllm", "python3") else words[:1]


def allowed(listed, value):
    if listed.takes == "nothing":
        return True
    if listed.choices:
        return value in listed.choices
    return value is not None and re.fullmatch(TAKES[listed.takes], value) is not None


OWN = [engine for engine in ENGINES.values() if engine.id != "ollama"]


@pytest.mark.parametrize("engine", OWN, ids=lambda engine: engine.id)
def test_every_option_is_one_the_engine_has(engine):
    """No command names an option or a value that is not listed."""
    serving = [words for words, step in every_command(engine) if step.serves]

    assert serving
    assert [(words, bad) for words in serving for bad in wrong(engine, words)] == []


@pytest.mark.parametrize("engine", ENGINES.values(), ids=lambda engine: engine.id)
def test_every_setting_is_listed(engine):
    """Environment variables are among the engine's options too."""
    known = {one.flag for one in engine.options}
    used = {
        setting.flag for recipe in engine.recipes for step in recipe.steps for setting in step.environment
    }

    assert used <= known


@pytest.mark.parametrize("engine", ENGINES.values(), ids=lambda engine: engine.id)
def test_no_listed_option_is_unused(engine):
    """An option no command uses would be checked by nobody."""
    texts = [a.flag for a in engine.serve]
    texts += [a.flag for r in engine.recipes for s in r.steps for a in (*s.command, *s.environment)]
    texts += [text for r in engine.recipes for text in (r.leader or "", r.worker or "")]

    assert [one.flag for one in engine.options if not any(one.flag in text for text in texts)] == []


@pytest.mark.parametrize("engine", ENGINES.values(), ids=lambda engine: engine.id)
def test_every_recipe_has_a_source(engine):
    """Each way to serve says where it is documented."""
    assert all(recipe.refs for recipe in engine.recipes)


def manifests():
    engine = ENGINES["vllm"]
    for facts in every_plan(engine):
        for found in instructions(engine, facts):
            if found.manifest:
                yield facts, list(yaml.safe_load_all(found.manifest))


def test_manifests_are_those_of_leader_worker_set():
    """One set with as many pods as machines and all GPUs of each, and a service for its leader."""
    for facts, (workers, service) in manifests():
        template = workers["spec"]["leaderWorkerTemplate"]
        pods = [template[name]["spec"]["containers"][0] for name in ("leaderTemplate", "workerTemplate")]

        assert (workers["apiVersion"], workers["kind"]) == ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet")
        assert (template["size"], workers["spec"]["replicas"]) == (facts["nodes"], facts["servers"])
        assert all(pod["resources"]["limits"] == {"nvidia.com/gpu": facts["per_node"]} for pod in pods)
        assert service["spec"]["selector"]["leaderworkerset.sigs.k8s.io/name"] == workers["metadata"]["name"]


def test_there_are_manifests_for_ray_and_without():
    """Several machines get both."""
    engine = ENGINES["vllm"]
    found = {
        steps.id for facts in every_plan(engine) for steps in instructions(engine, facts) if steps.manifest
    }

    assert found == {"vllm-ray", "vllm-machines"}


def test_405b_on_ray_is_what_the_projects_documents_say():
    """Head, workers, and one server over both machines: tensor-parallel 8, pipeline-parallel 2, on Ray."""
    engine = ENGINES["vllm"]
    facts = facts_of(
        model(id="meta-llama/Llama-3.1-405B-Instruct"),
        option(),
        engine,
        gpus(16),
        cluster=Cluster(2, 8),
        split=Split(8, 2, nodes=2),
    )
    lines = [c.line for c in next(s for s in instructions(engine, facts) if s.id == "vllm-ray").commands]

    assert "ray start --head" in lines[1]
    assert "ray start --address HEAD_NODE_IP:6379" in lines[2]
    assert (
        "vllm serve meta-llama/Llama-3.1-405B-Instruct --tensor-parallel-size 8 --pipeline-parallel-size 2"
        in lines[3]
    )
    assert "--distributed-executor-backend ray" in lines[3]


# Against the projects' own parsers, where they are installed.


@pytest.mark.filterwarnings("ignore")
def test_vllm_reads_its_commands():
    """vLLM's own parser accepts every command of it, and takes the sizes from it."""
    pytest.importorskip("vllm", exc_type=ImportError)
    from vllm import platforms
    from vllm.platforms.cpu import CpuPlatform

    platforms._current_platform = CpuPlatform()
    from vllm.entrypoints.common.cli_args import make_arg_parser
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    parser = make_arg_parser(FlexibleArgumentParser())
    commands = [words for words, step in every_command(ENGINES["vllm"]) if step.serves]
    assert commands
    for words in commands:
        read = parser.parse_args(words[2:])
        wanted = words[words.index("--tensor-parallel-size") + 1] if "--tensor-parallel-size" in words else 1
        assert read.tensor_parallel_size == int(wanted)


@pytest.mark.filterwarnings("ignore")
def test_ray_reads_its_commands():
    """Ray's own parser accepts how the head and the workers are started."""
    pytest.importorskip("ray", exc_type=ImportError)
    from ray.scripts.scripts import start

    commands = [words for words, _ in every_command(ENGINES["vllm"]) if words[:2] == ["ray", "start"]]
    assert commands
    for words in commands:
        read = start.make_context("start", words[2:]).params
        assert read["head"] == ("--head" in words)


@pytest.mark.filterwarnings("ignore")
def test_sglang_reads_its_commands():
    """SGLang's own parser accepts every command of it."""
    pytest.importorskip("sglang", exc_type=ImportError)
    import argparse

    from sglang.srt.server_args import ServerArgs

    parser = argparse.ArgumentParser()
    ServerArgs.add_cli_args(parser)
    commands = [words for words, step in every_command(ENGINES["sglang"]) if step.serves]
    assert commands
    for words in commands:
        read = parser.parse_args(words[3:])
        assert read.model_path == words[words.index("--model-path") + 1]
