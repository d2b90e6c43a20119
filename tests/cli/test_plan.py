"""``modelpick plan``."""

from __future__ import annotations

import json

import pytest
import yaml

LARGE = ("plan", "llama-3.1-405b", "-H", "2x8 H100", "--quant", "BF16")


def test_405b_on_two_machines(document):
    """Tensor-parallel 8 × pipeline-parallel 2, about 51 GB of weights a GPU, room for the cache."""
    answer = document(*LARGE)
    (plan,) = answer["plans"]

    assert answer["schema"] == "modelpick.plan/1"
    assert (plan["split"]["tensor_parallel"], plan["split"]["pipeline_parallel"]) == (8, 2)
    assert plan["per_device"]["weights_gb"] == pytest.approx(50.7, rel=0.01)
    assert plan["per_device"]["total_gb"] < plan["per_device"]["available_gb"]
    assert plan["users"] > 10


def test_405b_has_ray_commands_and_a_manifest(document):
    """Head, workers, server, and a LeaderWorkerSet."""
    engines = {steps["id"]: steps for steps in document(*LARGE)["plans"][0]["engines"]}
    lines = [command["command"] for command in engines["vllm-ray"]["commands"]]

    assert any("ray start --head" in line for line in lines)
    assert any("--tensor-parallel-size 8 --pipeline-parallel-size 2" in line for line in lines)
    workers = next(iter(yaml.safe_load_all(engines["vllm-ray"]["manifest"])))
    assert workers["spec"]["leaderWorkerTemplate"]["size"] == 2


def test_a_manifest_can_be_printed_alone(modelpick):
    """Ready for kubectl: nothing but YAML on standard output."""
    run = modelpick(*LARGE, "--manifest", "vllm-ray")

    assert run.returncode == 0
    assert [part["kind"] for part in yaml.safe_load_all(run.stdout)] == ["LeaderWorkerSet", "Service"]


def test_an_unknown_manifest_is_bad_usage(modelpick):
    """The names there are are given."""
    run = modelpick(*LARGE, "--manifest", "nothing")

    assert run.returncode == 2
    assert "vllm-ray" in run.stderr


def test_links_are_put_beside_what_they_must_carry(document):
    """Bytes a token and layer, what that is at the speeds reached, and what the link gives."""
    traffic = {one["split"]: one for one in document(*LARGE)["plans"][0]["interconnect"]}

    assert traffic["tensor"]["bytes_per_token_per_layer"] == 114688
    assert traffic["tensor"]["needed_gbps"]["prefill"] < traffic["tensor"]["link_gbps_one_way"] == 450
    assert traffic["tensor"]["sources"]


def test_commands_can_be_pasted(modelpick):
    """Long commands are broken where a shell reads on, and no line is wider than the page."""
    lines = modelpick(*LARGE).stdout.splitlines()
    starts = [n for n, line in enumerate(lines) if "vllm serve" in line]

    assert starts
    assert all(lines[n].endswith("\\") for n in starts)
    assert max(map(len, lines)) <= 120


def test_without_hardware_it_finds_some(document):
    """The smallest of each kind, least memory first."""
    plans = document("plan", "Qwen/Qwen3.8-27B")["plans"]
    memory = [plan["hardware"]["memory"][0]["total_gb"] for plan in plans]

    assert [plan["rank"] for plan in plans] == list(range(1, len(plans) + 1))
    assert memory == sorted(memory)


def test_nothing_serves_it_is_exit_3(modelpick):
    """With what is missing, and where to look."""
    run = modelpick("plan", "llama-3.1-405b", "-H", "RTX 4090", "--quant", "BF16", "--json")
    answer = json.loads(run.stdout)

    assert run.returncode == 3
    assert (answer["feasible"], answer["plans"]) == (False, [])
    assert answer["remedies"]


def test_a_hosted_model_is_exit_3(modelpick):
    """Its provider serves it."""
    assert modelpick("plan", "openai/gpt-5").returncode == 3


@pytest.mark.parametrize(
    "arguments",
    [("plan",), ("plan", "nosuchmodel"), ("plan", "7B", "--min-speed", "0"), ("plan", "7B", "-H", "xyz")],
)
def test_bad_usage_is_exit_2(modelpick, arguments):
    """Nothing on standard output."""
    run = modelpick(*arguments)

    assert (run.returncode, run.stdout) == (2, "")


def test_the_same_question_has_the_same_answer(modelpick):
    """Byte for byte, in processes of their own."""
    first = modelpick("plan", "32B", "--json").stdout

    assert first == modelpick("plan", "32B", "--json", PYTHONHASHSEED="1").stdout
