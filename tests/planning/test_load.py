"""What each device of a split holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.planning.making import GIB, architecture, gpus, option, shape

from modelpick.planning.load import available_each, load_of, sequences_of
from modelpick.planning.parallel import Split

ROOM = 0.92 * 80 * GIB


def load(split, available=ROOM, concurrency=1, **fields):
    return load_of(option(**fields), shape(), split, available, concurrency=concurrency, parallel="tensor")


def test_405b_in_16_bit_on_two_machines_of_eight():
    """51 GB of weights lie on each of sixteen H100s, with room for the cache of many users."""
    found = load(Split(8, 2, nodes=2))

    assert found.weights == pytest.approx(50.7e9, rel=0.005)
    assert found.verdict == "fits"
    assert found.users > 50


def test_405b_in_16_bit_is_too_large_for_eight():
    """101 GB of weights do not go into 80."""
    assert load(Split(8, 1)).verdict == "too-large"


def test_the_cache_of_one_user_is_divided():
    """516,096 bytes a token over eight heads and two stages: a sixteenth of 4.2 GB."""
    assert load(Split(8, 2)).kv_cache == pytest.approx(8192 * 516096 / 16)


def test_users_are_what_goes_in_beside_the_weights():
    """Whole caches in the room that weights, buffers and overhead leave."""
    found = load(Split(8, 2))
    room = found.available - found.weights - found.compute - found.overhead

    assert found.users == int(room // (8192 * 516096 / 16))


def test_replicas_share_the_users():
    """Seven users over two replicas of two servers are at most two each."""
    assert sequences_of(7, Split(replicas=2, servers=2)) == 2


def test_each_user_has_the_whole_context():
    """Twice the users take twice the cache and halve the longest context."""
    one, two = load(Split(8, 2), concurrency=20), load(Split(8, 2), concurrency=40)

    assert two.kv_cache == 2 * one.kv_cache
    assert two.max_context <= one.max_context


def test_the_longest_context_stops_at_the_models_own():
    """No more is promised than the model was made for."""
    assert load(Split(8, 2)).max_context == 131072


def test_an_engine_that_keeps_a_share_leaves_less():
    """vLLM takes 92 % of the memory; another engine what the device can give."""
    device = gpus(8)

    assert available_each(device.pools[0], 8, 0.92) == pytest.approx(ROOM)
    assert available_each(device.pools[0], 8, None) == pytest.approx(0.985 * 80 * GIB)


def test_no_cache_no_limit_of_context():
    """A model that caches nothing serves one item a replica, whatever the context."""
    found = load_of(
        option(kv_cache=0.0),
        shape(kind="asr", arch=architecture()),
        Split(replicas=3),
        1e15,
        concurrency=1,
        parallel="tensor",
    )

    assert (found.users, found.cache_tokens) == (3, None)


@given(
    tensor=st.sampled_from([1, 2, 4, 8]),
    stages=st.integers(1, 8),
    users=st.integers(1, 64),
    context=st.sampled_from([1024, 8192, 32768]),
)
def test_all_devices_together_hold_at_least_the_model(tensor, stages, users, context):
    """Splitting loses nothing: weights and caches of all devices are no less than those of one."""
    found = load(Split(tensor, stages), 1e18, users, kv_cache=context * 516096.0, context=context)

    assert found.weights * tensor * stages >= 811.7e9 * 0.999999
    assert found.kv_cache * tensor * stages >= users * context * 516096 * 0.999999
    assert found.total == pytest.approx(found.weights + found.kv_cache + found.compute + found.overhead)
