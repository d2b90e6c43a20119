"""How models are served."""

from __future__ import annotations

import shlex

import pytest

from modelpick.planning.parallel import Split
from modelpick.sizing.ask import read_ask
from modelpick.sizing.planned import planned


def plan(adviser, name, **given):
    return planned(
        read_ask(name, {k.replace("_", "-"): v for k, v in given.items()}, adviser.catalog), adviser
    )


@pytest.fixture(scope="module")
def large(adviser):
    """405B in 16 bits on two machines of eight H100s."""
    return plan(adviser, "llama 3.1 405b", hardware="2x8 H100", quant="BF16", context="8192")


def test_405b_on_two_machines(large):
    """Tensor-parallel 8, pipeline-parallel 2, 51 GB of weights a GPU and room for the cache of many."""
    served = large.plans[0].served

    assert served.split == Split(8, 2, nodes=2)
    assert served.load.weights == pytest.approx(50.7e9, rel=0.005)
    assert served.load.users > 50
    assert served.option.verdict == "fits"


def test_405b_has_commands_for_ray_and_others(large):
    """Ray, vLLM without it, SGLang: nothing that cannot run on two machines."""
    assert [steps.id for steps in large.plans[0].instructions] == [
        "vllm-ray",
        "vllm-machines",
        "sglang-machines",
    ]


def test_405b_needs_a_link_within_and_a_network_between(large):
    """What each split sends is put beside what carries it."""
    traffic = {one.kind: one for one in large.plans[0].served.traffic}

    assert traffic["tensor"].link.name == "NVLink 4"
    assert traffic["pipeline"].link.reach == "network"
    assert traffic["tensor"].per_token > 100 * traffic["pipeline"].per_token


def test_405b_does_not_go_into_one_machine(adviser):
    """Eight H100s are too small at 16 bits; why, and what would do, is said."""
    found = plan(adviser, "llama 3.1 405b", hardware="8x H100", quant="BF16")

    assert found.plans == ()
    assert any("GB on each device" in text for text in found.remedies)


def test_machines_that_were_assumed_are_told(adviser):
    """Sixteen GPUs without more are two machines of eight, which is printed."""
    found = plan(adviser, "llama 3.1 405b", hardware="16x H100", quant="BF16")

    assert any("2 machines with 8 GPUs each were assumed" in note for note in found.notes)


def test_a_small_model_on_one_gpu_runs_in_llama_cpp_and_ollama(adviser):
    """Commands for what people use at home, with the file the plan chose."""
    found = plan(adviser, "Qwen/Qwen3.8-27B", hardware="RTX 4090", quant="Q4_K_M").plans[0]
    lines = {steps.id: [c.line for c in steps.commands] for steps in found.instructions}

    assert "llama-server -hf unsloth/Qwen3.8-27B-GGUF:Q4_K_M -c 8192" in lines["llama.cpp"][0]
    assert lines["ollama"][1] == "ollama run hf.co/unsloth/Qwen3.8-27B-GGUF:Q4_K_M"


def test_only_what_can_be_loaded_is_planned(adviser):
    """Without --quant no checkpoint is chosen that nobody is known to have made."""
    found = plan(adviser, "llama 3.3 70b", hardware="4x RTX 3090", concurrency="4").plans[0]

    assert found.served.option.quantization not in ("AWQ-INT4", "GPTQ-INT4", "NVFP4", "INT8")
    assert found.cautions == ()


def test_a_checkpoint_that_is_asked_for_is_left_to_the_reader(adviser):
    """AWQ where it is asked for, with a word in the place of its name."""
    found = plan(adviser, "llama 3.3 70b", hardware="4x RTX 3090", quant="awq", concurrency="2").plans[0]

    assert "PATH_TO_AWQ_INT4_WEIGHTS" in shlex.split(found.instructions[0].commands[0].line)
    assert "no AWQ-INT4 checkpoint" in found.cautions[0]


def test_heads_that_do_not_divide_are_told(adviser):
    """Why six GPUs do not work on every layer together."""
    found = plan(adviser, "llama 3.3 70b", hardware="6x RTX 3090", quant="FP8")

    assert any("64 attention heads do not divide by 6" in note for note in found.notes)
    assert found.plans[0].served.split.tensor in (1, 2, 4)


def test_without_hardware_the_smallest_of_each_kind_is_found(adviser):
    """Least memory first, every one fast enough for a reader, which is told."""
    found = plan(adviser, "llama 3.3 70b")
    memory = [one.place.device.pools[0].total for one in found.plans]

    assert memory == sorted(memory)
    assert all(one.served.option.decode.value >= 8 for one in found.plans)
    assert any("8 tok/s for each user was assumed" in note for note in found.notes)
    assert {one.served.option.bits > 12 for one in found.plans} == {True, False}


def test_several_users_take_larger_hardware(adviser):
    """More users or context never take less memory at the same quantisation."""
    one, many = (plan(adviser, "8B", quant="BF16", concurrency=n).plans[0] for n in ("1", "64"))

    assert many.place.device.pools[0].total > one.place.device.pools[0].total
    assert many.served.load.users >= 64


def test_a_speed_nothing_reaches_is_said(adviser):
    """On named hardware the fastest is named; anywhere, that nothing does."""
    named = plan(adviser, "llama 3.3 70b", hardware="RTX 4090", ram="64GB", min_speed="500", quant="Q4_K_M")
    anywhere = plan(adviser, "llama 3.3 70b", min_speed="100000")

    assert "the fastest that fits" in named.remedies[0]
    assert "no hardware of the catalogue" in anywhere.remedies[0]


def test_a_hosted_model_cannot_be_served(adviser):
    """Its provider serves it."""
    hosted = next(model.id for model in adviser.catalog.models() if model.weights == "closed")

    assert "only runs at its provider" in plan(adviser, hosted).unknown


def test_a_model_that_makes_no_tokens_gets_its_own_programs(adviser):
    """Speech models are not served by vLLM's recipe; their own programs are named."""
    found = plan(adviser, "openai/whisper-large-v3", hardware="RTX 3060 12GB").plans[0]

    assert found.served.split == Split()
    assert {steps.engine for steps in found.instructions} & {"whisper.cpp", "transformers", "faster-whisper"}


def test_a_phone_gets_no_servers_command(adviser):
    """Ollama and llama-server are not what phones run: their own programs, or a word that none is recorded."""
    found = plan(adviser, "qwen3-0.6b", hardware="iphone 16").plans[0]

    assert not {steps.engine for steps in found.instructions} & {"llama.cpp", "ollama"}


def test_a_file_nobody_is_known_to_offer_is_told(adviser):
    """The command names a file, and the reader hears that it must be found or made."""
    found = plan(adviser, "8B", hardware="RTX 4090", quant="Q4_K_M").plans[0]

    assert "-m PATH_TO_YOUR_MODEL-Q4_K_M.gguf" in found.instructions[0].commands[0].line
    assert "no GGUF repository" in found.cautions[0]


def test_cloud_machines_are_not_assumed(adviser):
    """A p5.48xlarge holds eight: two are two machines of eight."""
    found = plan(adviser, "llama 3.1 405b", hardware="2x p5.48xlarge", quant="BF16")

    assert found.plans[0].served.split == Split(8, 2, nodes=2)
    assert not any("were assumed" in note for note in found.notes)
