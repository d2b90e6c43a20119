"""What a server's names mean, with the packaged catalogue."""

import pytest

from modelpick.errors import UnknownId, UsageError
from modelpick.knowledge.records import QuantizationRecord
from modelpick.measuring.answers import Served
from modelpick.measuring.served import chosen, model_of, quantization_of, runtime_of
from modelpick.measuring.subject import Finder, Labels, Subject, checked, subject_of


@pytest.fixture(scope="module")
def quantizations(adviser):
    """Those of the catalogue."""
    return adviser.catalog.all("quantizations", QuantizationRecord)


@pytest.fixture(scope="module")
def finder(adviser):
    """The catalogue."""
    return Finder(adviser.catalog, adviser.model)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("qwen3:8b", "Qwen/Qwen3-8B"),
        ("qwen3:8b-q4_K_M", "Qwen/Qwen3-8B"),
        ("/models/Qwen3-8B-Q4_K_M.gguf", "Qwen/Qwen3-8B"),
        ("C:\\models\\Qwen3-8B-BF16-00001-of-00002.gguf", "Qwen/Qwen3-8B"),
        ("Qwen/Qwen3-8B-FP8", "Qwen/Qwen3-8B"),
        ("Qwen/Qwen3-8B-AWQ", "Qwen/Qwen3-8B"),
        ("bartowski/Qwen3-8B-GGUF", "Qwen/Qwen3-8B"),
        ("hf.co/bartowski/Qwen3-8B-GGUF:Q4_K_M", "Qwen/Qwen3-8B"),
        ("gpt-oss:20b", "openai/gpt-oss-20b"),
        ("model", None),
        ("default", None),
        ("/tmp/x.gguf", None),
        ("my-own-tune", None),
    ],
)
def test_a_served_name_finds_its_model(adviser, name, model):
    """Of files, repositories and tags; unknown where it says nothing."""
    assert model_of(name, adviser.model) == model


@pytest.mark.parametrize(
    ("name", "quantization"),
    [
        ("/models/Qwen3-8B-Q4_K_M.gguf", "Q4_K_M"),
        ("qwen3:8b-q8_0", "Q8_0"),
        ("Qwen/Qwen3-8B-FP8", "FP8"),
        ("Qwen/Qwen3-8B-AWQ", "AWQ-INT4"),
        ("x-IQ4_XS", "IQ4_XS"),
        ("model-bf16", "BF16"),
        ("hf.co/bartowski/Qwen3-8B-GGUF:Q5_K_S", "Q5_K_S"),
        ("mlx-community/Qwen3-8B-MLX-4bit", "MLX-4bit"),
        ("Qwen/Qwen3-8B", None),
        ("qwen3:8b", None),
        ("x-UD-Q4_K_XL", "UD-Q4_K_XL"),
        ("full-model-4bit", None),
    ],
)
def test_a_served_name_may_state_its_quantisation(quantizations, name, quantization):
    """As a word of its own; what could mean several is unknown."""
    assert quantization_of(name, quantizations) == quantization


@pytest.mark.parametrize(
    ("owner", "runtime"),
    [("vllm", "vllm"), ("llamacpp", "llama.cpp"), ("library", "ollama"), ("openai", None), (None, None)],
)
def test_servers_name_themselves(owner, runtime):
    """Where they do."""
    assert runtime_of(Served("x", owner)) == runtime


def test_runtimes_are_those_of_the_catalogue(adviser):
    """So that they can be compared with what estimates speak of."""
    known = adviser.catalog.ids("runtimes")

    assert {runtime_of(Served("x", owner)) for owner in ("llamacpp", "me", "library", "vllm", "sglang")} <= {
        *known
    }


def offered(*names):
    """A list of models."""
    return [Served(name) for name in names]


@pytest.mark.parametrize(
    ("names", "asked", "expected"),
    [
        (["a-model"], None, "a-model"),
        (["a", "b"], "b", "b"),
        (["Some/Model-B", "a"], "some model b", "Some/Model-B"),
        (["qwen3:8b", "qwen3:4b"], "Qwen/Qwen3-8B", "qwen3:8b"),
        (["/m/x.gguf"], "Qwen/Qwen3-8B", "/m/x.gguf"),
    ],
    ids=["only one", "exact", "spelling", "by the catalogue", "unnamed"],
)
def test_the_model_meant_is_found(adviser, names, asked, expected):
    """By the server's name, the catalogue's, or as the only one there is."""
    assert chosen(offered(*names), asked, adviser.model).id == expected


@pytest.mark.parametrize(
    ("names", "asked", "error"),
    [
        (["a", "b"], None, "serves several models: a, b"),
        ([], None, "serves no model"),
        (["a", "b"], "c", "'c'"),
        (["qwen3:8b"], "Qwen/Qwen3-4B", "'Qwen/Qwen3-4B'"),
        (["a", "b"], "Qwen/Qwen3-8B", "'Qwen/Qwen3-8B'"),
    ],
)
def test_what_is_not_served_is_refused(adviser, names, asked, error):
    """Naming what is; never another model in its place."""
    with pytest.raises(UsageError) as caught:
        chosen(offered(*names), asked, adviser.model)

    assert error in str(caught.value)


def test_a_server_without_a_list_takes_any_name(adviser):
    """But needs one."""
    assert chosen(None, "x", adviser.model).id == "x"
    with pytest.raises(UsageError):
        chosen(None, None, adviser.model)


def test_the_user_knows_better_than_the_server(finder):
    """What is said wins over what is read from a name."""
    labels = Labels("Qwen/Qwen3-8B", None, "Q8_0", "ollama")
    served = [Served("qwen3-8b-q4_k_m", "llamacpp")]

    assert subject_of(served, labels, finder) == Subject("qwen3-8b-q4_k_m", "Qwen/Qwen3-8B", "Q8_0", "ollama")
    assert subject_of(served, Labels(), finder) == Subject(
        "qwen3-8b-q4_k_m", "Qwen/Qwen3-8B", "Q4_K_M", "llama.cpp"
    )


def test_labels_are_read_as_everywhere(finder):
    """With the closest where there is none."""
    assert checked(Labels(quantization="q4_k_m", runtime="Ollama"), finder) == Labels(
        quantization="Q4_K_M", runtime="ollama"
    )
    for wrong in (Labels(quantization="Q4_K_Q"), Labels(runtime="olama")):
        with pytest.raises(UnknownId):
            checked(wrong, finder)
