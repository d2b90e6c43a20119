"""Which splits a model allows, and what each device then holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.planning.making import architecture

from modelpick.planning.cluster import Cluster
from modelpick.planning.parallel import Split, cache_share, refusal, splits, stage_share


def test_405b_on_two_machines_is_eight_by_two():
    """Tensor-parallel eight within the machine and two stages across is among the splits of sixteen GPUs."""
    assert Split(8, 2, nodes=2) in list(splits(architecture(), Cluster(2, 8), "tensor"))


def test_tensor_parallelism_stays_within_a_machine():
    """No split works on one layer across machines, where links are slow."""
    assert all(split.tensor <= 8 for split in splits(architecture(), Cluster(4, 8), "tensor"))


def test_heads_must_divide():
    """128 heads do not go over six GPUs."""
    assert refusal(architecture(), 6) == "128 attention heads do not divide by 6"


def test_key_and_value_heads_divide_or_are_repeated():
    """Eight key and value heads go over 4 and over 16, but not over 12."""
    arch = architecture(heads=96)

    assert [refusal(arch, size) is None for size in (4, 16, 12)] == [True, True, False]


def test_latent_attention_has_no_such_limit():
    """MLA has no key and value heads to divide."""
    assert refusal(architecture(mla_rank=512, kv_heads=128), 8) is None


def test_experts_divide_by_number_or_by_width():
    """Whole experts may be spread where their width does not divide."""
    arch = architecture(heads=64, experts=128, experts_used=8, expert_hidden=900)

    assert refusal(arch, 8) is None
    assert refusal(architecture(heads=96, kv_heads=None, experts=128, expert_hidden=900), 32) is None
    assert refusal(architecture(heads=96, kv_heads=None, experts=60, expert_hidden=900), 32)


def test_unknown_heads_allow_powers_of_two():
    """Where the architecture is unknown, 4 is taken to work and 3 not."""
    assert refusal(None, 4) is None
    assert refusal(None, 3)


def test_cache_divides_by_key_and_value_heads_only():
    """Eight heads over sixteen GPUs: each keeps one, so the cache is held twice."""
    assert cache_share(architecture(), 4) == 1 / 4
    assert cache_share(architecture(), 16) == 1 / 8


def test_a_latent_cache_is_whole_on_every_gpu():
    """MLA caches are not divided by tensor parallelism."""
    assert cache_share(architecture(mla_rank=512), 8) == 1.0


def test_the_largest_stage_counts():
    """126 layers in four stages: the largest has 32."""
    assert stage_share(architecture(), 4) == 32 / 126


def test_layers_one_after_another_stay_on_one_machine():
    """An engine that splits by layers uses one to four GPUs of a machine of four, on each of two machines."""
    found = list(splits(architecture(), Cluster(2, 4), "layers"))

    assert found == [Split(pipeline=n, servers=2) for n in (1, 2, 3, 4)]


def test_small_models_are_copied_to_fill_a_machine():
    """One GPU a replica on eight GPUs is eight replicas; on two such machines, two servers."""
    first = next(iter(splits(architecture(), Cluster(2, 8), "tensor")))

    assert first == Split(1, 1, replicas=8, nodes=1, servers=2)


def test_thin_experts_are_spread_whole():
    """Slices of 768/4 are too thin, so 128 experts are spread whole; 14336/2 are wide enough."""
    thin = architecture(heads=32, kv_heads=4, experts=128, experts_used=8, expert_hidden=768)
    wide = architecture(heads=32, kv_heads=8, experts=8, experts_used=2, expert_hidden=14336)

    assert all(split.expert for split in splits(thin, Cluster(1, 4), "tensor") if split.tensor == 4)
    assert not any(split.expert for split in splits(wide, Cluster(1, 2), "tensor"))


@given(nodes=st.integers(1, 6), per_node=st.integers(1, 8), heads=st.sampled_from([12, 16, 28, 32, 64, 128]))
def test_no_split_uses_more_than_there_is(nodes, per_node, heads):
    """Copies times devices never exceed the cluster, and what is left of a machine is less than one replica."""
    cluster = Cluster(nodes, per_node)

    for split in splits(architecture(heads=heads, kv_heads=4), cluster, "tensor"):
        used = split.devices * split.copies
        assert 0 < used <= cluster.devices
        assert split.nodes * split.servers <= nodes
        assert heads % split.tensor == 0
