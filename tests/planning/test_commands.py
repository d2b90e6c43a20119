"""How to start a model."""

from __future__ import annotations

import pytest
from tests.planning.making import gpus, model, option

from modelpick.knowledge.records import RunHint, RuntimeRecord
from modelpick.planning.commands import present, run_commands


def runtime(ident, **fields):
    usual = {
        "name": ident,
        "formats": ("gguf",),
        "platforms": ("cuda", "cpu"),
        "capabilities": ("text-generation",),
        "template": f"{ident} {{repo}}:{{quant}}",
        "url": "https://example.org",
        "refs": (),
        "checked": "2026-11-23",
    }
    return RuntimeRecord(id=ident, **(usual | fields))


HINT = RunHint(runtime="ollama", command="ollama run hf.co/some/Repo-GGUF:Q4_K_M", source="x")
MODEL = model(run=(HINT,))
Q6 = option(quantization="Q6_K", format="gguf", runtime="llama.cpp")


def commands(runtimes, found=MODEL, chosen=Q6, device=None, **options):
    return run_commands(found, chosen, device or gpus(1), runtimes, {}, **options)


def test_a_hint_gets_the_quantisation_that_was_chosen():
    """The repository of the hint, the quantisation of the estimate."""
    (found,) = commands([runtime("ollama")])

    assert found.command == "ollama run hf.co/some/Repo-GGUF:Q6_K"


def test_a_template_is_filled_in():
    """Where the model has no hint for a runtime, its template serves."""
    (found,) = commands([runtime("llama.cpp")])

    assert found.command == "llama.cpp some/Repo-GGUF:Q6_K"


def test_a_template_without_a_value_is_left_out():
    """No command is printed with a name in braces."""
    assert commands([runtime("llama.cpp")], found=model()) == ()


def test_what_is_installed_comes_first():
    """A program on this machine is named before the usual one."""
    found = commands([runtime("llama.cpp"), runtime("lm-studio")], installed={"lm-studio"})

    assert [(c.runtime, c.installed) for c in found] == [("lm-studio", True), ("llama.cpp", False)]


def test_the_usual_runtime_comes_before_the_others():
    """Else the runtime the estimate was made for leads, then those the model's hints name."""
    found = commands([runtime("lm-studio"), runtime("ollama"), runtime("llama.cpp")])

    assert [c.runtime for c in found] == ["llama.cpp", "ollama", "lm-studio"]


def test_only_what_reads_the_format_on_that_device():
    """Another format, platform or capability rules a runtime out."""
    others = [
        runtime("a", formats=("safetensors",)),
        runtime("b", platforms=("metal",)),
        runtime("c", capabilities=("text-to-image",)),
    ]

    assert commands(others) == ()


def test_hosted_models_show_their_hint():
    """A model that runs at its provider has only what its record says."""
    hosted = model(weights="closed", run=(RunHint(runtime="api", command="model id some", source="x"),))

    (found,) = run_commands(hosted, None, None, [runtime("api", capabilities=()), runtime("llama.cpp")], {})
    assert found.command == "model id some"


def test_names_are_quoted():
    """A model's id cannot add to a command."""
    (found,) = commands(
        [runtime("vllm", formats=("safetensors",), template="vllm serve {model}", runs=("slm",))],
        found=model(id="x/$(id)"),
        chosen=option(),
    )

    assert found.command == "vllm serve 'x/$(id)'"


@pytest.mark.parametrize(
    ("word", "meant"),
    [("slm", True), ("Some", True), ("x/", True), ("x/Some-Model-7B", True), ("x", False), ("llm", False)],
)
def test_a_template_starts_what_the_runtime_is_known_to_run(word, meant):
    """By class, family, organisation or id; of anything else nothing is claimed."""
    known = runtime("program", formats=("safetensors",), template="program {name}", runs=(word,))

    assert [found.command for found in commands([known], chosen=option())] == [
        "program Some-Model-7B"
    ] * meant


def test_a_hint_needs_no_other_word():
    """What a model's own record says is known."""
    known = runtime("program", formats=("gguf",), template=None)
    hint = RunHint(runtime="program", command="program --own", source="x")

    assert [found.command for found in commands([known], found=model(run=(hint,)))] == ["program --own"]


def test_weights_of_one_format_are_no_weights_of_another():
    """A repository of GGUF files is nothing that MLX could load."""
    assert commands([runtime("mlx", formats=("mlx",), platforms=("cuda",))], chosen=option()) == ()


@pytest.mark.parametrize("tag", ["text-generation", "translation", "any-to-any", None])
def test_a_pipeline_is_named_for_what_the_model_does(tag):
    """The task's tag where model and runtime know it, else the first that both know."""
    known = runtime(
        "t",
        formats=("safetensors",),
        template='pipeline("{task}", model="{model}")',
        runs=("slm",),
        capabilities=("translation", "text-generation", "any-to-any"),
    )
    found = model(capabilities=("text-generation", "translation"))
    expected = "translation" if tag == "translation" else "text-generation"
    (line,) = commands([known], found=found, chosen=option(), task=tag)

    assert line.command == f'pipeline("{expected}", model="x/Some-Model-7B")'


def test_programs_are_looked_for_on_the_path():
    """One of a runtime's programs is enough."""
    runtimes = [runtime("a", detect=("a-server", "a-cli")), runtime("b", detect=("b",)), runtime("c")]

    assert present(runtimes, which=lambda name: "/bin/a-cli" if name == "a-cli" else None) == {"a"}
