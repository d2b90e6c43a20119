"""What templates may name."""

from __future__ import annotations

import pytest
from tests.planning.making import engine, gpus, model, option

from modelpick.knowledge.records import FileSize, RunHint
from modelpick.planning.cluster import Cluster
from modelpick.planning.facts import facts_of, gguf_repository, weights_of
from modelpick.planning.parallel import Split

HINT = RunHint(runtime="llama.cpp", command="llama-server -hf some/Repo-GGUF:Q4_K_M", source="x")
LIBRARY = RunHint(runtime="ollama", command="ollama run some:7b", source="x")
FILE = FileSize(quantization="Q6_K", bytes=1, source="https://huggingface.co/maker/Other-GGUF")


def facts(**fields):
    chosen = {"concurrency": 1, "split": Split(8, 2, nodes=2), "cluster": Cluster(2, 8)} | fields
    return facts_of(model(), option(), engine(online={"FP8": "fp8"}), gpus(16), **chosen)


def test_the_split_is_named():
    """Sizes of the split and the machines are there under the names templates use."""
    found = facts()

    assert [found[name] for name in ("tensor", "pipeline", "nodes", "per_node", "servers", "devices")] == [
        8,
        2,
        2,
        8,
        1,
        16,
    ]


def test_a_server_holds_the_context_of_all_its_sequences():
    """Three users over two replicas are two sequences of a server with slots, and twice the context."""
    found = facts(concurrency=3, split=Split(replicas=2))

    assert (found["sequences"], found["total_context"]) == (2, 2 * 8192)


def test_a_file_whose_repository_is_recorded_comes_first():
    """The repository a size was read from has that very file; a hint's is taken for the others."""
    found = model(files=(FILE,), run=(LIBRARY, HINT))

    assert gguf_repository(found, "Q6_K") == "maker/Other-GGUF"
    assert gguf_repository(found, "Q4_K_M") == "some/Repo-GGUF"


def test_no_repository_is_invented():
    """A model without a recorded repository has none."""
    assert gguf_repository(model(run=(LIBRARY,)), "Q4_K_M") is None


@pytest.mark.parametrize(
    ("quantization", "expected"), [("BF16", "x/Some-Model-7B"), ("FP8", "x/Some-Model-7B")]
)
def test_weights_that_an_engine_loads_or_makes(quantization, expected):
    """16 bit is the model's own repository; what the engine quantises itself too."""
    chosen = option(quantization=quantization, format="safetensors")

    assert weights_of(model(), chosen, engine(online={"FP8": "fp8"})) == expected


def test_a_checkpoint_that_is_not_recorded_is_left_to_the_reader():
    """Nobody's AWQ repository is made up."""
    chosen = option(quantization="AWQ-INT4", format="safetensors")

    assert weights_of(model(), chosen, engine()) == "PATH_TO_AWQ_INT4_WEIGHTS"


def test_labels_suit_kubernetes():
    """Lower case, digits and dashes only."""
    assert facts()["name"] == "some-model-7b"
